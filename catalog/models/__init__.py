"""The catalog's records: what the merchant owns, in the words of Adobe Commerce.

Websites and categories say where a product is offered, attributes what can be said of it, products what there
is, identifiers by which numbers the world knows it, imports how files of products came in.
"""

from catalog.models.attributes import Attribute, AttributeOption, AttributeSet
from catalog.models.bulk import BulkEdit, BulkEditLine
from catalog.models.history import ProductChange
from catalog.models.identifiers import IdentifierSource, ProductIdentifier
from catalog.models.imports import ImportMapping, ImportRefusal, ProductImport, StagedProduct
from catalog.models.index import FacetCount, IndexBacklog, ProductIndex
from catalog.models.places import Category, StockSource, Website
from catalog.models.products import EXACT, Product, ProductLink

__all__ = [
    "EXACT",
    "Attribute",
    "AttributeOption",
    "AttributeSet",
    "BulkEdit",
    "BulkEditLine",
    "Category",
    "IdentifierSource",
    "ImportMapping",
    "ImportRefusal",
    "FacetCount",
    "IndexBacklog",
    "Product",
    "ProductChange",
    "ProductIdentifier",
    "ProductImport",
    "ProductIndex",
    "ProductLink",
    "StagedProduct",
    "StockSource",
    "Website",
]
