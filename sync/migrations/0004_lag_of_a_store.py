from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Beside running workers: the table has a row per stage and store of every run that is kept."""

    atomic = False

    dependencies = [
        ("sync", "0003_sales_by_day"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="syncstage",
            index=models.Index(
                condition=models.Q(("lag_seconds__isnull", False)), fields=["store", "-id"], name="stage_lag"
            ),
        ),
    ]
