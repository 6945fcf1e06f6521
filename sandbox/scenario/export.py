"""The demo shop's catalog as Adobe Commerce exports it: catalog_product.csv."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zlib import crc32

from sandbox.scenario import adobe
from sandbox.scenario.adobe import Row
from sandbox.scenario.articles import Article, articles
from sandbox.scenario.asins import Meaning, asin_of
from sandbox.scenario.attributes import OTHER_VIEWS, view_of
from sandbox.scenario.facts import Shop
from sandbox.scenario.goods import NO_COLOUR, PARENT, good_of
from sandbox.scenario.markets import MARKETS
from sandbox.scenario.puzzles import puzzles
from sandbox.scenario.words import Kind, kinds

STORE_VIEWS = {"de": "de", "jp": "ja"}
"""The store views with names of their own, by website; they are called like their language."""
ON_SALE = 9  # every so-many-th article has a special price
SALE = (date(2026, 11, 20), date(2026, 12, 24))
FIRST_DAY = datetime(2021, 3, 1, 9, 5, tzinfo=UTC)
LABELS = {"size": "Size", "color": "Color"}
UNCLEAR = frozenset(",=|")  # what a SKU must not hold to be named among the variations of a family


def rows(shop: Shop) -> list[Row]:
    """Every line of the export: the articles by SKU, each with its store views, then the families."""
    puzzling = [article for found in puzzles().values() for article in found]
    taken = {article.sku for article in puzzling}
    plain = [article for article in articles(shop) if article.sku not in taken]
    everything = sorted([*plain, *puzzling], key=lambda article: article.sku)
    families = _families(everything)
    in_family = {article.sku for members in families.values() for article in members}
    found = [row for article in everything for row in _rows(article, is_member=article.sku in in_family)]
    found += [row for code, members in families.items() for row in _family_rows(_kind(code), members)]
    return found


def write(path: Path, shop: Shop) -> int:
    """Write the export; how many lines it holds besides the header."""
    found = rows(shop)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(adobe.as_csv(found), encoding="utf-8")
    return len(found)


def _rows(article: Article, *, is_member: bool) -> Iterator[Row]:
    created = FIRST_DAY + timedelta(minutes=crc32(article.sku.encode()) % 2_500_000)
    row = _head(article) | {
        "product_type": "simple",
        "weight": adobe.money(article.good.make.grams / 1000) if article.good else "",
        "visibility": adobe.IN_A_FAMILY if is_member else adobe.ALONE,
        "price": adobe.money(article.good.usd) if article.good else "",
        "created_at": adobe.minute(created),
        "updated_at": adobe.minute(created + timedelta(days=30)),
        "additional_attributes": adobe.pairs(_attributes(article)),
        "qty": adobe.number(article.quantity),
        "is_in_stock": "1" if article.quantity > 0 else "0",
    }
    yield row | _special_price(article) | _pictures(article.image)
    yield from _store_views(row, article.websites, article.good.asin if article.good else "")


def _head(article: Article) -> Row:
    """What every line of an article or a family has."""
    good = article.good
    return {
        **adobe.ALWAYS,
        **adobe.STOCK,
        "sku": article.sku,
        "attribute_set_code": good.department.names["en"] if good else "Default",
        "categories": ",".join(_categories(article)),
        "product_websites": ",".join(article.websites),
        "name": article.name,
        "description": f"<p>{' '.join(good.department.bullets['en'])}</p>" if good else "",
        "short_description": good.department.bullets["en"][0] if good else "",
        "product_online": adobe.ENABLED if article.is_enabled else adobe.DISABLED,
        "url_key": adobe.url_key(f"{article.name} {article.sku}"),
        "meta_title": article.name,
        "country_of_manufacture": "Portugal" if good else "",
    }


def _categories(article: Article) -> list[str]:
    good = article.good
    if good is None:
        return [adobe.ROOT]
    found = [f"{adobe.ROOT}/{good.department.names['en']}"]
    if good.make.nodes["en"] != good.department.names["en"]:
        found.append(f"{found[0]}/{good.make.nodes['en']}")
    return [*found, f"{adobe.ROOT}/Sale"] if _is_on_sale(article) else found


def _attributes(article: Article) -> dict[str, str]:
    found = {
        "amazon_asin": article.asin,
        "amazon_condition": article.condition,
        "sale_starts_on": article.sale_starts_on,
        "sale_ends_on": article.sale_ends_on,
        **article.barcodes,
    }
    if article.good is not None:
        found |= {
            "author": article.good.author,
            "brand": article.good.brand,
            "bullet_points": "|".join(article.good.department.bullets["en"]),
            "color": article.good.colour,
            "manufacturer": article.good.brand,
            "material": article.good.make.material["en"],
            "mpn": article.good.part_number,
            "size": article.good.size,
        }
    return found


def _is_on_sale(article: Article) -> bool:
    return article.good is not None and crc32(article.sku.encode()) % ON_SALE == 0


def _special_price(article: Article) -> Row:
    if article.good is None or not _is_on_sale(article):
        return {}
    return {
        "special_price": adobe.money(round(article.good.usd * 0.8, 2)),
        "special_price_from_date": adobe.day(SALE[0]),
        "special_price_to_date": adobe.day(SALE[1]),
    }


def _pictures(image: str) -> Row:
    if not image:
        return {}
    return {
        "base_image": image,
        "small_image": image,
        "thumbnail_image": image,
        "additional_images": ",".join([image, *(view_of(image, view) for view in OTHER_VIEWS)]),
    }


def _store_views(row: Row, websites: tuple[str, ...], asin: str) -> Iterator[Row]:
    """The lines that hold only what is another name in a store view."""
    for website, view in STORE_VIEWS.items():
        good = good_of(asin, language=MARKETS[website].language) if website in websites else None
        if good is not None:
            yield {
                "sku": row["sku"],
                "store_view_code": view,
                "attribute_set_code": row["attribute_set_code"],
                "product_type": row["product_type"],
                "name": good.title,
                "short_description": good.department.bullets[view][0],
                "meta_title": good.title,
            }


def _families(everything: list[Article]) -> dict[str, list[Article]]:
    """The articles of each family, by its kind's code, as far as the export can name them."""
    found: dict[str, list[Article]] = defaultdict(list)
    for article in everything:
        if article.kind is not None and not UNCLEAR & set(article.sku):
            found[article.kind.code].append(article)
    return dict(found)


def _family_rows(kind: Kind, members: list[Article]) -> Iterator[Row]:
    asin = asin_of(Meaning(PARENT, kind.number, NO_COLOUR))
    good = good_of(asin, language="en")
    assert good is not None
    websites = [each for each in ("base", *MARKETS) if any(each in member.websites for member in members)]
    image = f"/images/{asin}.svg"
    family = Article(good.part_number, good.title, good, tuple(websites), 0, image=image)
    options = ("size", "color") if len(kind.sizes) > 1 else ("color",)
    row = _head(family) | {
        "product_type": "configurable",
        "visibility": adobe.ALONE,
        "created_at": adobe.minute(FIRST_DAY),
        "updated_at": adobe.minute(FIRST_DAY),
        "additional_attributes": adobe.pairs(
            {"brand": good.brand, "manufacturer": good.brand, "material": good.make.material["en"]}
            | {"has_options": "1", "required_options": "1"}
        ),
        "qty": adobe.number(0),
        "is_in_stock": "1",
        "configurable_variations": adobe.variations(_options(members, options)),
        "configurable_variation_labels": ",".join(f"{code}={LABELS[code]}" for code in options),
    }
    yield row | _pictures(image)
    yield from _store_views(row, family.websites, asin)


def _options(members: list[Article], codes: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    for member in members:
        if member.good is not None:
            known = {"size": member.good.size, "color": member.good.colour}
            yield member.sku, {code: known[code] for code in codes}


def _kind(code: str) -> Kind:
    return next(kind for kind in kinds() if kind.code == code)
