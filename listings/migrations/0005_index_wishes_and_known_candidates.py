"""Two small indexes: what waits to be sent, and a store's rows that Amazon knows among its candidates."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("listings", "0004_not_at_amazon")]

    operations = [
        AddIndexConcurrently(
            "listing",
            models.Index(
                fields=["store"],
                name="listing_known_candidate",
                condition=Q(first_seen_at__isnull=False, tab__in=["incomplete", "ready", "ineligible"]),
            ),
        ),
        AddIndexConcurrently(
            "listing",
            models.Index(
                fields=["store", "tab"],
                name="listing_wished",
                condition=Q(published_at__isnull=False, submitted_at__isnull=True),
            ),
        ),
    ]
