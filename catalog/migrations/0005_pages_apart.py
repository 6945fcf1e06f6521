"""Products that are only pages, found without reading all; and what the planner knows of identifiers.

Role and kind of an identifier go together; taken for independent, they make the planner expect one row in ten and
look a million listings up one by one.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the index is built while the catalog is in use

    dependencies = [("catalog", "0004_identifier_sources")]

    operations = [
        AddIndexConcurrently(
            model_name="product",
            index=models.Index(
                condition=models.Q(("type__in", ["configurable", "grouped"])),
                fields=["id"],
                name="product_page",
            ),
        ),
        migrations.RunSQL(
            "CREATE STATISTICS IF NOT EXISTS catalog_identifier_kinds (dependencies, mcv)"
            " ON kind, role, attribute FROM catalog_productidentifier",
            "DROP STATISTICS IF EXISTS catalog_identifier_kinds",
        ),
    ]
