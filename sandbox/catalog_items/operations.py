"""Search and get of Amazon's catalog items."""

import re
from dataclasses import dataclass
from typing import Any

from sandbox.box import Sandbox
from sandbox.catalog_items.entries import entry_of
from sandbox.catalog_items.finding import CAP, Found, Narrowed, by_identifiers, by_words
from sandbox.catalog_items.parts import INCLUDED_DATA, item, refinements
from sandbox.faults import SEARCH_FAULTS
from sandbox.listings.operations import sellers_marketplaces
from sandbox.listings.pages import Page, Seal, fingerprint, open_token
from sandbox.listings.search import spoilt
from sandbox.marketplaces import MARKETPLACES
from sandbox.parameters import Parameter, read
from sandbox.routing import Request, Response, answer, invalid_input, not_found, unauthorized
from sandbox.scenario.goods import language_of

IDENTIFIERS = ("ASIN", "EAN", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC")
ITEM_DATA = Parameter("includedData", "csv", allowed=INCLUDED_DATA, default=["summaries"])
LOCALE = Parameter("locale")
PARAMETERS = {
    "searchCatalogItems": (
        Parameter("identifiers", "csv", max_items=20),
        Parameter("identifiersType", allowed=IDENTIFIERS),
        Parameter("marketplaceIds", "csv", required=True, max_items=1),
        ITEM_DATA,
        LOCALE,
        Parameter("sellerId"),
        Parameter("keywords", "csv", max_items=20),
        Parameter("brandNames", "csv"),
        Parameter("classificationIds", "csv"),
        Parameter("pageSize", "integer", minimum=1, maximum=20, default=10),
        Parameter("pageToken"),
        Parameter("keywordsLocale"),
    ),
    "getCatalogItem": (Parameter("marketplaceIds", "csv", required=True), ITEM_DATA, LOCALE),
}
ONLY_WITH_KEYWORDS = ("brandNames", "classificationIds", "keywordsLocale")
ASIN = re.compile(r"[A-Z0-9]{10}")
LOCALES = re.compile(r"[a-z]{2}_[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found: all ASINs, and what it can be narrowed by (of words alone)."""

    asins: list[str]
    refinements: dict[str, Any] | None = None


def get_item(box: Sandbox, request: Request) -> Response:
    """getCatalogItem."""
    asked = read(request, PARAMETERS["getCatalogItem"])
    marketplaces = sellers_marketplaces(box, request, asked["marketplaceIds"])
    asin = request.path["asin"]
    _check_asins([asin])
    _check_locale(asked, "locale")
    with box.store.reading() as db:
        found = [
            entry_of(db, asin, MARKETPLACES[each], locale=asked["locale"] or MARKETPLACES[each].locale)
            for each in marketplaces
        ]
    entries = [entry for entry in found if entry]
    if not entries:
        raise not_found(f"Requested item '{asin}' not found in marketplace(s) {', '.join(marketplaces)}.")
    return answer(item(entries, asked["includedData"], base_url=request.base_url))


def search(box: Sandbox, request: Request) -> Response:
    """searchCatalogItems: by up to 20 identifiers of one type, or by words."""
    asked = read(request, PARAMETERS["searchCatalogItems"])
    _check(request, asked)
    [marketplace_id] = sellers_marketplaces(box, request, asked["marketplaceIds"])
    fault = box.faults.take(request.seller_id, request.operation, names=SEARCH_FAULTS)
    spoiling = fault.name if fault else ""
    print_of = fingerprint(request.seller_id, asked)
    token = "" if spoiling == "repeated_page" else asked["pageToken"]
    page, size = open_token(token, print_of) if token else Page.first(), asked["pageSize"]
    results = _results(box, request, asked, marketplace_id)
    asins = results.asins[page.position : page.position + size]
    items = _items(box, asins, asked, marketplace_id, base_url=request.base_url)
    result: dict[str, Any] = {"numberOfResults": len(results.asins), "items": spoilt(items, spoiling)}
    seal = Seal(print_of, spoiling == "endless_token")
    if tokens := _tokens(page, size, len(results.asins), seal):
        result["pagination"] = tokens
    return answer(result | ({"refinements": results.refinements} if results.refinements else {}))


def _check(request: Request, asked: dict[str, Any]) -> None:
    """Amazon's own words, as far as they are known."""
    if not asked["identifiers"] and not asked["keywords"]:
        raise invalid_input("Missing required 'identifiers' or 'keywords'.")
    if asked["identifiers"] and asked["keywords"]:
        raise invalid_input("Invalid combination of 'identifiers' and 'keywords' provided.")
    if asked["identifiers"]:
        _check_identifiers(request, asked)
    for name in ("locale", "keywordsLocale"):
        _check_locale(asked, name)


def _check_identifiers(request: Request, asked: dict[str, Any]) -> None:
    for name in ONLY_WITH_KEYWORDS:
        if asked[name]:
            raise invalid_input(f"Invalid combination of 'identifiers' and '{name}' provided.")
    if not asked["identifiersType"]:
        raise invalid_input("Missing required 'identifiersType'.")
    if asked["identifiersType"] == "ASIN":
        _check_asins(asked["identifiers"])
    if asked["identifiersType"] == "SKU":
        if not asked["sellerId"]:
            raise invalid_input("Missing required 'sellerId'.")
        if asked["sellerId"] != request.seller_id:
            raise unauthorized("")


def _check_asins(asins: list[str]) -> None:
    if not all(ASIN.fullmatch(asin) for asin in asins):
        raise invalid_input("Invalid 'asin' provided.")


def _check_locale(asked: dict[str, Any], name: str) -> None:
    if asked[name] and not LOCALES.fullmatch(asked[name]):
        raise invalid_input(f"Invalid '{name}' provided.")


def _results(box: Sandbox, request: Request, asked: dict[str, Any], marketplace_id: str) -> Results:
    with box.store.reading() as db:
        if asked["identifiers"]:
            return Results(
                by_identifiers(
                    db,
                    asked["identifiersType"],
                    asked["identifiers"],
                    marketplace_id=marketplace_id,
                    seller_id=request.seller_id,
                )
            )
        found: list[Found] = by_words(
            db,
            [word for keyword in asked["keywords"] for word in keyword.split()],
            marketplace_id=marketplace_id,
            narrowed=Narrowed(
                frozenset(brand.casefold() for brand in asked["brandNames"] or ()),
                frozenset(asked["classificationIds"] or ()),
            ),
            language=language_of(asked["locale"] or MARKETPLACES[marketplace_id].locale),
        )
    return Results([each.asin for each in found], refinements(found))


def _items(
    box: Sandbox, asins: list[str], asked: dict[str, Any], marketplace_id: str, *, base_url: str
) -> list[dict[str, Any]]:
    marketplace = MARKETPLACES[marketplace_id]
    locale = asked["locale"] or marketplace.locale
    with box.store.reading() as db:
        entries = [entry_of(db, asin, marketplace, locale=locale) for asin in asins]
    return [item([entry], asked["includedData"], base_url=base_url) for entry in entries if entry]


def _tokens(page: Page, size: int, total: int, seal: Seal) -> dict[str, str]:
    following, found = Page(None, page.position + size), {}
    if following.position < min(total, CAP) or seal.endless:
        found["nextToken"] = seal.token(following)
    if page.position:
        found["previousToken"] = seal.token(Page(None, max(0, page.position - size)))
    return found
