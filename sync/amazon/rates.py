"""Amazon's documented limits, per operation: calls per second and burst.

Source: the usage plans in Amazon's API models, and its page on application limits of the Listings Items API.
The numbers are where we start; the header x-amzn-RateLimit-Limit moves them for an account.
"""

from typing import NamedTuple


class Rate(NamedTuple):
    """A token bucket: tokens that come in per second, and how many it holds."""

    per_second: float
    burst: float


CAREFUL = Rate(0.5, 5)
"""For an operation that is in no table."""

ACCOUNT_RATES = {
    # Listings Items 2021-08-01
    "searchListingsItems": Rate(5, 5),
    "getListingsItem": Rate(5, 10),
    "putListingsItem": Rate(5, 10),
    "patchListingsItem": Rate(5, 5),
    "deleteListingsItem": Rate(5, 5),
    # Catalog Items 2022-04-01
    "searchCatalogItems": Rate(2, 2),
    "getCatalogItem": Rate(2, 2),
    # Reports 2021-06-30
    "createReport": Rate(0.0167, 15),
    "getReport": Rate(2, 15),
    "getReports": Rate(0.0222, 10),
    "cancelReport": Rate(0.0222, 10),
    "getReportDocument": Rate(0.0167, 15),
    "getReportSchedules": Rate(0.0222, 10),
    "createReportSchedule": Rate(0.0222, 10),
    "getReportSchedule": Rate(0.0222, 10),
    "cancelReportSchedule": Rate(0.0222, 10),
    # Feeds 2021-06-30
    "createFeed": Rate(0.0083, 15),
    "createFeedDocument": Rate(0.5, 15),
    "getFeed": Rate(2, 15),
    "cancelFeed": Rate(2, 15),
    "getFeeds": Rate(0.0222, 10),
    "getFeedDocument": Rate(0.0222, 10),
    # Orders
    "getOrders": Rate(0.0167, 20),
    "getOrder": Rate(0.5, 30),
    "getOrderItems": Rate(0.5, 30),
    "getOrderAddress": Rate(0.5, 30),
    "getOrderBuyerInfo": Rate(0.5, 30),
    "getOrderItemsBuyerInfo": Rate(0.5, 30),
    "getOrderRegulatedInfo": Rate(0.5, 30),
    "updateVerificationStatus": Rate(0.5, 30),
    "updateShipmentStatus": Rate(5, 15),
    "confirmShipment": Rate(2, 10),
    "searchOrders": Rate(0.0056, 20),
    # Product Type Definitions (burst 10 in the model, 5 on Amazon's page: the smaller), Restrictions
    "searchDefinitionsProductTypes": Rate(5, 5),
    "getDefinitionsProductType": Rate(5, 5),
    "getListingsRestrictions": Rate(5, 10),
    # FBA Inventory v1
    "getInventorySummaries": Rate(2, 2),
    # Sales v1
    "getOrderMetrics": Rate(0.5, 15),
    # Product Pricing v0 and 2022-05-01, Product Fees
    "getPricing": Rate(0.5, 1),
    "getCompetitivePricing": Rate(0.5, 1),
    "getListingOffers": Rate(1, 2),
    "getItemOffers": Rate(0.5, 1),
    "getItemOffersBatch": Rate(0.1, 1),
    "getListingOffersBatch": Rate(0.5, 1),
    "getFeaturedOfferExpectedPriceBatch": Rate(0.033, 1),
    "getCompetitiveSummary": Rate(0.033, 1),
    "getMyFeesEstimateForSKU": Rate(1, 2),
    "getMyFeesEstimateForASIN": Rate(1, 2),
    "getMyFeesEstimates": Rate(0.5, 1),
    # Notifications v1
    "getSubscriptions": Rate(1, 5),
    "getSubscription": Rate(1, 5),
    "createSubscription": Rate(1, 5),
    "getSubscriptionById": Rate(1, 5),
    "deleteSubscriptionById": Rate(1, 5),
    "getDestinations": Rate(1, 5),
    "getDestination": Rate(1, 5),
    "createDestination": Rate(1, 5),
    "deleteDestination": Rate(1, 5),
    # Sellers v1, Tokens
    "getMarketplaceParticipations": Rate(0.016, 15),
    "getAccount": Rate(0.016, 15),
    "createRestrictedDataToken": Rate(1, 10),
    # Data Kiosk 2023-11-15
    "createQuery": Rate(0.0167, 15),
    "getDocument": Rate(0.0167, 15),
    "getQuery": Rate(2, 15),
    "getQueries": Rate(0.0222, 10),
    "cancelQuery": Rate(0.0222, 10),
    # Finances v0 and 2024-06-19
    "listFinancialEventGroups": Rate(0.5, 30),
    "listFinancialEventsByGroupId": Rate(0.5, 30),
    "listFinancialEventsByOrderId": Rate(0.5, 30),
    "listFinancialEvents": Rate(0.5, 30),
    "listTransactions": Rate(0.5, 10),
    "listBalances": Rate(0.5, 10),
    "listSummary": Rate(0.5, 10),
    # Messaging and Solicitations v1
    "getMessagingActionsForOrder": Rate(1, 5),
    "getSolicitationActionsForOrder": Rate(1, 5),
    "createProductReviewAndSellerFeedbackSolicitation": Rate(1, 5),
    # Uploads, Application Management
    "createUploadDestinationForResource": Rate(10, 10),
    "rotateApplicationClientSecret": Rate(0.0167, 1),
}
"""Per application and seller account. Documented pairs only; see `account_rate` for the rest."""

APPLICATION_RATES = {
    "getListingsItem": Rate(100, 100),
    "putListingsItem": Rate(100, 100),
    "deleteListingsItem": Rate(100, 100),
    "patchListingsItem": Rate(500, 500),
    "patchListingsItem product data": Rate(100, 100),
    "patchListingsItem relationships": Rate(5, 5),
    "putListingsItem relationships": Rate(25, 25),
    "VALIDATION_PREVIEW": Rate(20, 20),
    "getCatalogItem": Rate(250, 250),
    "searchCatalogItems": Rate(500, 500),
    "getListingsRestrictions": Rate(100, 100),
    "searchDefinitionsProductTypes": Rate(100, 100),
    "getDefinitionsProductType": Rate(100, 100),
}
"""Over all sellers of one application, per family. Families that are not named have no such limit."""


def account_rate(operation: str) -> Rate:
    """The operation's documented rate for one account, or a careful one."""
    return ACCOUNT_RATES.get(operation, CAREFUL)
