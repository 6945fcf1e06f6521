"""The catalog's doors for the workers, where Celery looks for them."""

from catalog.bulk.tasks import carry_out_bulk_edit, catch_up

__all__ = ["carry_out_bulk_edit", "catch_up"]
