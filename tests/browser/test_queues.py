"""The Unmatched and Incomplete queues as a merchant works through them."""

import pytest
from django.utils import timezone

from amazon_channel.models import User
from catalog.models import Product, ProductIdentifier, Website
from listings.eligibility import judge
from listings.matching import match
from listings.models import Listing, ListingIssue
from listings.models.asins import AsinCandidate, AsinSearch
from sync.models import SyncRun

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "/listings/listing/"
LOOKS = [
    pytest.param({"width": 1440, "dark": False}, id="wide-light"),
    pytest.param({"width": 390, "dark": True}, id="narrow-dark"),
]


@pytest.fixture
def merchant(account):
    user = User.objects.create_user("mia", role="merchant", first_name="Mia")
    account.members.add(user)
    return user


@pytest.fixture
def shop(make_listing, store):
    """A queue of listings without product, and one of products that lack something."""
    now = timezone.now()
    Website.objects.create(code="uk", name="United Kingdom")
    store.ean_attribute = "ean"
    store.save()
    for number, colour in enumerate(("blue", "red", "green")):
        Product.objects.create(
            sku=f"MUG-{colour.upper()}",
            name=f"Stoneware mug {colour}, 350 ml",
            asin=f"B00000000{number}",
            quantity=7,
        )
    offer = {"buyable": True, "price": "12.50", "quantity": 4, "condition": "new_new", "changed_at": now}
    make_listing("amzn.gr.mug-1", title="Stoneware mug 350 ml blue by Potter", asin="B0000000X1", **offer)
    make_listing("amzn.gr.mug-2", title="Teapot, cast iron, with infuser", asin="B0000000X2", **offer)
    make_listing("amzn.gr.mug-3", title="Sold elsewhere", ignored_at=now, asin="B0000000X3", **offer)
    make_listing("FAMILY", title="Mugs in all colours", is_parent=True, discoverable=True, changed_at=now)
    incomplete(store, now)
    return store


def incomplete(store, now):
    """Products without ASIN: several items found, variants, nothing, and one without condition."""
    facts = {"websites": ["uk"], "quantity": 5, "condition": "new_new"}
    for sku, name in (("BOWL", "Salad bowl"), ("SHIRT", "Linen shirt"), ("LAMP", "Desk lamp")):
        product = Product.objects.create(sku=sku, name=name, **facts)
        ProductIdentifier.objects.create(
            product=product,
            role="ean",
            attribute="ean",
            kind="gtin",
            raw="4006381333931",
            value="04006381333931",
        )
    Product.objects.create(sku="PLATE", name="Dinner plate", asin="B0000000PL", **facts | {"condition": ""})
    judge(store, now=now)
    found(store, now, "BOWL", "several", ("B0000000B1", {}), ("B0000000B2", {}))
    found(
        store,
        now,
        "SHIRT",
        "variants",
        ("B0000000S1", {"color": "White", "size": "M"}),
        ("B0000000S2", {"color": "White", "size": "L"}),
    )
    found(store, now, "LAMP", "none")
    judge(store, now=now)


def found(store, now, sku, answer, *items):
    listing = Listing.objects.get(seller_sku=sku)
    AsinSearch.objects.create(
        listing=listing,
        store=store,
        question={"ean": "04006381333931"},
        due=False,
        asked_at=now,
        answer=answer,
        found=len(items),
        found_by="ean" if items else "",
    )
    for rank, (asin, values) in enumerate(items):
        AsinCandidate.objects.create(
            listing=listing,
            asin=asin,
            title=f"{listing.title} by Potter, {asin}",
            brand="Potter",
            values=values,
            identifiers=[["EAN", "4006381333931"]],
            found_by="ean",
            rank=rank,
            parent_asin="B0000000P0" if values else "",
        )


def no_sideways_scrolling(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def open_menu(page, sku):
    page.get_by_label(f"What can be done to {sku}").click()


def place(sku):
    listing = Listing.objects.select_related("product").get(seller_sku=sku)
    return listing.tab, listing.status, listing.product and listing.product.sku


@pytest.mark.parametrize("look", LOOKS)
def test_assign_a_product_from_the_best_candidates(open_as, merchant, shop, shoot, look):
    page = open_as(merchant, **look)
    page.goto(f"{LIST}?tab=unmatched")
    assert page.locator("tr[data-row]").count() == 2
    assert page.locator("a[data-tab=unmatched]").get_attribute("data-number") == "2"
    assert no_sideways_scrolling(page)
    open_menu(page, "amzn.gr.mug-1")
    shoot(page, f"unmatched-menu-{look['width']}")
    page.get_by_role("link", name="Assign product").click()
    page.get_by_role("dialog").get_by_text("Best candidates").wait_for()
    assert page.get_by_role("dialog").get_by_text("Similar name").first.is_visible()
    shoot(page, f"assign-{look['width']}")
    page.get_by_label("Search products").fill("MUG-R")
    page.keyboard.press("Enter")
    page.get_by_text("Found in your catalog").wait_for()
    shoot(page, f"assign-found-{look['width']}")
    page.get_by_label("Assign MUG-RED").click()
    page.get_by_text("amzn.gr.mug-1 is MUG-RED now.").wait_for()
    assert place("amzn.gr.mug-1") == ("active", "active", "MUG-RED")
    assert page.url.endswith("?tab=unmatched")
    match(shop, now=timezone.now())
    assert place("amzn.gr.mug-1")[2] == "MUG-RED"


@pytest.mark.parametrize("look", LOOKS)
def test_create_products_from_ticked_listings(open_as, merchant, shop, shoot, look):
    page = open_as(merchant, **look)
    page.goto(f"{LIST}?tab=unmatched")
    page.get_by_label("Tick amzn.gr.mug-1").check()
    page.get_by_label("Tick amzn.gr.mug-2").check()
    shoot(page, f"unmatched-ticked-{look['width']}")
    page.get_by_role("button", name="Create products").click()
    page.get_by_text("For 2 listings.").wait_for()
    assert no_sideways_scrolling(page)
    page.get_by_label("United Kingdom").uncheck()
    page.get_by_role("button", name="Create", exact=True).click()
    page.get_by_text("This field is required.").wait_for()
    page.get_by_label("United Kingdom").check()
    shoot(page, f"create-{look['width']}", full=True)
    page.get_by_role("button", name="Create", exact=True).click()
    page.get_by_text("2 listings have their own products now.").wait_for()
    assert place("amzn.gr.mug-2") == ("active", "active", "amzn.gr.mug-2")
    assert Product.objects.get(sku="amzn.gr.mug-2").visibility == "nowhere"


def test_ignore_all_of_the_list_after_confirmation_and_back(open_as, merchant, shop, shoot):
    page = open_as(merchant)
    page.goto(f"{LIST}?tab=unmatched")
    page.get_by_label("Tick amzn.gr.mug-1").check()
    page.get_by_label("All of this list").check()
    page.get_by_role("button", name="Ignore").click()
    page.get_by_text("This is done to all listings of the list you came from").wait_for()
    shoot(page, "confirm")
    page.get_by_role("button", name="Ignore").click()
    page.get_by_text("2 listings are ignored.").wait_for()
    assert page.get_by_text("Nothing on this tab").is_visible()
    shoot(page, "unmatched-all-ignored")
    page.get_by_role("link", name="3 listings are ignored").click()
    page.wait_for_url("**status=ignored*")
    assert page.locator("tr[data-row]").count() == 3
    open_menu(page, "amzn.gr.mug-1")
    page.get_by_role("button", name="Stop ignoring").click()
    page.get_by_text("1 listing waits again.").wait_for()
    assert place("amzn.gr.mug-1")[1] == "awaiting_product"


@pytest.mark.parametrize("look", LOOKS)
def test_choose_among_amazons_candidates(open_as, merchant, shop, shoot, look):
    page = open_as(merchant, **look)
    page.goto(f"{LIST}?tab=incomplete")
    assert page.get_by_text("2 items to choose from").count() == 2
    assert no_sideways_scrolling(page)
    shoot(page, f"incomplete-{look['width']}")
    open_menu(page, "SHIRT")
    page.get_by_role("link", name="Update required info").click()
    page.get_by_role("dialog").get_by_text("size: L").wait_for()
    shoot(page, f"required-variants-{look['width']}")
    page.get_by_label("Choose B0000000S2").click()
    page.get_by_text("SHIRT: B0000000S2 is assigned.").wait_for()
    assert place("SHIRT")[:2] == ("ready", "ready")
    assert Listing.objects.get(seller_sku="SHIRT").asin == "B0000000S2"


@pytest.mark.parametrize("look", LOOKS)
def test_a_typed_asin_is_being_checked(open_as, merchant, shop, shoot, look):
    page = open_as(merchant, **look)
    page.goto(f"{LIST}?tab=incomplete")
    open_menu(page, "LAMP")
    page.get_by_role("link", name="Update required info").click()
    page.get_by_label("ASIN", exact=True).fill("B0000")
    page.get_by_role("button", name="Check and save").click()
    page.get_by_text("An ASIN has ten letters and digits").wait_for()
    page.get_by_label("ASIN", exact=True).fill("b0000000l1")
    page.get_by_role("button", name="Check and save").click()
    page.get_by_text("B0000000L1 is being checked at Amazon. The answer comes with the sync.").wait_for()
    shoot(page, f"required-checking-{look['width']}", full=True)
    assert SyncRun.objects.get().seller_sku == "LAMP"
    AsinSearch.objects.filter(listing__seller_sku="LAMP").update(answer="unknown", due=False)
    page.get_by_text("Amazon does not know B0000000L1 in this marketplace").wait_for(timeout=8_000)
    shoot(page, f"required-unknown-{look['width']}", full=True)


def test_supply_a_condition_and_look_again(open_as, merchant, shop, shoot):
    page = open_as(merchant)
    page.goto(f"{LIST}?tab=incomplete&status=no_condition")
    open_menu(page, "PLATE")
    page.get_by_role("link", name="Update required info").click()
    page.get_by_label("Condition", exact=True).select_option("used_good")
    shoot(page, "required-condition")
    page.get_by_role("button", name="Save condition").click()
    page.get_by_text("PLATE: the condition is saved.").wait_for()
    assert place("PLATE")[:2] == ("ready", "ready")
    page.goto(f"{LIST}?tab=incomplete")
    page.get_by_label("Tick BOWL").check()
    page.get_by_role("button", name="Look again at Amazon").click()
    page.get_by_text("The next sync looks for 1 product in Amazon's catalog again.").wait_for()
    assert AsinSearch.objects.get(listing__seller_sku="BOWL").due


@pytest.mark.parametrize("look", LOOKS)
def test_the_page_of_a_listing_shows_match_candidates_and_deeds(open_as, merchant, shop, shoot, look):
    page = open_as(merchant, **look)
    page.goto(f"{LIST}{Listing.objects.get(seller_sku='BOWL').pk}/change/")
    section = page.locator("#match")
    assert section.get_by_text("Made from this product.").is_visible()
    assert section.get_by_text("2 items of Amazon's fit (EAN).").is_visible()
    assert no_sideways_scrolling(page)
    shoot(page, f"details-candidates-{look['width']}", full=True)
    broken = Listing.objects.get(seller_sku="amzn.gr.mug-2")
    page.goto(f"{LIST}{broken.pk}/change/")
    page.locator("#match").get_by_role("button", name="Ignore").click()
    page.get_by_text("1 listing is ignored.").wait_for()
    assert page.locator("#match").get_by_text("Ignored: no product is looked for.").is_visible()


def test_missing_data_is_named(open_as, merchant, shop, make_listing, shoot):
    mug = Product.objects.get(sku="MUG-BLUE")
    draft = make_listing("DRAFT", product=mug, amazon_incomplete=True, buyable=False, asin="B0000000D1")
    now = timezone.now()
    ListingIssue.objects.create(
        listing=draft,
        store=shop,
        code="90220",
        message="'item_weight' is required.",
        severity="ERROR",
        categories=["MISSING_ATTRIBUTE"],
        attribute_names=["item_weight", "color"],
        first_seen_at=now,
        last_seen_at=now,
    )
    page = open_as(merchant)
    page.goto(f"{LIST}?tab=incomplete&status=missing_data")
    assert page.get_by_text("item weight, color").is_visible()
    open_menu(page, "DRAFT")
    page.get_by_role("link", name="Update required info").click()
    page.get_by_role("dialog").get_by_text("item weight").wait_for()
    shoot(page, "required-missing-data")
