"""Controls of sellers: make, list, revoke, authorise again, suspend."""

from sandbox.box import Sandbox
from sandbox.control.body import fields
from sandbox.people import NewSeller, authorise_again, create_seller, list_sellers, revoke
from sandbox.routing import Request, Response, Route, answer, invalid_input, not_found


def show(box: Sandbox, request: Request) -> Response:
    """GET /_control/sellers."""
    return answer(list_sellers(box))


def make(box: Sandbox, request: Request) -> Response:
    """POST /_control/sellers {marketplaces, name?, seller_id?, refresh_token?, listings?, seed?}."""
    body = fields(request, "marketplaces")
    new = NewSeller(
        tuple(body["marketplaces"]),
        name=body.get("name", ""),
        seller_id=body.get("seller_id", ""),
        refresh_token=body.get("refresh_token", ""),
    )
    try:
        seller = create_seller(box, new)
    except ValueError as error:
        raise invalid_input(str(error)) from None
    if count := int(body.get("listings", 0)):
        from sandbox.scenario.generator import generate

        generate(
            box,
            seller["selling_partner_id"],
            tuple(body["marketplaces"]),
            count=count,
            seed=int(body.get("seed", 1)),
        )
    return answer(seller, status=201)


def take_back(box: Sandbox, request: Request) -> Response:
    """POST /_control/sellers/revoke {seller}: every authorisation of the seller ends."""
    return answer({"revoked": revoke(box, fields(request, "seller")["seller"])})


def give_again(box: Sandbox, request: Request) -> Response:
    """POST /_control/sellers/authorise {seller}: the first refresh token is good again."""
    authorise_again(box, fields(request, "seller")["seller"])
    return answer({})


def participation(box: Sandbox, request: Request) -> Response:
    """POST /_control/sellers/participation {seller, marketplace, is_participating?, …}."""
    body = fields(request, "seller", "marketplace")
    with box.store.writing() as db:
        changed = db.execute(
            "UPDATE participation SET is_participating = coalesce(?, is_participating),"
            " has_suspended_listings = coalesce(?, has_suspended_listings)"
            " WHERE seller_id = ? AND marketplace_id = ?",
            (
                body.get("is_participating"),
                body.get("has_suspended_listings"),
                body["seller"],
                body["marketplace"],
            ),
        ).rowcount
    if not changed:
        raise not_found("There is no such seller in that marketplace.")
    return answer({})


ROUTES = [
    Route("control sellers", "GET", "/_control/sellers", show, "control"),
    Route("control sellers", "POST", "/_control/sellers", make, "control"),
    Route("control sellers", "POST", "/_control/sellers/revoke", take_back, "control"),
    Route("control sellers", "POST", "/_control/sellers/authorise", give_again, "control"),
    Route("control sellers", "POST", "/_control/sellers/participation", participation, "control"),
]
