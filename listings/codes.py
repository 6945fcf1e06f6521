"""The words of the field: tabs, statuses, conditions and reasons as they are stored and shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tab(models.TextChoices):
    """Where a listing stands. Overrides is a filter over all of them, not a tab."""

    INCOMPLETE = "incomplete", _("Incomplete")
    UNMATCHED = "unmatched", _("Unmatched")
    READY = "ready", _("Ready to list")
    ACTIVE = "active", _("Active")
    INACTIVE = "inactive", _("Inactive")
    INELIGIBLE = "ineligible", _("Ineligible")
    ENDED = "ended", _("Ended")


# Where a product stands that was never on Amazon and that nobody has ended.
CANDIDATE_TABS = [Tab.INCOMPLETE, Tab.READY, Tab.INELIGIBLE]


class Status(models.TextChoices):
    """The second word of the verdict; every tab has its own."""

    ENDING = "ending", _("Ending in progress")
    MANUALLY_ENDED = "manually_ended", _("Manually ended")
    REMOVED = "removed", _("Removed on Amazon")
    VARIATION_PARENT = "variation_parent", _("Variation family")
    AWAITING_PRODUCT = "awaiting_product", _("Awaiting product assignment")
    SEVERAL_PRODUCTS = "several_products", _("Several products fit")
    IGNORED = "ignored", _("Ignored")
    # Ineligible
    OUT_OF_STOCK = "out_of_stock", _("Out of stock in the catalog")
    BELOW_THRESHOLD = "below_threshold", _("Below the out-of-stock threshold")
    NOT_YET_ON_SALE = "not_yet_on_sale", _("Not yet on sale")
    SALE_OVER = "sale_over", _("No longer on sale")
    PRODUCT_DISABLED = "product_disabled", _("Product disabled")
    EXCLUDED = "excluded", _("Excluded by a listing rule")
    NOT_OFFERED = "not_offered", _("Not on the store's website")
    ONLY_A_PAGE = "only_a_page", _("Sold by its variants only")
    LISTED_ALREADY = "listed_already", _("Listed under another SKU")
    SKU_TAKEN = "sku_taken", _("Another listing has its SKU")
    # Incomplete
    NO_ASIN = "no_asin", _("Missing ASIN")
    SEVERAL_MATCHES = "several_matches", _("Several matches")
    HAS_VARIANTS = "has_variants", _("Has variants")
    NO_CONDITION = "no_condition", _("Missing condition")
    MISSING_DATA = "missing_data", _("Missing data")
    # Active
    ACTIVE = "active", _("Active")
    RELISTING = "relisting", _("Relist in progress")
    SEARCH_SUPPRESSED = "search_suppressed", _("Search suppressed")
    # Inactive
    REFUSED = "refused", _("Refused by Amazon")
    NO_STOCK_AT_AMAZON = "no_stock_at_amazon", _("Out of stock on Amazon")
    BLOCKED = "blocked", _("Blocked by Amazon")
    PRICE_ERROR = "price_error", _("Price problem")
    APPROVAL_NEEDED = "approval_needed", _("Approval needed")
    CATALOG_REMOVED = "catalog_removed", _("Removed from Amazon's catalog")
    NOT_PROVIDED = "not_provided", _("Not provided")
    # Ready to list
    LISTING = "listing", _("List in progress")
    READY = "ready", _("Ready to list")


INACTIVE_REASONS = [
    Status.NO_STOCK_AT_AMAZON,
    Status.BLOCKED,
    Status.PRICE_ERROR,
    Status.APPROVAL_NEEDED,
    Status.CATALOG_REMOVED,
]
INELIGIBLE_REASONS = [
    Status.OUT_OF_STOCK,
    Status.BELOW_THRESHOLD,
    Status.NOT_YET_ON_SALE,
    Status.SALE_OVER,
    Status.PRODUCT_DISABLED,
    Status.EXCLUDED,
    Status.NOT_OFFERED,
    Status.ONLY_A_PAGE,
    Status.LISTED_ALREADY,
    Status.SKU_TAKEN,
]
LACKING_REASONS = [
    Status.NO_ASIN,
    Status.SEVERAL_MATCHES,
    Status.HAS_VARIANTS,
    Status.NO_CONDITION,
    Status.MISSING_DATA,
]


class InFlight(models.TextChoices):
    """What is under way between us and Amazon for a listing; '' for nothing."""

    MOVE = "move", _("to another ASIN")


class Condition(models.TextChoices):
    """Amazon's condition types."""

    NEW = "new_new", _("New")
    OPEN_BOX = "new_open_box", _("New; Open Box")
    OEM = "new_oem", _("New; OEM")
    REFURBISHED = "refurbished_refurbished", _("Refurbished")
    USED_LIKE_NEW = "used_like_new", _("Used; Like New")
    USED_VERY_GOOD = "used_very_good", _("Used; Very Good")
    USED_GOOD = "used_good", _("Used; Good")
    USED_ACCEPTABLE = "used_acceptable", _("Used; Acceptable")
    COLLECTIBLE_LIKE_NEW = "collectible_like_new", _("Collectible; Like New")
    COLLECTIBLE_VERY_GOOD = "collectible_very_good", _("Collectible; Very Good")
    COLLECTIBLE_GOOD = "collectible_good", _("Collectible; Good")
    COLLECTIBLE_ACCEPTABLE = "collectible_acceptable", _("Collectible; Acceptable")
    CLUB = "club_club", _("Club")


class Channel(models.TextChoices):
    """Who ships."""

    FBM = "FBM", _("Merchant")
    FBA = "FBA", _("Amazon")


class Source(models.TextChoices):
    """Who wrote a value, for the change log and for 'why is it here?'."""

    REPORT = "report", _("Amazon's listings report")
    CANCELLED_REPORT = "cancelled_report", _("Amazon's report of cancelled listings")
    SEARCH = "search", _("Amazon's listings search")
    ITEM = "item", _("Amazon's answer for this SKU")
    FBA = "fba", _("Amazon's FBA inventory")
    MATCHING = "matching", _("Automatic matching")
    DERIVE = "derive", _("Our settings and catalog")
    USER = "user", _("A user")
    PUSH = "push", _("What was sent to Amazon")


class MatchedBy(models.TextChoices):
    """What decided a listing's product. By hand beats automatic until undone."""

    HAND = "hand", _("Assigned by hand")
    SKU = "sku", _("Same seller SKU")
    ASIN = "asin", _("Same ASIN")
    GTIN = "gtin", _("Same UPC, EAN or ISBN")
    GCID = "gcid", _("Same GCID")
    CANDIDATE = "candidate", _("Made from the product")


# Numbers that a seller typed at Amazon: one can stand on a single piece and on its pack. All else is exact.
LIKELY = frozenset({MatchedBy.GTIN})
