"""Get, put, patch and delete of one listing."""

import hashlib
import sqlite3
import uuid
from dataclasses import dataclass, field
from typing import Any

from sandbox.box import Sandbox
from sandbox.listings import items, patches, validation
from sandbox.listings.attributes import Attributes
from sandbox.listings.changes import Key, accept, expected, find
from sandbox.marketplaces import MARKETPLACES
from sandbox.parameters import Parameter, read
from sandbox.routing import Request, Response, Route, answer, invalid_input, not_found
from sandbox.spoil import throttled

PATH = "/listings/2021-08-01/items/{sellerId}/{sku}"
MARKETPLACE_IDS = Parameter("marketplaceIds", "csv", required=True)
ONE_MARKETPLACE_ID = Parameter("marketplaceIds", "csv", required=True, max_items=1)
ISSUE_LOCALE = Parameter("issueLocale")
ITEM_DATA = Parameter("includedData", "csv", allowed=items.INCLUDED_DATA, default=["summaries"])
SUBMISSION_DATA = Parameter("includedData", "csv", allowed=("identifiers", "issues"), default=["issues"])
MODE = Parameter("mode", allowed=("VALIDATION_PREVIEW",))

PARAMETERS = {
    "getListingsItem": (MARKETPLACE_IDS, ISSUE_LOCALE, ITEM_DATA),
    "putListingsItem": (ONE_MARKETPLACE_ID, SUBMISSION_DATA, MODE, ISSUE_LOCALE),
    "patchListingsItem": (MARKETPLACE_IDS, SUBMISSION_DATA, MODE, ISSUE_LOCALE),
    "deleteListingsItem": (ONE_MARKETPLACE_ID, ISSUE_LOCALE),
}
OF_BARCODE = """
SELECT asin FROM listing WHERE gtin = ?1 AND asin IS NOT NULL
UNION ALL SELECT asin FROM catalog_item WHERE marketplace_id = ?2 AND gtin = ?3 AND NOT is_parent
LIMIT 1
"""
# A catalog that holds nothing of its own, as in small tests, is taken to know every ASIN.
KNOWS_ASIN = """
SELECT NOT EXISTS (SELECT 1 FROM catalog_item WHERE marketplace_id = ?1)
    OR EXISTS (SELECT 1 FROM catalog_item WHERE marketplace_id = ?1 AND asin = ?2)
    OR EXISTS (SELECT 1 FROM listing WHERE asin = ?2 AND marketplace_id = ?1)
"""
RELATIONSHIPS = ("parentage_level", "child_parent_sku_relationship", "variation_theme")
OFFER_NAMES = ("purchasable_offer", "fulfillment_availability", "condition_type", "condition_note")


@dataclass(frozen=True, slots=True)
class Submission:
    """A change that was asked for, and what Amazon objects to in it."""

    key: Key
    kind: str  # put, patch, delete
    payload: dict[str, Any] = field(default_factory=dict)
    issues: list[validation.Issue] = field(default_factory=list)
    asin: str | None = None


def get_item(box: Sandbox, request: Request) -> Response:
    """getListingsItem."""
    asked = read(request, PARAMETERS["getListingsItem"])
    marketplaces = sellers_marketplaces(box, request, asked["marketplaceIds"])
    sku = request.path["sku"]
    with box.store.reading() as db:
        shelf = items.fetch(db, request.seller_id, marketplaces, [sku], base_url=request.base_url)
        if sku not in shelf.rows:
            raise not_found(f"SKU '{sku}' not found in marketplace {', '.join(marketplaces)}")
        return answer(items.item(shelf, sku, asked["includedData"]))


def put_item(box: Sandbox, request: Request) -> Response:
    """putListingsItem: the whole contribution anew."""
    asked = read(request, PARAMETERS["putListingsItem"])
    key = _key(box, request, asked)
    body = _object(request)
    attributes, requirements = body.get("attributes"), body.get("requirements", "LISTING")
    if not isinstance(attributes, dict) or not isinstance(body.get("productType"), str):
        raise invalid_input("The request body needs 'productType' and 'attributes'.")
    if requirements not in validation.REQUIRED:
        raise invalid_input(f"Invalid value '{requirements}' for 'requirements'.")
    _spend(box, request, attributes, preview=bool(asked["mode"]))
    marketplace = MARKETPLACES[key[1]]
    with box.store.reading() as db:
        issues = validation.check(attributes, requirements=requirements, marketplace=marketplace)
        if not issues:
            issues = _product_type(find(db, key), body["productType"], requirements)
            issues = issues or _suggestion(db, key, attributes)
        asin = _asin(db, key, attributes)
    payload = {
        "productType": body["productType"],
        "requirements": requirements,
        "attributes": attributes,
        "asin": asin,
    }
    return _settle(box, Submission(key, "put", payload, issues, asin), asked=asked)


def patch_item(box: Sandbox, request: Request) -> Response:
    """patchListingsItem: some attributes, in each marketplace named."""
    asked = read(request, PARAMETERS["patchListingsItem"])
    marketplaces = sellers_marketplaces(box, request, asked["marketplaceIds"])
    body = _object(request)
    changes = _patches(body)
    _spend(box, request, {patch["path"].rsplit("/", 1)[-1] for patch in changes}, preview=bool(asked["mode"]))
    found, asin = [], None
    for marketplace_id in marketplaces:
        key = (request.seller_id, marketplace_id, request.path["sku"])
        with box.store.reading() as db:
            row = find(db, key)
            found += _check_patch(db, key, body["productType"], changes)
        asin = asin or (row["asin"] if row else None)
    for marketplace_id in marketplaces[1:] if not found and not asked["mode"] else ():
        accept(box, (request.seller_id, marketplace_id, request.path["sku"]), "patch", {"patches": changes})
    key = (request.seller_id, marketplaces[0], request.path["sku"])
    return _settle(box, Submission(key, "patch", {"patches": changes}, found, asin), asked=asked)


def delete_item(box: Sandbox, request: Request) -> Response:
    """deleteListingsItem: accepted whether or not there is one, as everything here is settled later."""
    asked = read(request, PARAMETERS["deleteListingsItem"])
    key = _key(box, request, asked)
    return _settle(box, Submission(key, "delete"), asked=asked)


def sellers_marketplaces(box: Sandbox, request: Request, wanted: list[str]) -> list[str]:
    """The marketplaces asked for, each once; 400 for one that is none or not the seller's."""
    with box.store.reading() as db:
        own = {
            row["marketplace_id"]
            for row in db.execute(
                "SELECT marketplace_id FROM participation WHERE seller_id = ?", (request.seller_id,)
            )
        }
    for marketplace_id in wanted:
        if marketplace_id not in own:
            raise invalid_input(f"Invalid 'marketplaceIds' provided: {marketplace_id}.")
    return list(dict.fromkeys(wanted))


def _key(box: Sandbox, request: Request, asked: dict[str, Any]) -> Key:
    [marketplace_id] = sellers_marketplaces(box, request, asked["marketplaceIds"])
    return request.seller_id, marketplace_id, request.path["sku"]


def _object(request: Request) -> dict[str, Any]:
    body = request.json()
    if not isinstance(body, dict):
        raise invalid_input("The request body must be a JSON object.")
    return body


def _patches(body: dict[str, Any]) -> list[dict[str, Any]]:
    changes = body.get("patches")
    if not isinstance(body.get("productType"), str) or not isinstance(changes, list) or not changes:
        raise invalid_input("The request body needs 'productType' and at least one of 'patches'.")
    for patch in changes:
        if not isinstance(patch, dict) or patch.get("op") not in ("add", "replace", "merge", "delete"):
            raise invalid_input("Each patch needs an 'op' of add, replace, merge or delete.")
        value = patch.get("value", [])
        if (
            not isinstance(patch.get("path"), str)
            or not isinstance(value, list)
            or not all(isinstance(element, dict) for element in value)
        ):
            raise invalid_input("Each patch needs a 'path', and its 'value' is a list of objects.")
    return changes


def _check_patch(
    db: sqlite3.Connection, key: Key, product_type: str, changes: list[dict[str, Any]]
) -> list[validation.Issue]:
    marketplace = MARKETPLACES[key[1]]
    before = expected(db, key)
    if before is None:
        return [
            validation.issue(
                "13013", f"The SKU '{key[2]}' does not exist in marketplace {key[1]}.", "MISSING_ATTRIBUTE"
            )
        ]
    try:
        after = patches.apply(before, changes, marketplace=marketplace)
    except patches.BadPatch as error:
        return [validation.issue("4000002", str(error), "INVALID_ATTRIBUTE")]
    touched = {patch["path"].removeprefix(patches.PREFIX) for patch in changes}
    issues = validation.check(
        {name: value for name, value in after.items() if name in touched},
        requirements=None,
        marketplace=marketplace,
    )
    return issues or _product_type(find(db, key), product_type, "LISTING_OFFER_ONLY")


def _product_type(row: sqlite3.Row | None, given: str, requirements: str) -> list[validation.Issue]:
    if row is None and given == "PRODUCT" and requirements != "LISTING_OFFER_ONLY":
        return [
            validation.issue(
                "4000004",
                "The product type 'PRODUCT' cannot be used to create a listing.",
                "INVALID_ATTRIBUTE",
                "productType",
            )
        ]
    if row is not None and given not in ("PRODUCT", row["product_type"]):
        return [
            validation.issue(
                "4000003",
                f"The product type '{given}' is not valid for this listing.",
                "INVALID_ATTRIBUTE",
                "productType",
            )
        ]
    return []


def _suggestion(db: sqlite3.Connection, key: Key, attributes: Attributes) -> list[validation.Issue]:
    """An offer goes on an ASIN that is in the marketplace's catalog, or on none."""
    suggested = attributes.get("merchant_suggested_asin")
    if not suggested or find(db, key) is not None:
        return []
    asin = str(suggested[0].get("value"))
    if db.execute(KNOWS_ASIN, (key[1], asin)).fetchone()[0]:
        return []
    message = f"The SKU '{key[2]}' does not match any ASIN: '{asin}' is not in the catalog of {key[1]}."
    return [validation.issue("8560", message, "INVALID_ATTRIBUTE", "merchant_suggested_asin")]


def _asin(db: sqlite3.Connection, key: Key, attributes: Attributes) -> str:
    row = find(db, key)
    if row is not None and row["asin"]:
        return str(row["asin"])
    suggested = attributes.get("merchant_suggested_asin")
    if isinstance(suggested, list) and suggested and isinstance(suggested[0], dict):
        return str(suggested[0].get("value"))
    barcodes = attributes.get("externally_assigned_product_identifier") or [{}]
    barcode = barcodes[0].get("value") if isinstance(barcodes[0], dict) else None
    if barcode and (match := db.execute(OF_BARCODE, (barcode, key[1], str(barcode).zfill(14))).fetchone()):
        return str(match["asin"])
    # A new product: Amazon makes an ASIN. The same SKU gets the same one, so that a preview tells the truth.
    digest = hashlib.sha256("\0".join((key[0], key[2])).encode()).hexdigest().upper()
    return "B0" + digest[:8]


def _spend(box: Sandbox, request: Request, names: Any, *, preview: bool) -> None:
    """Application-wide limits that depend on what is sent."""
    limits = ["VALIDATION_PREVIEW"] if preview else []
    if any(name in RELATIONSHIPS for name in names):
        limits.append(f"{request.operation} relationships")
    elif any(name not in OFFER_NAMES for name in names):
        limits.append(f"{request.operation} product data")
    for limit in limits:
        if not box.throttle.allow_application(request.client_id, limit):
            raise throttled(f"You exceeded your application's quota ({limit}).")


def _settle(box: Sandbox, submission: Submission, *, asked: dict[str, Any]) -> Response:
    status = "INVALID" if submission.issues else "VALID" if asked.get("mode") else "ACCEPTED"
    if status == "ACCEPTED":
        accept(box, submission.key, submission.kind, submission.payload)
    _, marketplace_id, sku = submission.key
    result: dict[str, Any] = {"sku": sku, "status": status, "submissionId": uuid.uuid4().hex}
    included = asked.get("includedData", ["issues"])
    if "issues" in included:
        result["issues"] = submission.issues
    if "identifiers" in included and submission.asin:
        result["identifiers"] = [{"marketplaceId": marketplace_id, "asin": submission.asin}]
    return answer(result)


ROUTES = [
    Route("getListingsItem", "GET", PATH, get_item),
    Route("putListingsItem", "PUT", PATH, put_item),
    Route("patchListingsItem", "PATCH", PATH, patch_item),
    Route("deleteListingsItem", "DELETE", PATH, delete_item),
]
