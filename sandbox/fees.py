"""Product Fees v0, as far as it tells who asks: the pretend shop's fees are not estimated."""

from typing import Any

from sandbox.box import Sandbox
from sandbox.marketplaces import MARKETPLACES
from sandbox.routing import Request, Response, Route, answer, invalid_input


def my_fees_estimate_for_asin(box: Sandbox, request: Request) -> Response:
    """getMyFeesEstimateForASIN: no estimate, but Amazon's identifier with the seller's id."""
    asked = request.json().get("FeesEstimateRequest") or {}
    if asked.get("MarketplaceId") not in MARKETPLACES or not asked.get("PriceToEstimateFees"):
        raise invalid_input("MarketplaceId, PriceToEstimateFees and Identifier are required.")
    identifier: dict[str, Any] = {
        "MarketplaceId": asked["MarketplaceId"],
        "SellerId": request.seller_id,
        "IdType": "ASIN",
        "IdValue": request.path["Asin"],
        "IsAmazonFulfilled": bool(asked.get("IsAmazonFulfilled")),
        "PriceToEstimateFees": asked["PriceToEstimateFees"],
        "SellerInputIdentifier": asked.get("Identifier", ""),
    }
    error = {"Type": "Sender", "Code": "DataNotAvailable", "Message": "No fees for this item.", "Detail": []}
    result = {"Status": "ClientError", "FeesEstimateIdentifier": identifier, "Error": error}
    return answer({"payload": {"FeesEstimateResult": result}})


ROUTES = [
    Route(
        "getMyFeesEstimateForASIN",
        "POST",
        "/products/fees/v0/items/{Asin}/feesEstimate",
        my_fees_estimate_for_asin,
    ),
]
