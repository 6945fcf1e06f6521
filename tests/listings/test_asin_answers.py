"""What Amazon's answers mean: one ASIN, several, variants, none; and how numbers are spoken."""

import pytest

from listings.asins.answers import Item, carrying, decide, judge_typed, spoken, with_variants

A, B, C = Item("B00000000A"), Item("B00000000B"), Item("B00000000C")
PARENT = Item("B0000000P0", is_parent=True, children=("B00000000A", "B00000000B"))
SECOND_PARENT = Item("B0000000P1", is_parent=True)


def summed_up(verdict):
    return verdict.answer, verdict.asin, verdict.found_by, [item.asin for _rank, item in verdict.candidates]


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        pytest.param({"ean": [A]}, ("one", A.asin, "ean", [A.asin]), id="one"),
        pytest.param({}, ("none", "", "", []), id="nothing asked"),
        pytest.param({"upc": [], "ean": []}, ("none", "", "", []), id="nothing found"),
        pytest.param({"ean": [A, B]}, ("several", "", "ean", [A.asin, B.asin]), id="several"),
        pytest.param(
            {"upc": [A, B], "ean": [B]}, ("one", B.asin, "ean", [B.asin]), id="the next one decides"
        ),
        pytest.param(
            {"upc": [A, B], "ean": [B, C]}, ("several", "", "upc", [A.asin, B.asin, C.asin]), id="each once"
        ),
        pytest.param({"upc": [A], "ean": [B]}, ("one", A.asin, "upc", [A.asin]), id="the surer one decides"),
        pytest.param(
            {"ean": [A, B], "keywords": [C]},
            ("several", "", "ean", [A.asin, B.asin]),
            id="words are no number",
        ),
        pytest.param({"keywords": [C]}, ("one", C.asin, "keywords", [C.asin]), id="words alone"),
        pytest.param(
            {"gcid": [C], "ean": [A, B]}, ("one", C.asin, "gcid", [C.asin]), id="a GCID before barcodes"
        ),
        pytest.param(
            {"gcid": [B, C], "ean": [A, B]},
            ("several", "", "gcid", [B.asin, C.asin, A.asin]),
            id="several of each",
        ),
        pytest.param(
            {"gcid": [B, C], "ean": [], "keywords": [A]},
            ("several", "", "gcid", [B.asin, C.asin]),
            id="words are no GCID",
        ),
        pytest.param({"ean": [PARENT]}, ("variants", "", "ean", [PARENT.asin]), id="a parent"),
        pytest.param({"ean": [PARENT, A]}, ("one", A.asin, "ean", [A.asin]), id="a parent and its variant"),
        pytest.param(
            {"ean": [PARENT, A, B]},
            ("several", "", "ean", [PARENT.asin, A.asin, B.asin]),
            id="and two variants",
        ),
    ],
)
def test_decide(found, verdict):
    assert summed_up(decide(found)) == verdict


@pytest.mark.parametrize(
    ("item", "verdict"),
    [
        pytest.param(A, ("one", A.asin, "asin", [A.asin]), id="known"),
        pytest.param(None, ("unknown", "", "asin", []), id="unknown"),
        pytest.param(PARENT, ("variants", "", "asin", [PARENT.asin]), id="a parent"),
    ],
)
def test_judge_typed(item, verdict):
    assert summed_up(judge_typed(item)) == verdict


GCID = "4D0E12AB34CD56EF"


@pytest.mark.parametrize(
    ("item", "carries"),
    [
        pytest.param(Item("B00000000A", identifiers=(("GCID", GCID),)), True, id="its own"),
        pytest.param(Item("B00000000A", identifiers=(("GCID", GCID.lower()),)), True, id="in small letters"),
        pytest.param(
            Item("B00000000A", identifiers=(("EAN", "4006381333931"), ("GCID", GCID))), True, id="also"
        ),
        pytest.param(Item("B00000000A", title=f"Case for {GCID}"), False, id="in its title"),
        pytest.param(Item("B00000000A", identifiers=(("GCID", f"{GCID[:-1]}0"),)), False, id="another"),
        pytest.param(Item("B00000000A", identifiers=(("GCID", f"{GCID}1"),)), False, id="longer"),
        pytest.param(Item("B00000000A"), False, id="none"),
    ],
)
def test_only_an_item_that_names_the_gcid_carries_it(item, carries):
    assert carrying([item, B], GCID) == ([item] if carries else [])


def test_variants_stand_in_their_parents_place():
    variants = {A.asin: A, B.asin: B}
    verdict = with_variants(decide({"ean": [SECOND_PARENT, PARENT]}), variants)
    assert summed_up(verdict) == ("variants", "", "ean", [SECOND_PARENT.asin, A.asin, B.asin])
    assert with_variants(decide({"ean": [A]}), variants) == decide({"ean": [A]})


@pytest.mark.parametrize(
    ("rank", "gtin", "words"),
    [
        ("upc", "00036000291452", ("UPC", "036000291452")),
        ("ean", "00036000291452", ("EAN", "0036000291452")),
        ("ean", "04006381333931", ("EAN", "4006381333931")),
        ("upc", "04006381333931", ("EAN", "4006381333931")),
        ("ean", "00000096385074", ("EAN", "96385074")),
        ("isbn", "09780306406157", ("ISBN", "9780306406157")),
        ("ean", "10036000291459", ("GTIN", "10036000291459")),
    ],
)
def test_spoken(rank, gtin, words):
    assert spoken(rank, gtin) == words
