"""Rules of imports as tables: cells, codes, addresses, pictures, suggestions, formats, rings."""

import pytest

from catalog.addresses import Unsafe, checked
from catalog.imports.adobe_parts import categories_of, grouped, shown_grouped, sources_of
from catalog.imports.cells import guard, listed, pairs, split, unguard, unwrap, wrap
from catalog.imports.codes import code_of
from catalog.imports.drafts import Link
from catalog.imports.errors import Refused
from catalog.imports.formats import recognised
from catalog.imports.merge import alike
from catalog.imports.pictures import canonical
from catalog.imports.rings import in_rings
from catalog.imports.suggest import suggested


@pytest.mark.parametrize(
    ("cell", "guarded"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("@cmd", "'@cmd"),
        ("-5 °C", "'-5 °C"),
        ("\t=x", "'\t=x"),
        ("'=1+1", "''=1+1"),
        ("''@x", "'''@x"),
        ("-5", "-5"),
        ("-5.25", "-5.25"),
        ("'quoted'", "'quoted'"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_a_cell_that_looks_like_a_formula_is_guarded_and_freed_again(cell, guarded):
    assert guard(cell) == guarded
    assert unguard(guarded) == cell


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("color=Blue,size=M", {"color": "Blue", "size": "M"}),
        ("Color=Blue, light,size=M", {"color": "Blue, light", "size": "M"}),
        (
            'color="Blue, light=dark",size="6 "" x",x=1',
            {"color": "Blue, light=dark", "size": '6 " x', "x": "1"},
        ),
        ('sizes="S"|"M|L",x=1', {"sizes": ["S", "M|L"], "x": "1"}),
        ("climate=All|Cool", {"climate": "All|Cool"}),
        ('note=a "quoted" word,x=1', {"note": 'a "quoted" word', "x": "1"}),
        ('note="unclosed,x=1', {"note": '"unclosed', "x": "1"}),
        ("note=,x=1", {"note": "", "x": "1"}),
        ("note=Blue, a=b,x=1", {"note": "Blue, a=b", "x": "1"}),
        ("url=https://a.example/?q=1,x=2", {"url": "https://a.example/?q=1", "x": "2"}),
        ('text="two\nlines",x=1', {"text": "two\nlines", "x": "1"}),
        ("", {}),
        ("nonsense", {}),
    ],
)
def test_pairs(text, found):
    assert pairs(text) == found


def test_pairs_by_another_separator():
    assert pairs("a=1,5;b=2", ";") == {"a": "1,5", "b": "2"}


@pytest.mark.parametrize("text", ["plain", 'with "quotes"', "a,b", " blank ", '"', ",", "a\nb", '""', "'"])
def test_a_list_comes_back(text):
    assert [unwrap(part) for part in split(listed([text, "x"]), ",")] == [text, "x"]
    assert unwrap(wrap(text)) == text


def test_an_inch_is_no_quote():
    assert split('12" pan,other', ",") == ['12" pan', "other"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("color", "color"),
        ("Größe (cm)", "grosse_cm"),
        ("2nd Line", "n_2nd_line"),
        ("  Marke  ", "marke"),
        ("色", ""),
        ("x" * 70, "x" * 60),
        ("_", ""),
    ],
)
def test_codes_of_names(name, code):
    assert code_of(name) == code


def test_paths_of_categories():
    text = 'Root/Men,Root/A\\/B,"Root/One, two"'
    assert categories_of(text) == [("Root", "Men"), ("Root", "A/B"), ("Root", "One, two")]
    with pytest.raises(Refused, match="path of categories"):
        categories_of("/".join("x" * 21))


def test_members_of_groups_with_awkward_skus():
    links = [Link("A,1", 2), Link("B=2", 1), Link("C", 3), Link('"', 1)]
    assert grouped(shown_grouped(links)) == links
    assert grouped("A=1.0000,B") == [Link("A", 1), Link("B", 1)]
    assert sources_of("berlin=3|leeds=-4.0") == {"berlin": 3, "leeds": -4}


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://shop.example/a.jpg", "https://shop.example/a.jpg"),
        ("http://93.184.216.34/a.jpg", "http://93.184.216.34/a.jpg"),
        ("/m/a.jpg", "https://cdn.example/media/m/a.jpg"),
        ("m/a b.jpg", None),
        ("ftp://shop.example/a.jpg", None),
        ("javascript:alert(1)", None),
        ("data:image/png;base64,x", None),
        ("https://user:pw@shop.example/a.jpg", None),
        ("//169.254.169.254/latest", None),
        ("http://localhost/a.jpg", None),
        ("http://shop.localhost/a.jpg", None),
        ("http://intranet/a.jpg", None),
        ("http://127.1/a.jpg", None),
        ("http://2130706433/a.jpg", None),
        ("http://0x7f000001/a.jpg", None),
        ("http://10.1.2.3/a.jpg", None),
        ("http://192.168.0.1/a.jpg", None),
        ("http://172.16.0.1/a.jpg", None),
        ("http://169.254.169.254/a.jpg", None),
        ("http://[::1]/a.jpg", None),
        ("http://[::ffff:10.0.0.1]/a.jpg", None),
        ("http://[fe80::1]/a.jpg", None),
        ("http://[fe80::1%25eth0]/a.jpg", None),
        ("http://[::ffff:7f00:1]/a.jpg", None),
        ("http://[::127.0.0.1]/a.jpg", None),
        ("http://[64:ff9b::10.0.0.1]/a.jpg", None),
        ("http://[2002:c0a8:1::]/a.jpg", None),
        ("http://[::]/a.jpg", None),
        ("http://[ff02::1]/a.jpg", None),
        ("http://[2606:4700:4700::1111]/a.jpg", "http://[2606:4700:4700::1111]/a.jpg"),
        ("http://224.0.0.1/a.jpg", None),
        ("http://100.64.0.1/a.jpg", None),
        ("http://0/a.jpg", None),
        ("http://0x/a.jpg", None),
        ("http://0177.0.0.1/a.jpg", None),
        ("http://0x7f.1/a.jpg", None),
        ("http://127.0.0.1./a.jpg", None),
        ("http://１２７.0.0.1/a.jpg", None),
        ("http://①②⑦.0.0.1/a.jpg", None),
        ("http://127。0。0.1/a.jpg", None),
        ("http://127.0.0.\u00ad1/a.jpg", None),
        ("http://%31%32%37.0.0.1/a.jpg", None),
        ("http://shop.localho\u00adst/a.jpg", None),
        ("http://LOCALHOST/a.jpg", None),
        ("http://localhost./a.jpg", None),
        ("http://router.home.arpa/a.jpg", None),
        ("http://host.docker.internal/a.jpg", None),
        ("http://nas.localdomain/a.jpg", None),
        ("http://größe.example/a.jpg", "http://größe.example/a.jpg"),
        ("http://..example/a.jpg", None),
        ("http:127.0.0.1/a.jpg", None),
        ("java\tscript:alert(1)", None),
        ("\\\\10.0.0.1\\a.jpg", None),
        ("http://[fd00::1]/a.jpg", None),
        ("http://127.0.0.1:9/a.jpg", None),
        ("http://127.0.0.1:8080/a.jpg", "http://127.0.0.1:8080/a.jpg"),
        ("http://shop.example:port/a.jpg", None),
        ("https:///a.jpg", None),
        ("https://shop.example/" + "a" * 500, None),
    ],
)
def test_addresses_of_pictures(url, kept):
    base, sandbox = "https://cdn.example/media/", "http://127.0.0.1:8080"
    if kept is None:
        with pytest.raises(Unsafe):
            checked(url, base=base, allowed=sandbox)
    else:
        assert checked(url, base=base, allowed=sandbox) == kept


def test_without_a_base_a_path_stays_a_path():
    assert checked("/m/a.jpg") == "/m/a.jpg"
    assert checked("/m/a b.jpg") == "/m/a b.jpg"
    for text in ("java\tscript:alert(1)", "/\t/10.0.0.1/a.jpg", "\\\\10.0.0.1\\a.jpg", "//10.0.0.1/a.jpg"):
        with pytest.raises(Unsafe):
            checked(text)


def test_pictures_have_one_order_and_spelling():
    one, two = (
        {"url": "/2.jpg", "label": "", "roles": []},
        {"url": "/s.jpg", "label": "S", "roles": ["small"]},
    )
    assert canonical("https://a.example/1.jpg", [one, two]) == ("https://a.example/1.jpg", [two, one])
    base = {"url": "https://a.example/1.jpg", "roles": ["base"]}
    assert canonical("", [base]) == ("https://a.example/1.jpg", [])
    assert canonical("https://a.example/2.jpg", [base])[1] == [base | {"label": "", "roles": []}]


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("a", "a", True),
        ("a ", "a", True),
        ("", None, True),
        (5, "5", True),
        (5, "6", False),
        (True, 1, False),
        (True, True, True),
        (False, None, False),
        (["a"], ["a"], True),
        (["a"], ["b"], False),
        ("a\r\nb", "a\nb", True),
    ],
)
def test_values_that_differ_in_nothing_are_alike(old, new, same):
    assert alike(old, new) is same


@pytest.mark.parametrize(
    ("edges", "rings"),
    [
        ([], set()),
        ([("A", "B"), ("B", "C")], set()),
        ([("A", "B"), ("B", "A")], {"A", "B"}),
        ([("X", "A"), ("A", "B"), ("B", "C"), ("C", "A"), ("C", "D")], {"A", "B", "C"}),
        ([("A", "A")], {"A"}),
    ],
)
def test_rings(edges, rings):
    assert in_rings(edges) == rings


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("sku,store_view_code,attribute_set_code,product_type,name", "adobe"),
        ("sku,product_type,additional_attributes", "adobe"),
        ("Handle,Title,Body (HTML),Variant SKU,Variant Price", "shopify"),
        ("URL handle,Title,Description,SKU,Price", "shopify"),
        ("ID,Type,SKU,Name,Published,Regular price,Tax status", "woocommerce"),
        ("sku,name,price", "mapped"),
        ("Artikelnummer,Bezeichnung", "mapped"),
    ],
)
def test_formats_are_recognised_by_their_headers(header, name):
    assert recognised(header.split(",")) == name


def test_a_mapping_is_suggested_by_names_and_values():
    header = [
        "Artikelnummer",
        "Title",
        "Stock Berlin",
        "ID at Amazon",
        "Photo 1",
        "Farbe",
        "Name",
        "EAN",
        "?",
    ]
    samples = {"ID at Amazon": ["B07XAMPLE1", ""], "Photo 1": ["https://a.example/1.jpg"]}
    assert suggested(header, samples, {"ean"}) == {
        "Artikelnummer": "sku",
        "Title": "name",
        "Stock Berlin": "@source:berlin",
        "ID at Amazon": "asin",
        "Photo 1": "@images",
        "Farbe": "farbe",
        "Name": "",
        "EAN": "ean",
        "?": "",
    }
