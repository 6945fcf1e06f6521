"""The demo's catalog: Adobe Commerce's export in catalog/demo, imported as a merchant would."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db.models import F, JSONField, TextField, Value
from django.db.models.functions import Cast, Replace

from catalog.models import Attribute, Product, ProductImport

FILE = Path(settings.BASE_DIR) / "catalog" / "demo" / "catalog_product.csv"
NAVIGATION = {"brand": "Brand", "color": "Colour", "material": "Material"}  # choices, in the list's panel
JAPANESE = "ja=jp"  # the store view whose name does not tell its website


def seed() -> int:
    """Import the products, once; how many there are. What a person changed since stays."""
    done = _last()
    if done is None:
        _prepare_navigation()
        pictures = settings.SP_API_SANDBOX_URL
        call_command("import_products", FILE, image_base=pictures, store_view=[JAPANESE], stdout=StringIO())
        done = ProductImport.objects.filter(name=FILE.name).latest("pk")
    _follow_the_sandbox(done)
    return done.created + done.changed + done.unchanged


def _prepare_navigation() -> None:
    """The export names no types, so what is to be a choice is made one before it comes."""
    for code, label in NAVIGATION.items():
        choice = {"label": label, "type": Attribute.Type.SELECT, "used_in_navigation": True}
        Attribute.objects.get_or_create(code=code, defaults=choice)


def _last() -> ProductImport | None:
    done = ProductImport.objects.filter(
        name=FILE.name, state=ProductImport.State.DONE, dry_run=False, refused=0
    )
    return done.order_by("-pk").first()


def _follow_the_sandbox(done: ProductImport) -> None:
    """Pictures are at the sandbox, whose port is another one where the last start's was taken."""
    before, now = done.options.get("image_base", ""), settings.SP_API_SANDBOX_URL
    if before in ("", now):
        return
    there, here = Value(before), Value(now)
    images = Cast(Replace(Cast("images", TextField()), there, here), JSONField())
    Product.objects.filter(image__startswith=before).update(
        image=Replace(F("image"), there, here), images=images
    )
    done.options["image_base"] = now
    done.save(update_fields=["options"])
