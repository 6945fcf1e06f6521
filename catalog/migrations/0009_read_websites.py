"""The next pass over the identifiers compares all products, since none has read what websites say."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0008_identifiers_per_website")]

    operations = [
        migrations.RunSQL(
            "UPDATE catalog_identifiersource SET compared_at = NULL",
            # Backwards one row a role is left, as the constraint of before wants it.
            "DELETE FROM catalog_productidentifier WHERE website <> ''",
        ),
    ]
