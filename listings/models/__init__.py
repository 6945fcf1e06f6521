"""The listings' records. Start with listing.py: the listing row and who writes which of its columns."""

from listings.amazon_attributes.models import (
    AmazonAttribute,
    AttributeMapping,
    AttributeReading,
    ListingAttributes,
    ProductTypeDefinition,
)
from listings.models.asins import AsinCandidate, AsinSearch
from listings.models.bulk_deeds import BulkDeed, BulkDeedBatch
from listings.models.changes import ListingChange
from listings.models.counts import TabCount
from listings.models.issues import ListingIssue
from listings.models.listing import Listing
from listings.models.made_products import MadeProduct
from listings.models.titles import ListingTitle, TitleBacklog

__all__ = [
    "AmazonAttribute",
    "AttributeMapping",
    "AttributeReading",
    "AsinCandidate",
    "AsinSearch",
    "BulkDeed",
    "BulkDeedBatch",
    "Listing",
    "ListingAttributes",
    "ListingChange",
    "ListingIssue",
    "ListingTitle",
    "ProductTypeDefinition",
    "MadeProduct",
    "TabCount",
    "TitleBacklog",
]
