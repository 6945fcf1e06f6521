"""A website's own identifiers stand in the index beside the global ones.

The index of millions of rows stays in use meanwhile: what has to be unique is built beside, then named.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

UNIQUE = models.UniqueConstraint(
    fields=("product", "role", "attribute", "website"), name="one_identifier_per_website"
)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("catalog", "0007_product_pages")]

    operations = [
        migrations.AddField(
            model_name="productidentifier",
            name="website",
            field=models.CharField(
                blank=True,
                db_collation="C",
                db_default="",
                default="",
                max_length=50,
                verbose_name="website",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(model_name="productidentifier", constraint=UNIQUE),
            ],
            database_operations=[
                migrations.RunSQL(
                    [
                        "DROP INDEX CONCURRENTLY IF EXISTS one_identifier_per_website",
                        "CREATE UNIQUE INDEX CONCURRENTLY one_identifier_per_website"
                        " ON catalog_productidentifier (product_id, role, attribute, website)",
                        "ALTER TABLE catalog_productidentifier ADD CONSTRAINT one_identifier_per_website"
                        " UNIQUE USING INDEX one_identifier_per_website",
                    ],
                    "ALTER TABLE catalog_productidentifier DROP CONSTRAINT one_identifier_per_website",
                ),
            ],
        ),
        migrations.RemoveConstraint(model_name="productidentifier", name="one_identifier_per_role"),
        AddIndexConcurrently(
            model_name="productidentifier",
            index=models.Index(
                condition=models.Q(("website", ""), _negated=True),
                fields=["website", "product"],
                name="identifier_website",
            ),
        ),
    ]
