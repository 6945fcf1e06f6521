"""Lets the shop live: buyers buy, the seller restocks and reprices, Amazon raises and lifts issues.

Every deed has a counter-deed, and the further the shop is from its usual self the likelier the counter-deed:
stock, prices, issues and the number of listings swing about a mean for days. Each deed is one line to read.
"""

import random
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from sandbox.box import Sandbox
from sandbox.listings.changes import Key, create, delete, find, touch, write, write_offer
from sandbox.marketplaces import MARKETPLACES
from sandbox.sales.ledger import Sale, add, cents_of
from sandbox.scenario.asins import Meaning, asin_of
from sandbox.scenario.generator import market_of
from sandbox.scenario.issues import FINDINGS, Finding, wording
from sandbox.scenario.load import ISSUE_SQL, issue_row
from sandbox.scenario.markets import price_in
from sandbox.scenario.words import kinds, palette, title_of

PAUSES = (1.0, 5.0)  # seconds between deeds
SOLD_OUT, TROUBLED, ON_SALE, NEW = 0.07, 0.16, 0.04, 0.02
"""Usual shares of a shop's listings: without stock, with an issue, on sale, newly come up."""
BULK = 0.08  # buyers who take all there is
BUSINESS = 10  # whoever takes so many units buys for a business
RAISED = ("no image", "policy", "price", "qualification", "weak bullet", "attribute refused")


@dataclass(frozen=True, slots=True)
class Moment:
    """Where and when a deed is done: in one seller's shop."""

    db: sqlite3.Connection
    dice: random.Random
    now: int
    seller_id: str
    size: int  # how many listings the shop has


Deed = Callable[[Moment], str | None]


def live(
    box: Sandbox,
    *,
    seed: int = 1,
    pauses: tuple[float, float] = PAUSES,
    tell: Callable[[str], object] = sys.stderr.write,
) -> None:
    """Do a deed every few seconds until the sandbox closes, and tell each as a line."""
    dice = random.Random(seed)
    while not box.closing.wait(dice.uniform(*pauses)):
        if line := step(box, dice):
            tell(f"{box.clock.now():%H:%M:%S} {line}\n")


def step(box: Sandbox, dice: random.Random) -> str | None:
    """One deed in one shop, as a sentence; None when there was nothing to do."""
    with box.store.writing() as db:
        sellers = db.execute(
            "SELECT seller_id, count(*) AS size FROM listing WHERE deleted_at IS NULL"
            " GROUP BY seller_id HAVING size < 5000 ORDER BY seller_id"
        ).fetchall()
        if not sellers:
            return None
        seller = dice.choice(sellers)
        moment = Moment(db, dice, box.clock.now_ms(), seller["seller_id"], seller["size"])
        (deed,) = dice.choices(list(DEEDS), weights=list(DEEDS.values()))
        return deed(moment)


def _buy_or_restock(moment: Moment) -> str | None:
    empty = moment.db.execute(
        "SELECT count(*) FROM offer LEFT JOIN fba_stock USING (seller_id, sku) WHERE offer.seller_id = ?"
        " AND CASE channel WHEN 'DEFAULT' THEN quantity ELSE coalesce(fulfillable, 0) END = 0",
        (moment.seller_id,),
    ).fetchone()[0]
    return (_restock if _is_over(moment, empty, SOLD_OUT) else _buy)(moment)


def _buy(moment: Moment) -> str | None:
    row = _some_listing(moment, "buyable")
    if row is None:
        return None
    wanted = row["for_sale"] if moment.dice.random() < BULK else moment.dice.choice((1, 1, 1, 1, 2, 2, 3, 5))
    units = min(row["for_sale"], wanted)
    _set_stock(moment, row, row["for_sale"] - units)
    network, buyer = "MFN" if row["channel"] == "DEFAULT" else "AFN", "B2B" if units >= BUSINESS else "B2C"
    cents = cents_of(row["price"], units)
    sale = Sale(
        row["seller_id"],
        row["marketplace_id"],
        moment.now,
        row["sku"],
        row["asin"],
        network,
        buyer,
        1,
        units,
        cents,
    )
    add(moment.db, [sale])
    return f"{_where(row)} A buyer took {units} of {row['sku']}; {row['for_sale'] - units} left."


def _restock(moment: Moment) -> str | None:
    row = _some_listing(moment, "for_sale = 0")
    if row is None:
        return None
    units = moment.dice.randrange(8, 80)
    _set_stock(moment, row, units)
    return f"{_where(row)} {units} of {row['sku']} came in."


def _recount(moment: Moment) -> str | None:
    row = _some_listing(moment, "channel = 'DEFAULT' AND quantity > 0")
    if row is None:
        return None
    units = moment.dice.randrange(2, 60)
    _set_stock(moment, row, units)
    return f"{_where(row)} The seller counted {row['sku']}: {units} instead of {row['quantity']}."


def _reprice(moment: Moment) -> str | None:
    running = moment.db.execute(
        "SELECT * FROM lively_sale WHERE seller_id = ?", (moment.seller_id,)
    ).fetchall()
    if _is_over(moment, len(running), ON_SALE):
        sale = moment.dice.choice(running)
        key = (sale["seller_id"], sale["marketplace_id"], sale["sku"])
        moment.db.execute(
            "DELETE FROM lively_sale WHERE seller_id = ? AND marketplace_id = ? AND sku = ?", key
        )
        row = find(moment.db, key)
        return _set_price(moment, row, sale["price"], "ended the sale of") if row else None
    row = _some_listing(moment, "buyable")
    if row is None:
        return None
    moment.db.execute("INSERT OR IGNORE INTO lively_sale VALUES (?, ?, ?, ?)", (*_key(row), row["price"]))
    share = Decimal(moment.dice.choice(("0.80", "0.85", "0.90", "0.95", "1.05")))
    cents = Decimal(1) if row["currency"] == "JPY" else Decimal("0.01")
    return _set_price(moment, row, str((Decimal(row["price"]) * share).quantize(cents)), "repriced")


def _judge(moment: Moment) -> str | None:
    # Drafts keep their errors: nobody completes them here.
    liftable = moment.db.execute(
        "SELECT * FROM issue WHERE seller_id = ? AND code <> '13013' AND NOT instr(categories, "
        "'MISSING_ATTRIBUTE')"
        " ORDER BY marketplace_id, sku, code",
        (moment.seller_id,),
    ).fetchall()
    if liftable and _is_over(moment, len(liftable), TROUBLED):
        issue = moment.dice.choice(liftable)
        moment.db.execute(
            "DELETE FROM issue WHERE seller_id = ? AND marketplace_id = ? AND sku = ? AND code = ?",
            (*_key(issue), issue["code"]),
        )
        _move(moment, issue)
        return f"{_where(issue)} Amazon lifted issue {issue['code']} of {issue['sku']}."
    row = _some_listing(moment, "buyable AND discoverable")
    if row is None:
        return None
    finding = FINDINGS[moment.dice.choice(RAISED)]
    message = wording(finding, language=market_of(row["marketplace_id"]).language)
    moment.db.execute(
        ISSUE_SQL.replace("INSERT", "INSERT OR IGNORE", 1), issue_row(_key(row), finding, message, moment.now)
    )
    _move(moment, row)
    return f"{_where(row)} Amazon {_effect(finding)} {row['sku']}: {finding.name}."


def _effect(finding: Finding) -> str:
    if "SEARCH_SUPPRESSED" in finding.actions:
        return "hid"
    return "blocked" if "LISTING_SUPPRESSED" in finding.actions else "warned of"


def _come_or_go(moment: Moment) -> str | None:
    made = moment.db.execute(
        "SELECT * FROM lively_listing WHERE seller_id = ?", (moment.seller_id,)
    ).fetchall()
    if made and _is_over(moment, len(made), NEW):
        row = moment.dice.choice(made)
        moment.db.execute(
            "DELETE FROM lively_listing WHERE seller_id = ? AND marketplace_id = ? AND sku = ?", _key(row)
        )
        delete(moment.db, _key(row), now=moment.now)
        return f"{_where(row)} The seller deleted {row['sku']}."
    return _list_new(moment)


def _list_new(moment: Moment) -> str | None:
    places = moment.db.execute(
        "SELECT marketplace_id FROM participation WHERE seller_id = ?", (moment.seller_id,)
    ).fetchall()
    market = market_of(moment.dice.choice(places)["marketplace_id"])
    kind = moment.dice.choice([kind for kind in kinds() if kind.palette == "bright"])
    colour = moment.dice.choice(palette("earth"))
    key = (moment.seller_id, market.marketplace_id, f"{kind.brand[:3].upper()}-{kind.code}-{colour.code}-NEW")
    if find(moment.db, key):
        return None
    asin = asin_of(Meaning(60, kind.number, colour.number))
    create(moment.db, key, product_type=kind.product_type, asin=asin, now=moment.now)
    write(
        moment.db,
        key,
        {
            "title": title_of(kind, size=0, colour=colour, language=market.language),
            "condition": "new_new",
            "price": price_in(market, kind.usd),
            "image": f"/images/{asin}.svg",
        },
        {"quantity": moment.dice.randrange(5, 40), "handling_days": 2},
        now=moment.now,
    )
    moment.db.execute("INSERT OR IGNORE INTO lively_listing VALUES (?, ?, ?)", key)
    return f"{MARKETPLACES[key[1]].country}: The seller listed {key[2]}."


DEEDS: dict[Deed, int] = {_buy_or_restock: 60, _reprice: 12, _recount: 6, _judge: 14, _come_or_go: 4}
"""What happens, and how often against each other."""


def _is_over(moment: Moment, number: int, share: float) -> bool:
    """Whether to go back: hardly ever below the usual share, always far above it, by chance between."""
    return moment.dice.random() < (number / max(1.0, share * moment.size)) ** 4 / 2


def _some_listing(moment: Moment, condition: str) -> sqlite3.Row | None:
    """Any listing of the shop that meets a condition on shown_listing; the shops here are small."""
    found = moment.db.execute(
        "SELECT * FROM shown_listing WHERE seller_id = ? AND deleted_at IS NULL AND is_created AND NOT "
        "is_parent"
        f" AND {condition} ORDER BY marketplace_id, sku",
        (moment.seller_id,),
    ).fetchall()
    return moment.dice.choice(found) if found else None


def _set_stock(moment: Moment, row: sqlite3.Row, units: int) -> None:
    if row["channel"] == "DEFAULT":
        write_offer(moment.db, row["seller_id"], row["sku"], {"quantity": units}, now=moment.now)
        return
    moment.db.execute(
        "UPDATE fba_stock SET fulfillable = ?, updated_at = ? WHERE seller_id = ? AND sku = ?",
        (units, moment.now, row["seller_id"], row["sku"]),
    )
    touch(moment.db, row["seller_id"], row["sku"], now=moment.now)


def _set_price(moment: Moment, row: sqlite3.Row, price: str, deed: str) -> str:
    write(moment.db, _key(row), {"price": price}, {}, now=moment.now)
    return f"{_where(row)} The seller {deed} {row['sku']}: {row['price']} to {price} {row['currency']}."


def _move(moment: Moment, row: sqlite3.Row) -> None:
    """Move lastUpdatedDate of one listing."""
    moment.db.execute(
        "UPDATE listing SET updated_at = ? WHERE seller_id = ? AND marketplace_id = ? AND sku = ?",
        (moment.now, *_key(row)),
    )


def _key(row: sqlite3.Row) -> Key:
    return row["seller_id"], row["marketplace_id"], row["sku"]


def _where(row: sqlite3.Row) -> str:
    return f"{MARKETPLACES[row['marketplace_id']].country}:"
