"""The page on which a seller lets an application in, as Seller Central's consent page does."""

import html
import secrets
from pathlib import Path
from string import Template
from urllib.parse import parse_qs, urlencode, urlsplit

from sandbox.box import Sandbox
from sandbox.people import list_sellers
from sandbox.routing import Request, Response, Route

PATH = "/apps/authorize/consent"
CODE_LIFETIME_MS = 5 * 60 * 1000
PAGE = Path(__file__).with_name("consent.html")


def page(box: Sandbox, request: Request) -> Response:
    """GET: which application asks, and the sellers one can be."""
    application = _application(box, request.first("application_id"))
    target = urlsplit(request.first("redirect_uri"))
    if application is None or not request.first("state") or target.scheme not in ("http", "https"):
        return _html(
            400,
            "This link cannot be used",
            "<p>It needs a known <code>application_id</code>, a <code>state</code> and a"
            " <code>redirect_uri</code>. Go back to the application and start again.</p>",
        )
    options = "".join(
        f'<label><input type="radio" name="seller" value="{html.escape(seller["selling_partner_id"])}"'
        f"{' checked' if not place else ''}> <b>{html.escape(seller['name'])}</b>"
        f" <span>{seller['region']} · {html.escape(seller['selling_partner_id'])}</span></label>"
        for place, seller in enumerate(list_sellers(box))
    )
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(request.first(name))}">'
        for name in ("application_id", "state", "redirect_uri", "version")
    )
    options = options or "<p>There is no seller yet: make one at /_control/sellers.</p>"
    form = (
        f"<p><b>{html.escape(application[1])}</b> asks to see and change listings of your account.</p>"
        f'<form method="post" action="{PATH}">{hidden}<fieldset><legend>Authorise as</legend>'
        f"{options}</fieldset>"
        '<button name="deed" value="confirm">Confirm</button>'
        ' <button class="plain" name="deed" value="cancel">Cancel</button></form>'
    )
    return _html(200, "Authorise an application", form)


def decide(box: Sandbox, request: Request) -> Response:
    """POST: back to the application, with a code or with Amazon's access_denied."""
    form = {name: values[0] for name, values in parse_qs(request.body.decode("utf-8", "replace")).items()}
    application = _application(box, form.get("application_id", ""))
    sellers = {seller["selling_partner_id"] for seller in list_sellers(box)}
    target = form.get("redirect_uri", "")
    if application is None or urlsplit(target).scheme not in ("http", "https"):
        return _html(400, "This form cannot be used", "<p>Go back to the application and start again.</p>")
    if form.get("deed") != "confirm":
        return _redirect(
            target,
            {
                "state": form.get("state", ""),
                "error": "access_denied",
                "error_description": "The seller did not authorise the application.",
            },
        )
    if form.get("seller") not in sellers:
        return _html(400, "Choose a seller", "<p>Go back and choose who authorises the application.</p>")
    code = _code(box, form["seller"], application[0])
    return _redirect(
        target,
        {"state": form.get("state", ""), "selling_partner_id": form["seller"], "spapi_oauth_code": code},
    )


def _application(box: Sandbox, application_id: str) -> tuple[str, str] | None:
    with box.store.reading() as db:
        row = db.execute(
            "SELECT client_id, name FROM application WHERE ?1 IN (application_id, client_id)",
            (application_id,),
        ).fetchone()
    return (row["client_id"], row["name"]) if row else None


def _code(box: Sandbox, seller_id: str, client_id: str) -> str:
    code = secrets.token_urlsafe(16)
    with box.store.writing() as db:
        db.execute(
            "INSERT INTO authorisation_code VALUES (?, ?, ?, ?, NULL)",
            (code, seller_id, client_id, box.clock.now_ms() + CODE_LIFETIME_MS),
        )
    return code


def _redirect(target: str, values: dict[str, str]) -> Response:
    glue = "&" if urlsplit(target).query else "?"
    return Response(302, b"", [("Location", target + glue + urlencode(values))])


def _html(status: int, title: str, content: str) -> Response:
    text = Template(PAGE.read_text(encoding="utf-8")).substitute(title=title, content=content)
    return Response(
        status, text.encode(), [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
    )


ROUTES = [
    Route("consent", "GET", PATH, page, "open"),
    Route("consent", "POST", PATH, decide, "open"),
]
