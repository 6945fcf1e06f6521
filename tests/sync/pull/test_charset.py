"""A report's charset is decided by its bytes; the label is only a hint."""

import pytest

from sync.pull.charset import decide, declared

UMLAUTS = ["Händler-SKU\tPreis", "Bürste für Zähne", "Größe 12"]
JAPANESE = ["出品者SKU\t価格", "陶器のマグカップ", "ﾃｽﾄ青"]


@pytest.mark.parametrize(
    ("lines", "true", "label", "marketplace"),
    [
        pytest.param(UMLAUTS, "cp1252", "cp1252", "cp1252", id="as labelled"),
        pytest.param(UMLAUTS, "cp1252", "utf-8", "cp1252", id="P10 cp1252 labelled UTF-8"),
        pytest.param(UMLAUTS, "utf-8", "cp1252", "cp1252", id="P10 UTF-8 labelled cp1252"),
        pytest.param(JAPANESE, "cp932", "cp932", "cp932", id="Shift-JIS as labelled"),
        pytest.param(JAPANESE, "cp932", "utf-8", "cp932", id="P10 Shift-JIS labelled UTF-8"),
        pytest.param(JAPANESE, "utf-8", "cp932", "cp932", id="P10 UTF-8 labelled Shift-JIS"),
        pytest.param(JAPANESE, "cp932", "", "cp932", id="no label"),
    ],
)
def test_the_bytes_decide(lines, true, label, marketplace):
    raw = [line.encode(true) for line in lines]
    assert decide(raw, declared=label, marketplace=marketplace) == true


def test_plain_ascii_is_what_the_label_says():
    assert decide([b"seller-sku", b"MUG"], declared="utf-8", marketplace="cp1252") == "utf-8"
    assert decide([b"seller-sku", b"MUG"], declared="", marketplace="cp932") == "cp932"


def test_an_odd_line_at_the_very_end_still_decides():
    lines = [b"MUG"] * 10_000 + ["Größe".encode()]
    assert decide(lines, declared="cp1252", marketplace="cp1252") == "utf-8"


def test_one_broken_line_does_not_turn_a_japanese_report_into_cp1252():
    lines = [JAPANESE[1].encode("cp932")] * 200 + [b"\x81\x20\xff"]
    assert decide(lines, declared="cp932", marketplace="cp932") == "cp932"


@pytest.mark.parametrize(
    ("content_type", "name"),
    [
        ("text/plain;charset=Cp1252", "cp1252"),
        ("text/plain; charset=WINDOWS-31J", "cp932"),
        ('text/plain; charset="UTF-8"', "utf-8"),
        ("text/tab-separated-values; charset=ISO-8859-1", "cp1252"),
        ("text/plain; charset=klingon", ""),
        ("text/plain", ""),
        ("", ""),
    ],
)
def test_labels(content_type, name):
    assert declared(content_type) == name
