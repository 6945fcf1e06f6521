"""Lines of a listings report as rows: odd SKUs, quotes, tabs, charsets, languages, unreadable fields."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.pull.headers import layout, normal
from sync.pull.parse import Parser, Unread

COLUMNS = (
    "item-name", "item-description", "listing-id", "seller-sku", "price", "quantity", "open-date",
    "image-url", "item-is-marketplace", "product-id-type", "zshop-shipping-fee", "item-note",
    "item-condition", "asin1", "product-id", "fulfillment-channel", "merchant-shipping-group", "status",
)  # fmt: skip
GOOD = {
    "item-name": "Blue mug",
    "seller-sku": "MUG-1",
    "price": "9.99",
    "quantity": "3",
    "open-date": "2013-01-07 07:35:42 PST",
    "product-id-type": "1",
    "item-condition": "11",
    "asin1": "B012345678",
    "product-id": "B012345678",
    "fulfillment-channel": "DEFAULT",
    "status": "Active",
}
FIELD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\t\n\r\x00"), max_size=40)


def parser(columns=COLUMNS, *, charset="utf-8", country="US"):
    return Parser(layout(columns), charset=charset, country=country)


def line(columns=COLUMNS, *, charset="utf-8", **cells):
    cells = GOOD | {name.replace("_", "-"): value for name, value in cells.items()}
    return "\t".join(cells.get(name, "") for name in columns).encode(charset)


def good(raw, **options):
    row, bad = parser(**options).parse(raw)
    assert bad == ()
    return row


def refused(raw, **options):
    row, (bad,) = parser(**options).parse(raw)
    assert row is None
    return bad.reason


def test_a_line_says_what_amazon_shows():
    assert good(line()) == (
        "MUG-1", "B012345678", "", "Blue mug", "", "9.99", "3", "new_new", "FBM", "Active", "active",
        "2013-01-07 07:35:42-08:00", 0, "",
    )  # fmt: skip


@given(sku=FIELD.filter(lambda text: text.strip()), title=FIELD)
def test_sku_and_title_come_back_exactly(sku, title):
    row = good(line(seller_sku=sku, item_name=title))
    assert (row.seller_sku, row.title) == (sku, title)


# Those of cp932 that come back as another character of the same look.
NOT_ROUND = "¢£¬‖−〜"


@given(
    sku=st.text(
        st.characters(codec="cp932", exclude_categories=["Cc"], exclude_characters=NOT_ROUND), max_size=40
    ).filter(lambda text: text.strip())
)
def test_p10_a_japanese_sku_survives_shift_jis(sku):
    assert good(line(seller_sku=sku, charset="cp932"), charset="cp932").seller_sku == sku


@given(cells=st.lists(FIELD, max_size=24))
def test_no_line_breaks_the_parser(cells):
    row, bad = parser().parse("\t".join(cells).encode())
    assert row is not None or len(bad) == 1


@given(raw=st.binary(max_size=200))
@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "cp932"])
def test_no_bytes_break_the_parser_nor_get_replaced(charset, raw):
    row, bad = parser(charset=charset).parse(raw.replace(b"\n", b""))
    assert row is not None or bad
    if row is not None:
        assert row.seller_sku.encode(charset) in raw


@pytest.mark.parametrize(
    "sku", [" MUG ", "A/B&C, D", "ＭＵＧ－１", 'O\'Brien "12"', "\\N", "a\\tb", "mug", "MUG", "x" * 255]
)
def test_p17_odd_skus_are_exact(sku):
    assert good(line(seller_sku=sku)).seller_sku == sku


def test_p11_a_quote_in_a_title_is_a_quote():
    lines = [line(item_name='12" pan', seller_sku="PAN"), line(seller_sku="B"), line(seller_sku="C")]
    assert [good(raw).seller_sku for raw in lines] == ["PAN", "B", "C"]
    assert good(lines[0]).title == '12" pan'


def test_p9_columns_are_found_by_name_whatever_their_order():
    columns = tuple(reversed(COLUMNS))
    assert good(line(columns), columns=columns) == good(line())


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("de", ["Artikelbezeichnung", "Händler-SKU", "Preis", "Menge", "Erstellungsdatum", "Artikelzustand",
                "ASIN 1", "Produkt-ID", "Versender", "Status"]),
        ("ja", ["商品名", "出品者SKU", "価格", "数量", "出品日", "コンディション", "ASIN 1", "商品ID",
                "フルフィルメント・チャンネル", "ステータス"]),
        ("fr", ["nom-produit", "sku-vendeur", "prix", "quantité", "date-ouverture", "état-produit", "asin1",
                "id-produit", "canal-traitement", "état"]),
        ("it", ["Nome dell'articolo", "SKU venditore", "Prezzo", "Quantità", "Data di creazione",
                "Condizione dell'articolo", "ASIN 1", "Identificativo del prodotto",
                "Canale di gestione", "Stato"]),
        ("es", ["Título del producto", "SKU del vendedor", "Precio", "Cantidad", "Fecha de creación",
                "Estado del producto", "ASIN 1", "Identificador del producto", "Canal de gestión logística",
                "Estado"]),
        ("tr", ["item-name (ürün adı)", "seller-sku (satıcı sku)", "price (fiyat)", "quantity (adet)",
                "open-date (yayınlanma tarihi)", "item-condition (ürün durumu)", "asin1",
                "product-id (ürün numarası)", "fulfillment-channel (dağıtım kanalı)", "Durum"]),
    ],
)  # fmt: skip
def test_p9_headers_in_other_languages(language, names):
    english = ["item-name", "seller-sku", "price", "quantity", "open-date", "item-condition", "asin1",
               "product-id", "fulfillment-channel", "status"]  # fmt: skip
    found = layout(names)
    assert (found.at, found.extra) == ({name: place for place, name in enumerate(english)}, ())


def test_p9_the_british_spelling_is_the_same_column():
    assert layout(["fulfilment-channel"]).at == {"fulfillment-channel": 0}
    assert normal("Seller_SKU ") == normal("seller-sku")


def test_p9_unknown_and_repeated_columns_are_kept_raw():
    columns = (*COLUMNS, "Deprecated column", "Deprecated column", "Colour of the week")
    raw = line() + b"\told\tolder\tgreen"
    assert json.loads(good(raw, columns=columns).extra) == {
        "Deprecated column": "old",
        "Deprecated column (20)": "older",
        "Colour of the week": "green",
    }


def test_an_absent_column_is_not_told():
    columns = tuple(name for name in COLUMNS if name not in {"price", "quantity", "item-condition"})
    row = good(line(columns), columns=columns)
    assert (row.price, row.unread, row.condition) == ("", Unread.PRICE | Unread.QUANTITY, "")


def test_a_row_shorter_than_the_header_has_blanks_at_its_end():
    short = line().rsplit(b"\t", 2)[0]
    row = good(short)
    assert (row.seller_sku, row.amazon_status, row.state) == ("MUG-1", "", "")


def test_a_line_broken_in_two_by_its_title_is_refused():
    first, second = line(item_name="two\nlines").split(b"\n")
    assert refused(first) == "the line is shorter than the header and does not fit it"
    assert good(second).seller_sku == "MUG-1"  # what follows the title is whole
    first, second = line(item_description="two\nlines").split(b"\n")
    assert refused(first) == "the line is shorter than the header and does not fit it"
    assert refused(second) == "the line is shorter than the header and does not fit it"


def test_a_line_with_a_tab_too_many_is_refused():
    assert refused(line(item_name="Blue\tmug")) == "the line has more fields than the header"
    assert good(line() + b"\t\t").seller_sku == "MUG-1"


@pytest.mark.parametrize(
    ("sku", "reason"),
    [
        ("", "the line has no SKU"),
        ("   ", "the line has no SKU"),
        ("x" * 256, "the SKU is longer than 255 characters"),
        ("A\x00B", "the line has a NUL byte"),
    ],
)
def test_a_line_without_a_usable_sku_is_refused(sku, reason):
    assert refused(line(seller_sku=sku)) == reason


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("price", "cheap", "not a price"),
        ("price", "-1.00", "not a price"),
        ("price", "9.999", "not a price to the cent"),
        ("quantity", "many", "not a quantity"),
        ("quantity", "-3", "not a quantity"),
        ("quantity", "99999999999", "not a quantity"),
        ("item-condition", "99", "unknown condition"),
        ("fulfillment-channel", "CARRIER PIGEON", "unknown fulfillment channel"),
        ("status", "Asleep", "unknown status"),
        ("open-date", "yesterday", "not a date"),
        ("open-date", "2013-01-07 07:35:42 XYZ", "unknown time zone XYZ"),
        ("open-date", "2013-01-07 07:35:42", "a date without its time zone"),
        ("asin1", "B0123456789", "not an ASIN"),
    ],
)
def test_p47_a_bad_field_is_named_and_the_good_rest_goes_on(field, value, reason):
    row, (bad,) = parser().parse(line(**{field: value}))
    assert (bad.key, bad.field, bad.reason, bad.value) == ("MUG-1", field, reason, value)
    assert (row.seller_sku, row.title) == ("MUG-1", "Blue mug")
    assert json.loads(row.extra) == {field: value}
    untouched = parser().parse(line())[0]._asdict()
    read = row._asdict()
    differing = {name for name in read if read[name] != untouched[name]} - {"extra", "unread"}
    assert len(differing) == (2 if field == "status" else 1)


def test_a_bad_price_is_not_a_blank_one():
    assert parser().parse(line(price="cheap"))[0].unread == Unread.PRICE
    assert good(line(price="")).unread == 0


def test_p10_a_field_that_is_not_readable_is_lost_and_the_sku_stays():
    raw = line(item_name="Caf\u00e9").replace("é".encode(), b"\xe9")
    row, (bad,) = parser().parse(raw)
    assert (row.seller_sku, row.title, bad.field, bad.value) == ("MUG-1", "", "item-name", "Caf\\xe9")


def test_p10_a_sku_that_is_not_readable_is_never_guessed():
    assert refused(line(seller_sku="M\u00dcG").replace("Ü".encode(), b"\xdc")) == "not readable as utf-8"


def test_blank_quantity_is_unknown_not_zero():
    row = good(line(quantity="", fulfillment_channel="AMAZON_EU"))
    assert (row.quantity, row.channel) == ("", "FBA")


def test_the_product_id_is_the_asin_if_its_type_says_so():
    assert good(line(asin1="")).asin == "B012345678"
    assert good(line(asin1="", product_id_type="4", product_id="4006381333931")).asin == ""


@pytest.mark.parametrize(
    ("id_type", "product_id", "asin", "gtin"),
    [
        pytest.param("4", "4006381333931", "B012345678", "04006381333931", id="EAN"),
        pytest.param("3", "036000291452", "B012345678", "00036000291452", id="UPC"),
        pytest.param("2", "0-306-40615-2", "0306406152", "09780306406157", id="ISBN-10"),
        pytest.param("2", "9780306406157", "0306406152", "09780306406157", id="ISBN-13"),
        pytest.param("EAN", "4006381333931", "B012345678", "04006381333931", id="named in words"),
        pytest.param("1", "B012345678", "B012345678", "", id="the ASIN is no GTIN"),
        pytest.param("1", "0306406152", "0306406152", "09780306406157", id="unless of a book"),
        pytest.param("4", "4006381333932", "B012345678", "", id="wrong check digit"),
        pytest.param("", "", "B012345678", "", id="none"),
    ],
)
def test_the_product_id_is_kept_as_a_gtin(id_type, product_id, asin, gtin):
    raw = line(product_id_type=id_type, product_id=product_id, asin1=asin)
    assert good(raw).gtin == gtin
    row, _ = parser().parse(line(product_id_type=id_type, product_id=product_id, asin1=asin, price="x"))
    assert row.gtin == gtin
