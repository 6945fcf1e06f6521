"""A stage that failed says so, not only in words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sync", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="syncstage",
            name="failed",
            field=models.BooleanField(default=False, verbose_name="failed"),
        ),
    ]
