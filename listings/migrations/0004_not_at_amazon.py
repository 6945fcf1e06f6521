from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # a million listings are not to be locked while their index is built

    dependencies = [("listings", "0003_matching_columns")]

    operations = [
        AddIndexConcurrently(
            model_name="listing",
            index=models.Index(
                fields=["store"],
                name="listing_not_at_amazon",
                condition=models.Q(
                    ("first_seen_at__isnull", True),
                    ("gone_at__isnull", False),
                    ("missing_since__isnull", False),
                    _connector="OR",
                ),
            ),
        ),
    ]
