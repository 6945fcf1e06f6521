"""Which seller a refresh token belongs to. Amazon says it only in passing: no call is made for asking this.

The consent page names the seller; whoever pastes credentials may not know the id. The estimate of an item's
fees carries the caller's seller id back, also for an item that does not exist (product fees model: SellerId).
"""

import httpx
from sp_api.api import ProductFees

from sync.amazon.addresses import Credentials
from sync.amazon.answers import Unobserved
from sync.amazon.calls import Caller, Means
from sync.amazon.library import Answer, Seam
from sync.amazon.login import Tokens
from sync.amazon.pool import pool
from sync.amazon.throttle import Throttle

OPERATION = "getMyFeesEstimateForASIN"
ANY_ASIN = "B000000000"


class Fees(Seam, ProductFees):  # type: ignore[misc]
    """Product Fees v0."""

    def estimate(self, asin: str, marketplace_id: str, currency: str) -> Answer:
        """The answer to an estimate for one piece at 1.00."""
        body = {
            "FeesEstimateRequest": {
                "MarketplaceId": marketplace_id,
                "IsAmazonFulfilled": False,
                "PriceToEstimateFees": {"ListingPrice": {"CurrencyCode": currency, "Amount": 1}},
                "Identifier": "who-am-i",
            }
        }
        path = f"/products/fees/v0/items/{asin}/feesEstimate"
        answer: Answer = self._request(path, data=body, params={"method": "POST"})
        return answer


def seller_id_of(
    credentials: Credentials,
    marketplace: tuple[str, str],
    *,
    throttle: Throttle,
    tokens: Tokens,
    http: httpx.Client | None = None,
) -> str:
    """The seller's id, or an empty text if the answer does not carry it. `marketplace`: (id, currency).

    Errors as of every call; Denied if the application lacks the role for product fees.
    """
    caller = Caller(credentials, Means(http or pool(credentials.sandbox_url), throttle, tokens, Unobserved()))
    fees = caller.api(Fees)
    answer = caller.call(OPERATION, lambda: fees.estimate(ANY_ASIN, *marketplace))
    payload = caller.need(OPERATION, answer, "payload", dict)
    result = payload.get("FeesEstimateResult") or {}
    return str((result.get("FeesEstimateIdentifier") or {}).get("SellerId") or "")
