"""Bulk edits: what each operation does, what is refused, preview, progress after a kill, undo."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.bulk import actions, work
from catalog.bulk.plan import judged
from catalog.bulk.tasks import carry_out_bulk_edit, catch_up
from catalog.models import Attribute, BulkEdit, Product, ProductChange
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
START = "/catalog/bulkedit/add/"


def edit_of(attribute, operation, operand=None, *, website="", asked=None):
    asked = asked or {"ids": list(Product.objects.values_list("pk", flat=True))}
    return BulkEdit(attribute=attribute, operation=operation, operand=operand, website=website, asked=asked)


def apply(edit, by, *, few=True):
    return actions.start(edit, by=by, now=NOON, few=few)


def values(code):
    return dict(Product.objects.values_list("sku", f"attributes__{code}"))


@pytest.mark.parametrize(
    ("attribute", "deed", "after"),
    [
        ("color", ("set", "red"), {"A": "red", "B": "red"}),
        ("color", ("clear", None), {"A": None, "B": None}),
        ("rent", ("plus", "-2.5"), {"A": "7.5", "B": None}),
        ("rent", ("percent", "12.5"), {"A": "11.25", "B": None}),
        ("pieces", ("plus", "3"), {"A": 7, "B": None}),
        ("pieces", ("percent", "10"), {"A": 4, "B": None}),
        ("uses", ("include", ["tea", "gifts"]), {"A": ["coffee", "tea", "gifts"], "B": ["tea", "gifts"]}),
        ("uses", ("exclude", ["coffee"]), {"A": None, "B": None}),
        ("organic", ("set", False), {"A": False, "B": False}),
    ],
)
def test_operations_and_their_undoing(merchant, make, attribute, deed, after):
    make("A", color="blue", rent="10", pieces=4, uses=["coffee"], organic=True)
    make("B")
    before = values(attribute)
    edit = apply(edit_of(attribute, *deed), merchant.user)
    assert values(attribute) == after
    if edit.written:
        assert actions.undo(edit, by=merchant.user, now=NOON).state == "undone"
    assert values(attribute) == before


@pytest.mark.parametrize(
    ("attribute", "deed", "problem"),
    [
        ("rent", ("plus", "-11"), "negative"),
        ("pieces", ("plus", "999999999999999"), "too_large"),
        ("ean", ("plus", "1"), "nothing"),
        ("material", ("clear", None), "required"),
        ("other", ("set", "x"), "not_in_set"),
    ],
)
def test_what_is_refused_stays(merchant, make, attribute, deed, problem):
    Attribute.objects.create(code="other", label="Other")
    make("A", rent="10", pieces=4)
    before = Product.objects.get().attributes
    edit = apply(edit_of(attribute, *deed), merchant.user)
    assert (edit.refused, edit.written) == (1, 0)
    assert edit.lines.get().problem == problem
    assert Product.objects.get().attributes == before


@pytest.mark.parametrize(
    ("column", "deed", "change"),
    [
        ("price", ("percent", "-10"), (Decimal("9.9900"), Decimal("8.9900"))),
        ("price", ("set", "5"), (None, Decimal("5.0000"))),
        ("price", ("clear", None), (Decimal("9.9900"), None)),
        ("enabled", ("set", False), (True, False)),
        ("sale_ends_on", ("set", "2026-12-31"), (None, date(2026, 12, 31))),
        ("tax_class", ("set", "Books"), ("", "Books")),
        ("tax_class", ("clear", None), ("Books", "")),
    ],
)
def test_built_in_columns(merchant, make, column, deed, change):
    make("A", columns={column: change[0]})
    edit = apply(edit_of(column, *deed), merchant.user)
    assert getattr(Product.objects.get(), column) == change[1]
    actions.undo(edit, by=merchant.user, now=NOON)
    assert getattr(Product.objects.get(), column) == change[0]


def test_values_of_one_website(merchant, make):
    make("A", columns={"website_values": {"uk": {"name": "Cuppa"}}})
    make("B")
    edit = apply(edit_of("rent", "set", "5", website="uk"), merchant.user)
    assert dict(Product.objects.values_list("sku", "website_values")) == {
        "A": {"uk": {"name": "Cuppa", "rent": "5"}},
        "B": {"uk": {"rent": "5"}},
    }
    assert values("rent") == {"A": None, "B": None}
    actions.undo(edit, by=merchant.user, now=NOON)
    assert dict(Product.objects.values_list("sku", "website_values")) == {
        "A": {"uk": {"name": "Cuppa"}},
        "B": {},
    }


def test_undo_leaves_alone_what_somebody_changed_since(merchant, make):
    for sku in ("A", "B", "C"):
        make(sku, color="blue")
    edit = apply(edit_of("color", "set", "red"), merchant.user)
    Product.objects.filter(sku="B").update(attributes={"color": "green"})
    Product.objects.filter(sku="C").delete()
    done = actions.undo(edit, by=merchant.user, now=NOON)
    assert (done.undone, done.conflicts) == (1, 2)
    assert values("color") == {"A": "blue", "B": "green"}
    assert {line.sku: line.problem for line in done.lines.filter(state="conflict")} == {"B": "", "C": "gone"}
    with pytest.raises(actions.NotNow):
        actions.undo(done, by=merchant.user, now=NOON)


def test_undo_gives_no_unique_value_twice(merchant, make):
    make("A", ean="4006381333931")
    edit = apply(edit_of("ean", "clear"), merchant.user)
    make("B", ean="4006381333931")
    assert actions.undo(edit, by=merchant.user, now=NOON).conflicts == 1
    assert values("ean") == {"A": None, "B": "4006381333931"}


def test_the_history_names_the_edit(merchant, make):
    make("A", color="blue")
    edit = apply(edit_of("color", "set", "red"), merchant.user)
    actions.undo(edit, by=merchant.user, now=NOON)
    rows = ProductChange.objects.filter(field="color").order_by("pk")
    assert [(row.source, row.number, row.user_id, row.old, row.new) for row in rows] == [
        ("bulk_edit", edit.pk, merchant.user.pk, "blue", "red"),
        ("undo", edit.pk, merchant.user.pk, "red", "blue"),
    ]


def test_a_worker_that_was_lost_is_followed_by_another(merchant, make, monkeypatch):
    """Killed after the first batch: the second worker does the rest, and no product twice."""
    monkeypatch.setattr(work, "BATCH", 2)
    for number in range(5):
        make(f"S{number}", pieces=1)
    edit = apply(edit_of("pieces", "plus", "1"), merchant.user, few=False)
    first = work.claim(edit.pk, now=NOON)
    work._collect(first)
    work._batch(first, now=NOON)
    assert work.claim(edit.pk, now=NOON + timedelta(seconds=5)) is None
    BulkEdit.objects.update(worked_at=timezone.now() - timedelta(minutes=5))
    carry_out_bulk_edit(number=edit.pk)
    carry_out_bulk_edit(number=edit.pk)
    done = BulkEdit.objects.get()
    assert (done.state, done.written, done.matched) == ("applied", 5, 5)
    assert set(values("pieces").values()) == {2}


def test_products_chosen_by_the_edited_value_are_all_edited(merchant, make, monkeypatch):
    monkeypatch.setattr(work, "BATCH", 2)
    for number in range(5):
        make(f"S{number}", color="blue")
    page = merchant.get(f"{START}?a.color=blue&attribute=color")
    assert page.context["total"] == "5"
    merchant.post(f"{START}?a.color=blue&attribute=color", {"operation": "set", "value": "red", "_apply": ""})
    assert set(values("color").values()) == {"red"}
    catch_up()


def test_the_preview_changes_nothing_and_tells_all(merchant, make):
    make("A", color="blue", rent="10")
    make("B", rent="1")
    make("C")
    page = merchant.post(f"{START}?attribute=rent", {"operation": "plus", "value": "-5", "_preview": ""})
    preview = page.context["preview"]
    assert preview.rows == [
        ("A", "10", "5", ""),
        ("B", "1", "—", "the value would be below zero"),
        ("C", "—", "—", "it has no value to reckon with"),
    ]
    assert (preview.changed, preview.same, preview.more) == (1, 0, False)
    assert not BulkEdit.objects.exists()
    assert values("rent")["A"] == "10"
    edit = edit_of("rent", "plus", "-5")
    assert [
        (one.sku, one.wished) for one in judged(edit, Attribute.objects.get(code="rent"), edit.asked["ids"])
    ] == [
        ("A", "5"),
        ("B", None),
        ("C", None),
    ]


@pytest.mark.parametrize(
    ("attribute", "sent", "says"),
    [
        ("rent", {"operation": "plus", "value": "lots"}, "is not a number"),
        ("rent", {"operation": "set", "value": ""}, "A value is required"),
        ("pieces", {"operation": "set", "value": "1.5"}, "is not a whole number"),
        ("color", {"operation": "plus", "value": "red"}, "is not one of the available choices"),
        ("ean", {"operation": "set", "value": "1"}, "Its values are unique"),
    ],
)
def test_what_cannot_be_asked(merchant, make, attribute, sent, says):
    make("A"), make("B")
    page = merchant.post(f"{START}?attribute={attribute}", sent | {"_apply": ""})
    assert says in page.content.decode()
    assert not BulkEdit.objects.exists()


def test_ticked_products_are_edited_and_the_page_tells(merchant, viewer, make):
    mug = make("MUG", color="blue")
    make("CUP", color="blue")
    to = merchant.post(START, {"_selected_action": [mug.pk]}).url
    assert to == f"{START}?ids={mug.pk}"
    done = merchant.post(
        f"{to}&attribute=color", {"operation": "set", "value": "red", "_apply": ""}, follow=True
    )
    page = done.content.decode()
    assert "Color: set to red" in page
    assert values("color") == {"MUG": "red", "CUP": "blue"}
    number = BulkEdit.objects.get().pk
    assert viewer.post(f"/catalog/bulkedit/{number}/undo/").status_code == 403
    assert "Undo" not in viewer.get(f"/catalog/bulkedit/{number}/change/").content.decode()
    assert (
        "undone" in merchant.post(f"/catalog/bulkedit/{number}/undo/", follow=True).content.decode().lower()
    )
    assert values("color") == {"MUG": "blue", "CUP": "blue"}
