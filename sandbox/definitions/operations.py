"""Search and get of product type definitions."""

import hashlib
from typing import Any

from sandbox.box import Sandbox
from sandbox.definitions.documents import META_NAME, link_of, name_of
from sandbox.definitions.schema import Wish, meta_schema_bytes, schema_bytes, shown_attributes
from sandbox.definitions.vocabulary import ProductType, groups, product_types
from sandbox.listings.operations import sellers_marketplaces
from sandbox.marketplaces import MARKETPLACES
from sandbox.parameters import Parameter, read
from sandbox.routing import Request, Response, answer, invalid_input, not_found, unauthorized
from sandbox.scenario.goods import language_of
from sandbox.scenario.words import kinds

_LOCALES = """
DEFAULT ar ar_AE de de_DE en en_AE en_AU en_CA en_GB en_IN en_SG en_US es es_ES es_MX es_US fr fr_CA fr_FR
it it_IT ja ja_JP nl nl_NL pl pl_PL pt pt_BR pt_PT sv sv_SE tr tr_TR zh zh_CN zh_TW
"""
LOCALES = tuple(_LOCALES.split())
PARAMETERS = {
    "searchDefinitionsProductTypes": (
        Parameter("keywords", "csv"),
        Parameter("marketplaceIds", "csv", required=True),
        Parameter("itemName"),
        Parameter("locale"),
        Parameter("searchLocale"),
    ),
    "getDefinitionsProductType": (
        Parameter("sellerId"),
        Parameter("marketplaceIds", "csv", required=True),
        Parameter("productTypeVersion", default="LATEST"),
        Parameter(
            "requirements",
            allowed=("LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"),
            default="LISTING",
        ),
        Parameter("requirementsEnforced", allowed=("ENFORCED", "NOT_ENFORCED"), default="ENFORCED"),
        Parameter("locale", allowed=LOCALES, default="DEFAULT"),
        Parameter("parentageLevel", allowed=("NONE", "CHILD", "PARENT")),
    ),
}
MAX_RECOMMENDED = 5


def search(box: Sandbox, request: Request) -> Response:
    """searchDefinitionsProductTypes: all of them, those that keywords name, or those that fit a title."""
    asked = read(request, PARAMETERS["searchDefinitionsProductTypes"])
    marketplaces = sellers_marketplaces(box, request, asked["marketplaceIds"])
    if asked["keywords"] and asked["itemName"]:
        raise invalid_input("Invalid combination of 'keywords' and 'itemName' provided.")
    own = MARKETPLACES[marketplaces[0]].locale
    language = language_of(asked["searchLocale"] or own)
    found = list(product_types().values())
    if asked["keywords"]:
        found = [each for each in found if _is_named(each, asked["keywords"], language)]
    elif asked["itemName"]:
        found = _recommended(asked["itemName"], language)
    shown = language_of(asked["locale"] or own)
    return answer(
        {
            "productTypes": [
                {"name": each.name, "displayName": each.titles[shown], "marketplaceIds": marketplaces}
                for each in found
            ],
            "productTypeVersion": _version("", marketplaces[0]),
        }
    )


def get_definition(box: Sandbox, request: Request) -> Response:
    """getDefinitionsProductType: what there is to know of a product type, and links to its schema."""
    asked = read(request, PARAMETERS["getDefinitionsProductType"])
    marketplaces = sellers_marketplaces(box, request, asked["marketplaceIds"])
    if len(marketplaces) > 1:
        raise invalid_input("Invalid 'marketplaceIds' provided: only one is supported.")
    if asked["sellerId"] not in (None, request.seller_id):
        raise unauthorized("")
    kind = product_types().get(request.path["productType"])
    if kind is None:
        raise not_found(f"Product type '{request.path['productType']}' not found.")
    version = _version(kind.name, marketplaces[0])
    if asked["productTypeVersion"] not in ("LATEST", "RELEASE_CANDIDATE", version):
        raise invalid_input(f"Invalid 'productTypeVersion' provided: {asked['productTypeVersion']}.")
    wish = _wish(kind, marketplaces[0], asked)
    now = box.clock.now_ms()

    def link(name: str, body: bytes) -> dict[str, Any]:
        return link_of(name, body, base_url=request.base_url, now=now)

    return answer(
        {
            "metaSchema": link(META_NAME, meta_schema_bytes()),
            "schema": link(name_of(wish), schema_bytes(wish)),
            "requirements": wish.requirements,
            "requirementsEnforced": wish.enforced,
            "propertyGroups": _property_groups(wish),
            "locale": wish.locale,
            "marketplaceIds": marketplaces,
            "productType": kind.name,
            "displayName": kind.titles[language_of(wish.locale)],
            "productTypeVersion": {"version": version, "latest": True, "releaseCandidate": False},
        }
    )


def _wish(kind: ProductType, marketplace_id: str, asked: dict[str, Any]) -> Wish:
    own = MARKETPLACES[marketplace_id].locale
    return Wish(
        kind.name,
        marketplace_id,
        own if asked["locale"] == "DEFAULT" else asked["locale"],
        asked["requirements"],
        asked["requirementsEnforced"],
        asked["parentageLevel"] or "",
    )


def _property_groups(wish: Wish) -> dict[str, Any]:
    language, found = language_of(wish.locale), {}
    for group in groups():
        names = [each.name for each in shown_attributes(wish) if each.group == group.name]
        if names:
            found[group.name] = {
                "title": group.titles[language],
                "description": group.descriptions[language],
                "propertyNames": names,
            }
    return found


def _is_named(kind: ProductType, keywords: list[str], language: str) -> bool:
    name = f"{kind.name.replace('_', ' ')} {kind.titles[language]}".casefold()
    return any(word.casefold() in name for word in keywords)


def _recommended(title: str, language: str) -> list[ProductType]:
    """Those whose own words, or whose goods' words, stand in a title; the likeliest first."""
    scores = {}
    for kind in product_types().values():
        words = _words(kind.titles[language])
        words |= {
            word
            for each in kinds()
            if each.product_type == kind.name
            for word in _words(each.titles[language].partition("{")[0])
        }
        scores[kind.name] = sum(word in title.casefold() for word in words)
    best = sorted(scores, key=lambda name: (-scores[name], name))
    return [product_types()[name] for name in best[:MAX_RECOMMENDED] if scores[name]]


def _words(text: str) -> set[str]:
    return {word for word in text.casefold().replace(",", " ").split() if len(word) > 1}


def _version(product_type: str, marketplace_id: str) -> str:
    """The id of the only version there is."""
    return hashlib.sha256(f"{product_type}/{marketplace_id}/1".encode()).hexdigest()[:32]
