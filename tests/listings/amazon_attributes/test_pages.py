"""The pages: the list with its filters, creating, mapping and editing, values beside ours, import again."""

import pytest
from django.test import Client

from amazon_channel.models import SettingChange, User
from catalog.models import Attribute, AttributeSet, Website
from listings.amazon_attributes.models import AmazonAttribute, AttributeMapping, AttributeReading
from tests.listings.amazon_attributes.conftest import LIST, page_of
from tests.listings.conftest import text_of


def names(response):
    return [line.amazon.name for line in response.context["page"].lines]


def new(code="colour", **values):
    """What a person sends who creates a catalog attribute."""
    plain = {"how": "new", "label": "Colour", "code": code, "type": "text", "scope": "global", "active": "on"}
    return plain | values


def there(code, **values):
    return {"how": "there", "existing": code, "active": "on"} | values


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        pytest.param({}, ["brand", "color", "item_weight", "main_image"], id="all of the store"),
        pytest.param({"q": "COLOUR"}, ["color"], id="a word of the title"),
        pytest.param({"q": "shade"}, ["color"], id="the catalog's code"),
        pytest.param({"q": "nothing"}, [], id="nothing"),
        pytest.param({"type": "POT"}, ["item_weight"], id="product type"),
        pytest.param({"state": "mapped"}, ["brand", "color"], id="mapped"),
        pytest.param({"state": "unmapped"}, ["item_weight", "main_image"], id="not mapped"),
        pytest.param({"state": "inactive"}, ["brand"], id="not active"),
        pytest.param({"need": "required"}, ["brand"], id="required"),
        pytest.param({"need": "carried"}, ["brand", "color"], id="in listings"),
        pytest.param({"after": "color"}, ["item_weight", "main_image"], id="after a name"),
        pytest.param({"before": "color"}, ["brand"], id="before a name"),
        pytest.param(
            {"state": "odd", "q": "\x00", "store": "x"}, ["brand", "color", "item_weight", "main_image"]
        ),
    ],
)
def test_the_list(browse, known, map_, query, shown):
    map_("color", "shade")
    map_("brand", "maker", active=False)
    assert names(browse.get(LIST, query)) == shown


def test_pages_follow_each_other_by_name(browse, known, amazon_attribute):
    for number in range(60):
        amazon_attribute(f"x{number:02}")
    first = browse.get(LIST)
    assert len(names(first)) == 50
    second = browse.get(LIST + first.context["next_address"])
    assert names(second) == [f"x{number}" for number in range(46, 60)]
    assert second.context["next_address"] == ""
    back = browse.get(LIST + second.context["previous_address"])
    assert names(back) == names(first)


def test_fifty_rows_cost_a_fixed_number_of_queries(
    browse, known, amazon_attribute, map_, django_assert_num_queries
):
    for number in range(50):
        map_(f"x{number:02}", f"code_{number}")
    with django_assert_num_queries(8):
        page = browse.get(LIST)
    assert len(names(page)) == 50


def test_a_store_that_was_not_read_says_how_to_begin(browse, store):
    page = browse.get(LIST)
    assert "attributes have not been read yet" in text_of(page)
    browse.post(LIST + "again/", {"store": store.pk, "all": "1"})
    reading = AttributeReading.objects.get()
    assert (reading.waits, reading.asked_by) == (True, "mia")
    assert "Asked for" in text_of(browse.get(LIST))


@pytest.fixture
def operate(account):
    """A signed-in operator, who may say what the catalog is made of."""
    operator = User.objects.create_user("olga", role="operator")
    account.members.add(operator)
    client = Client()
    client.force_login(operator)
    return client


def test_a_new_attribute_is_proposed_and_made(operate, known, store):
    page = operate.get(page_of(known["color"]))
    form = page.context["form"]
    assert [form[name].value() for name in ("how", "label", "code", "type")] == [
        "new",
        "Colour",
        "color",
        "select",
    ]
    mugs = AttributeSet.objects.create(name="Mugs")
    sent = new("color", type="select", sets=[mugs.pk], used_in_search="on", add_options="on")
    assert operate.post(page_of(known["color"]), sent).status_code == 302
    made = Attribute.objects.get(code="color")
    assert (made.type, made.used_in_search, made.usable_in_rules, list(made.sets.all())) == (
        "select",
        True,
        False,
        [mugs],
    )
    mapping = AttributeMapping.objects.get()
    assert (mapping.store, mapping.attribute, mapping.active, mapping.overwrite, mapping.add_options) == (
        store,
        made,
        True,
        False,
        True,
    )
    assert SettingChange.objects.filter(subject="attribute Colour", by="olga").count() == 1
    assert list(SettingChange.objects.filter(account=store.account).values_list("field", "new")) == [
        ("color: catalog attribute", "color"),
        ("color: active", "True"),
        ("color: add missing choices", "True"),
    ]


@pytest.mark.parametrize(
    ("name", "code"), [("main_image", "main_image"), ("item_weight", "weight"), ("brand", "brand")]
)
def test_an_attribute_that_means_the_same_is_proposed(browse, known, attribute, name, code):
    attribute("main_image", type="media")
    attribute("brand")
    form = browse.get(page_of(known[name])).context["form"]
    assert (form["how"].value(), form["existing"].value()) == ("there", code)


def test_one_that_cannot_hold_the_values_is_not_proposed(operate, known, attribute):
    attribute("main_image", type="weight")
    form = operate.get(page_of(known["main_image"])).context["form"]
    assert (form["how"].value(), form["code"].value()) == ("new", "main_image_2")


def test_a_merchant_maps_but_makes_no_attribute(browse, known):
    page = browse.get(page_of(known["color"]))
    assert [value for value, _ in page.context["form"].fields["how"].choices] == ["there"]
    assert browse.post(page_of(known["color"]), new()).status_code == 200
    assert not Attribute.objects.filter(code="colour").exists()


def test_an_existing_attribute_is_mapped_and_changed(browse, known, attribute):
    attribute("shade")
    page = page_of(known["color"])
    browse.post(page, there("shade"))
    assert browse.get(page).context["form"]["existing"].value() == "shade"
    browse.post(page, there("shade", overwrite="yes", active=""))
    mapping = AttributeMapping.objects.get()
    assert (mapping.overwrite, mapping.active) == (True, False)
    assert SettingChange.objects.filter(field="color: active", old="True", new="False").count() == 1
    before = SettingChange.objects.count()
    browse.post(page, there("shade", overwrite="yes", active=""))
    assert (SettingChange.objects.count(), AttributeMapping.objects.get().changed_at) == (
        before,
        mapping.changed_at,
    )


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(("color", new("brand"), "code", "already an attribute"), id="a code that is taken"),
        pytest.param(("color", new("Größe"), None, "Lower-case"), id="no code"),
        pytest.param(("color", new(label=""), "label", "needed"), id="no name"),
        pytest.param(("color", there("nowhere"), "existing", "Choose the attribute"), id="no such attribute"),
        pytest.param(("color", there("sku"), "existing", "not filled from Amazon"), id="the SKU"),
        pytest.param(("color", there("quantity"), "existing", "not filled from Amazon"), id="the stock"),
        pytest.param(("main_image", there("weight"), "existing", "cannot hold"), id="a picture as weight"),
        pytest.param(("item_weight", there("weight"), "unit", "several units"), id="which unit"),
        pytest.param(
            ("color", there("brand", websites=["uk"]), "websites", "one value"), id="global by website"
        ),
        pytest.param(("color", there("taken"), None, "already fills"), id="filled by another one"),
    ],
)
def test_what_makes_no_sense_is_refused(operate, known, map_, attribute, case):
    name, sent, field, words = case
    Website.objects.get_or_create(code="uk", defaults={"name": "UK"})
    attribute("brand")
    map_("main_image" if name != "main_image" else "brand", "taken")
    answer = operate.post(page_of(known[name]), sent)
    assert answer.status_code == 200
    errors = answer.context["form"].errors.get(field or "__all__", [])
    assert words in " ".join(errors)
    assert AttributeMapping.objects.count() == 1


def test_two_stores_do_not_undo_each_other(browse, known, map_, german_store, amazon_attribute):
    amazon_attribute("color", marketplace_id=german_store.marketplace_id)
    map_("color", "colour", store=german_store, overwrite=True)
    answer = browse.post(page_of(known["color"]), there("colour", overwrite="yes"))
    assert "Demo DE already overwrites colour" in text_of(answer)
    assert browse.post(page_of(known["color"]), there("colour")).status_code == 302


def test_values_of_chosen_websites(browse, known, attribute):
    Website.objects.get_or_create(code="uk", defaults={"name": "UK"})
    attribute("colour", scope="website")
    browse.post(page_of(known["color"]), there("colour", websites=["uk"]))
    assert AttributeMapping.objects.get().websites == ["uk"]


def test_import_again_for_ticked_attributes(browse, known, store):
    browse.post(LIST + "again/", {"store": store.pk, "_selected_action": [known["color"].pk, "x"]})
    assert AttributeReading.objects.get().asked_by == "mia"
    assert SettingChange.objects.get().new == "color"
    nothing = browse.post(LIST + "again/", {"store": store.pk}, follow=True)
    assert "Nothing is ticked" in text_of(nothing)
    assert SettingChange.objects.count() == 1


def test_a_store_of_another_account_is_not_seen(browse, known, foreign_store, amazon_attribute):
    foreign = amazon_attribute("color", marketplace_id=foreign_store.marketplace_id)
    assert browse.get(page_of(foreign)).status_code == 404
    assert browse.post(LIST + "again/", {"store": foreign_store.pk, "all": "1"}).status_code == 404
    assert browse.get(page_of(known["color"]), {"store": foreign_store.pk}).context["store"] != foreign_store


def test_what_another_account_lists_is_not_shown(browse, known):
    """Definitions are the marketplace's; which of them concern a store is the store's own affair."""
    assert "wattage" not in names(browse.get(LIST))


def test_a_viewer_looks_and_changes_nothing(account, known):
    viewer = User.objects.create_user("vic", role="viewer")
    account.members.add(viewer)
    client = Client()
    client.force_login(viewer)
    assert "Import values again" not in text_of(client.get(LIST))
    assert "You may look" in text_of(client.get(page_of(known["color"])))
    assert client.post(page_of(known["color"]), new()).status_code == 403
    assert AmazonAttribute.objects.filter(mappings__isnull=False).count() == 0
