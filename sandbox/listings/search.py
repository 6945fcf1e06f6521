"""searchListingsItems: filters, order, pages of 20 at most, and Amazon's cap of 1,000 results."""

from dataclasses import dataclass
from typing import Any

from sandbox.box import Sandbox
from sandbox.faults import SEARCH_FAULTS
from sandbox.listings import items
from sandbox.listings.operations import ISSUE_LOCALE, ITEM_DATA, MARKETPLACE_IDS, sellers_marketplaces
from sandbox.listings.pages import Page, Seal, fingerprint, open_token
from sandbox.parameters import Parameter, read
from sandbox.routing import Request, Response, Route, answer, invalid_input

CAP = 1000
"""How many results can be paged through; numberOfResults tells the truth beyond it."""

PARAMETERS = (
    MARKETPLACE_IDS,
    ISSUE_LOCALE,
    ITEM_DATA,
    Parameter("identifiers", "csv", max_items=20),
    Parameter(
        "identifiersType", allowed=("ASIN", "EAN", "FNSKU", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC")
    ),
    Parameter("variationParentSku"),
    Parameter("packageHierarchySku"),
    Parameter("createdAfter", "time"),
    Parameter("createdBefore", "time"),
    Parameter("lastUpdatedAfter", "time"),
    Parameter("lastUpdatedBefore", "time"),
    Parameter("withIssueSeverity", "csv", allowed=("WARNING", "ERROR")),
    Parameter("withStatus", "csv", allowed=("BUYABLE", "DISCOVERABLE")),
    Parameter("withoutStatus", "csv", allowed=("BUYABLE", "DISCOVERABLE")),
    Parameter("sortBy", allowed=("sku", "createdDate", "lastUpdatedDate"), default="lastUpdatedDate"),
    Parameter("sortOrder", allowed=("ASC", "DESC"), default="DESC"),
    Parameter("pageSize", "integer", minimum=1, maximum=20, default=10),
    Parameter("pageToken"),
)
SORT_COLUMNS = {"sku": "sku", "createdDate": "created_at", "lastUpdatedDate": "updated_at"}
TIMES = {
    "createdAfter": "created_at >= ?",
    "createdBefore": "created_at <= ?",
    "lastUpdatedAfter": "updated_at >= ?",
    "lastUpdatedBefore": "updated_at <= ?",
}
BARCODE_LENGTHS = (8, 10, 12, 13, 14)
IDENTIFIER_COLUMNS = {"SKU": "sku", "ASIN": "asin", "FNSKU": "fnsku"}


@dataclass(frozen=True, slots=True)
class Question:
    """The rows a search asks for, as SQL with its values."""

    source: str  # listing, or shown_listing where the status is asked for
    where: str
    values: tuple[Any, ...]
    grouped: bool  # several marketplaces: a SKU may stand in more than one row
    is_few: bool  # SKUs or the like are named: found by their own index, not by walking in order


def search(box: Sandbox, request: Request) -> Response:
    """searchListingsItems."""
    asked = read(request, PARAMETERS)
    _check(asked)
    marketplaces = sellers_marketplaces(box, request, asked["marketplaceIds"])
    fault = box.faults.take(request.seller_id, request.operation, names=SEARCH_FAULTS)
    spoiling = fault.name if fault else ""
    print_of = fingerprint(request.seller_id, asked)
    page = (
        Page.first()
        if not asked["pageToken"] or spoiling == "repeated_page"
        else open_token(asked["pageToken"], print_of)
    )
    question = _question(request.seller_id, marketplaces, asked)
    with box.store.reading() as db:
        total = db.execute(*_count(question)).fetchone()[0]
        keys = [tuple(row) for row in db.execute(*_select(question, asked, page))]
        more = len(keys) > asked["pageSize"]
        keys = page.in_order(keys[: asked["pageSize"]])
        shelf = items.fetch(
            db, request.seller_id, marketplaces, [sku for _, sku in keys], base_url=request.base_url
        )
    found = [items.item(shelf, sku, asked["includedData"]) for _, sku in keys if sku in shelf.rows]
    tokens = page.tokens(
        keys, size=asked["pageSize"], more=more, cap=CAP, seal=Seal(print_of, spoiling == "endless_token")
    )
    result = {"numberOfResults": total, "items": spoilt(found, spoiling)}
    return answer(result | ({"pagination": tokens} if tokens else {}))


def _check(asked: dict[str, Any]) -> None:
    if bool(asked["identifiers"]) != bool(asked["identifiersType"]):
        raise invalid_input("'identifiers' and 'identifiersType' are required together.")
    exclusive = [name for name in ("identifiers", "variationParentSku", "packageHierarchySku") if asked[name]]
    if len(exclusive) > 1:
        raise invalid_input(f"'{exclusive[0]}' cannot be used together with '{exclusive[1]}'.")


def _question(seller_id: str, marketplaces: list[str], asked: dict[str, Any]) -> Question:
    parts = [
        "seller_id = ?",
        f"marketplace_id IN ({_holes(marketplaces)})",
        "(deleted_at IS NULL OR is_ghost)",
    ]
    values: list[Any] = [seller_id, *marketplaces]
    for name, condition in TIMES.items():
        if asked[name] is not None:
            parts.append(condition)
            values.append(asked[name])
    if asked["identifiers"]:
        condition, wanted = _identifiers(asked["identifiersType"], asked["identifiers"])
        parts.append(condition)
        values += wanted
    if asked["variationParentSku"]:
        parts.append("parent_sku = ?")
        values.append(asked["variationParentSku"])
    if asked["packageHierarchySku"]:
        parts.append("0")  # nobody here sells cases and pallets
    source = "listing"
    if asked["withIssueSeverity"]:
        parts.append(
            "(marketplace_id, sku) IN (SELECT marketplace_id, sku FROM issue WHERE seller_id = ?"
            f" AND severity IN ({_holes(asked['withIssueSeverity'])}))"
        )
        values += [seller_id, *asked["withIssueSeverity"]]
    for name, sign in (("withStatus", ""), ("withoutStatus", "NOT ")):
        for status in asked[name] or ():
            parts.append(sign + status.lower())
            source = "shown_listing"
    is_few = bool(asked["identifiers"] or asked["variationParentSku"])
    return Question(source, " AND ".join(parts), tuple(values), len(marketplaces) > 1, is_few)


def _identifiers(kind: str, wanted: list[str]) -> tuple[str, list[str]]:
    column = IDENTIFIER_COLUMNS.get(kind)
    if column:
        return f"{column} IN ({_holes(wanted)})", wanted
    # A barcode is the same with and without leading zeros (UPC, EAN, GTIN-14).
    variants = [text.lstrip("0").zfill(length) for text in wanted for length in BARCODE_LENGTHS]
    return f"gtin IN ({_holes(variants)})", variants


def _count(question: Question) -> tuple[str, tuple[Any, ...]]:
    what = "count(DISTINCT sku)" if question.grouped else "count(*)"
    return f"SELECT {what} FROM {question.source} AS s WHERE {question.where}", question.values


def _select(question: Question, asked: dict[str, Any], page: Page) -> tuple[str, tuple[Any, ...]]:
    """The page's (sort key, SKU) and one more, to know whether there is another page."""
    column, descending = SORT_COLUMNS[asked["sortBy"]], asked["sortOrder"] == "DESC"
    descending ^= page.backwards
    order = "DESC" if descending else "ASC"
    inner = f"SELECT {column} AS key, sku FROM {question.source} AS s WHERE {question.where}"
    values = question.values
    if question.grouped:
        extreme = "max" if asked["sortBy"] == "lastUpdatedDate" else "min"
        inner = inner.replace(f"{column} AS key", f"{extreme}({column}) AS key") + " GROUP BY sku"
        inner = f"SELECT key, sku FROM ({inner}) WHERE 1"
    if page.after is not None:
        name = "key" if question.grouped else column
        inner += f" AND ({name}, sku) {'<' if descending else '>'} (?, ?)"
        values += page.after
    # A plus before a column keeps SQLite from walking all listings in this order to find the few named.
    first = f"+{column}" if question.is_few and not question.grouped else "1"
    return f"{inner} ORDER BY {first} {order}, 2 {order} LIMIT ?", (*values, asked["pageSize"] + 1)


def spoilt(found: list[dict[str, Any]], fault: str) -> list[dict[str, Any]]:
    """A page's items as the fault shows them; as they are without one."""
    if fault == "duplicate_rows":
        return [item for item in found for _ in range(2)]
    if fault == "reordered_rows":
        return found[::-1]
    return found


def _holes(values: list[Any]) -> str:
    return ",".join("?" * len(values))


ROUTES = [Route("searchListingsItems", "GET", "/listings/2021-08-01/items/{sellerId}", search)]
