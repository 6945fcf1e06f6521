"""Sellers and applications: who exists, who let whom in, and who takes that back."""

import secrets
import sqlite3
from dataclasses import dataclass
from typing import Any

from sandbox.box import Sandbox
from sandbox.marketplaces import MARKETPLACES

DEMO_CLIENT_ID = "amzn1.application-oa2-client.demo"
DEMO_CLIENT_SECRET = "demo-secret"
DEMO_APPLICATION_ID = "amzn1.sp.solution.demo"


@dataclass(frozen=True, slots=True)
class NewSeller:
    """A seller to be. Empty fields are made up; all marketplaces belong to one region."""

    marketplaces: tuple[str, ...]
    name: str = ""
    seller_id: str = ""
    refresh_token: str = ""


def create_application(
    box: Sandbox,
    *,
    client_id: str = DEMO_CLIENT_ID,
    secret: str = DEMO_CLIENT_SECRET,
    application_id: str = DEMO_APPLICATION_ID,
    name: str = "Demo application",
) -> None:
    """Make an application that may log in, or give it this secret from now on."""
    with box.store.writing() as db:
        db.execute(
            "INSERT OR REPLACE INTO application VALUES (?, ?, ?, ?)",
            (client_id, secret, application_id, name),
        )


def create_seller(box: Sandbox, new: NewSeller) -> dict[str, Any]:
    """Make a seller who has already authorised every application; as `list_sellers` shows one.

    ValueError for an unknown marketplace, two regions, or a seller id or token that is taken.
    """
    region = _region(new.marketplaces)
    seller_id = new.seller_id or "A" + secrets.token_hex(7).upper()[:13]
    name = new.name or f"Seller {seller_id[-4:]}"
    token = new.refresh_token or "Atzr|" + secrets.token_urlsafe(24)
    now = box.clock.now_ms()
    try:
        with box.store.writing() as db:
            db.execute(
                "INSERT INTO seller (seller_id, name, region, refresh_token, created_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (seller_id, name, region, token, now),
            )
            db.execute("INSERT INTO authorisation VALUES (?, ?, NULL, ?, NULL)", (token, seller_id, now))
            db.executemany(
                "INSERT INTO participation (seller_id, marketplace_id, store_name) VALUES (?, ?, ?)",
                [(seller_id, marketplace, name) for marketplace in new.marketplaces],
            )
            return _seller(db, seller_id)
    except sqlite3.IntegrityError as error:
        raise ValueError(f"There is already a seller like that ({error}).") from error


def list_sellers(box: Sandbox) -> list[dict[str, Any]]:
    """Every seller: selling_partner_id, name, region, refresh_token, marketplaces (ids), is_authorised."""
    with box.store.reading() as db:
        rows = db.execute("SELECT seller_id FROM seller ORDER BY rowid").fetchall()
        return [_seller(db, row["seller_id"]) for row in rows]


def revoke(box: Sandbox, seller_id: str) -> int:
    """The seller takes back every authorisation: refresh and access tokens end; how many tokens."""
    with box.store.writing() as db:
        return db.execute(
            "UPDATE authorisation SET revoked_at = ? WHERE seller_id = ? AND revoked_at IS NULL",
            (box.clock.now_ms(), seller_id),
        ).rowcount


def authorise_again(box: Sandbox, seller_id: str) -> None:
    """The seller's first refresh token is good again."""
    with box.store.writing() as db:
        db.execute(
            "UPDATE authorisation SET revoked_at = NULL WHERE refresh_token ="
            " (SELECT refresh_token FROM seller WHERE seller_id = ?)",
            (seller_id,),
        )


def _region(marketplaces: tuple[str, ...]) -> str:
    unknown = [marketplace for marketplace in marketplaces if marketplace not in MARKETPLACES]
    if unknown or not marketplaces:
        raise ValueError(f"Name marketplaces by Amazon's ids; unknown: {', '.join(unknown) or 'none given'}.")
    regions = {MARKETPLACES[marketplace].region for marketplace in marketplaces}
    if len(regions) > 1:
        raise ValueError(f"A seller belongs to one region, not to {', '.join(sorted(regions))}.")
    return regions.pop()


def _seller(db: sqlite3.Connection, seller_id: str) -> dict[str, Any]:
    row = db.execute("SELECT * FROM seller WHERE seller_id = ?", (seller_id,)).fetchone()
    marketplaces = db.execute(
        "SELECT marketplace_id FROM participation WHERE seller_id = ? ORDER BY rowid", (seller_id,)
    )
    live = db.execute(
        "SELECT 1 FROM authorisation WHERE seller_id = ? AND revoked_at IS NULL LIMIT 1", (seller_id,)
    ).fetchone()
    return {
        "selling_partner_id": seller_id,
        "name": row["name"],
        "region": row["region"],
        "refresh_token": row["refresh_token"],
        "marketplaces": [each["marketplace_id"] for each in marketplaces],
        "is_authorised": live is not None,
    }
