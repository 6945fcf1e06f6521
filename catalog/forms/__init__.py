"""The forms of a product: its columns, its attributes, its pictures and parts."""

from catalog.conditions import CONDITIONS
from catalog.forms.product import ProductForm

__all__ = ["CONDITIONS", "ProductForm"]
