"""Login with Amazon: refresh tokens, authorisation codes and client credentials become access tokens."""

import hmac
import secrets
import sqlite3
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from sandbox.box import Sandbox
from sandbox.routing import Request, Response, Route, answer, unauthorized

LIFETIME_S = 3600
KEPT_AFTER_EXPIRY_MS = 24 * 3600 * 1000
SCOPES = (
    "sellingpartnerapi::notifications",
    "sellingpartnerapi::migration",
    "sellingpartnerapi::client_credential:rotation",
)


class LoginError(Exception):
    """Login with Amazon refuses: an OAuth error code and what it means."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(description)
        self.error, self.description, self.status = error, description, status


def token(box: Sandbox, request: Request) -> Response:
    """POST /auth/o2/token: an access token for an hour of the sandbox's clock, or an OAuth error."""
    try:
        form = {name: values[0] for name, values in _form(request).items()}
        return _no_store(answer(_grant(box, form)))
    except LoginError as error:
        body = {"error": error.error, "error_description": error.description}
        return _no_store(answer(body, status=error.status))


def _form(request: Request) -> dict[str, list[str]]:
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise LoginError("invalid_request", "The Content-Type must be application/x-www-form-urlencoded")
    return parse_qs(request.body.decode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class Login:
    """One call of the token endpoint by an application that proved who it is."""

    box: Sandbox
    db: sqlite3.Connection
    client_id: str
    form: dict[str, str]

    def mint(self, **granted: str) -> dict[str, Any]:
        """A new access token for what was granted: seller_id and refresh_token, or a scope."""
        now = self.box.clock.now_ms()
        access_token = "Atza|" + secrets.token_urlsafe(48)
        self.db.execute("DELETE FROM access_token WHERE expires_at < ?", (now - KEPT_AFTER_EXPIRY_MS,))
        self.db.execute(
            "INSERT INTO access_token (token, client_id, seller_id, refresh_token, scope, expires_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                access_token,
                self.client_id,
                *(granted.get(name) for name in ("seller_id", "refresh_token", "scope")),
                now + LIFETIME_S * 1000,
            ),
        )
        told = {name: granted[name] for name in ("refresh_token", "scope") if name in granted}
        return {"access_token": access_token, "token_type": "bearer", "expires_in": LIFETIME_S} | told


def _grant(box: Sandbox, form: dict[str, str]) -> dict[str, Any]:
    grants = {
        "refresh_token": _by_refresh_token,
        "authorization_code": _by_code,
        "client_credentials": _by_credentials,
    }
    kind = form.get("grant_type", "")
    if not kind:
        raise LoginError("invalid_request", "The request is missing a required parameter : grant_type")
    if kind not in grants:
        raise LoginError("unsupported_grant_type", f"The authorization server does not support {kind}")
    with box.store.writing() as db:
        return grants[kind](Login(box, db, _client(db, form), form))


def _client(db: sqlite3.Connection, form: dict[str, str]) -> str:
    row = db.execute(
        "SELECT client_secret FROM application WHERE client_id = ?", (form.get("client_id", ""),)
    ).fetchone()
    given = form.get("client_secret", "").encode()
    if row is None or not hmac.compare_digest(row["client_secret"].encode(), given):
        raise LoginError("invalid_client", "Client authentication failed", status=401)
    return form["client_id"]


def _by_refresh_token(login: Login) -> dict[str, Any]:
    refresh_token = login.form.get("refresh_token", "")
    row = login.db.execute(
        "SELECT seller_id FROM authorisation WHERE refresh_token = ? AND revoked_at IS NULL"
        " AND (client_id IS NULL OR client_id = ?)",
        (refresh_token, login.client_id),
    ).fetchone()
    if row is None:
        raise LoginError(
            "invalid_grant",
            "The request has an invalid grant parameter : refresh_token."
            " User may have revoked or didn't grant the permission.",
        )
    return login.mint(seller_id=row["seller_id"], refresh_token=refresh_token)


def _by_code(login: Login) -> dict[str, Any]:
    now = login.box.clock.now_ms()
    row = login.db.execute(
        "UPDATE authorisation_code SET used_at = ?1 WHERE code = ?2 AND client_id = ?3 AND used_at IS NULL"
        " AND expires_at > ?1 RETURNING seller_id",
        (now, login.form.get("code", ""), login.client_id),
    ).fetchone()
    if row is None:
        raise LoginError("invalid_grant", "The request has an invalid grant parameter : code")
    refresh_token = "Atzr|" + secrets.token_urlsafe(40)
    login.db.execute(
        "INSERT INTO authorisation VALUES (?, ?, ?, ?, NULL)",
        (refresh_token, row["seller_id"], login.client_id, now),
    )
    return login.mint(seller_id=row["seller_id"], refresh_token=refresh_token)


def _by_credentials(login: Login) -> dict[str, Any]:
    scope = login.form.get("scope", "")
    if scope not in SCOPES:
        raise LoginError("invalid_scope", "The requested scope is invalid, unknown, or malformed")
    return login.mint(scope=scope)


def authorise(box: Sandbox, request: Request) -> tuple[str, str]:
    """Seller and application of the call's access token; 403 when it is missing, expired or revoked."""
    given = request.headers.get("x-amz-access-token", "")
    if not given:
        raise unauthorized("Access token is missing in the request header.")
    with box.store.reading() as db:
        row = db.execute(
            "SELECT access_token.seller_id, access_token.client_id, expires_at, revoked_at FROM access_token"
            " LEFT JOIN authorisation USING (refresh_token) WHERE token = ?",
            (given,),
        ).fetchone()
    if row is None:
        raise unauthorized("The access token you provided is revoked, malformed or invalid.")
    if row["expires_at"] <= box.clock.now_ms():
        raise unauthorized("The access token you provided has expired.")
    if row["seller_id"] is None or row["revoked_at"] is not None:
        raise unauthorized("The access token you provided is revoked, malformed or invalid.")
    return row["seller_id"], row["client_id"]


def spend(box: Sandbox, access_token: str) -> None:
    """Let an access token expire now (the fault of a token that ends in mid-run)."""
    with box.store.writing() as db:
        db.execute("UPDATE access_token SET expires_at = 0 WHERE token = ?", (access_token,))


def _no_store(response: Response) -> Response:
    response.headers += [("Cache-Control", "no-store"), ("Pragma", "no-cache")]
    return response


ROUTES = [Route("token", "POST", "/auth/o2/token", token, "open")]
