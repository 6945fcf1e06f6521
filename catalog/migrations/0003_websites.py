"""A website for each code that products or stores name already."""

from django.db import migrations


def add(apps, schema_editor):
    website = apps.get_model("catalog", "Website")
    codes = set(apps.get_model("amazon_channel", "Store").objects.values_list("website", flat=True))
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT unnest(websites) FROM catalog_product")
        codes.update(code for (code,) in cursor.fetchall())
    website.objects.bulk_create(website(code=code, name=code.upper()) for code in sorted(codes) if code)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_catalog_tables"), ("amazon_channel", "0003_attribute_roles")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
