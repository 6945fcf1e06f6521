"""Products made from listings: by a person's deed for one or many, or by itself where the store says so.

Name, price, quantity, picture, condition, ASIN and GTIN come from the listing, into the attributes that the
store maps. What else Amazon knows of it comes in with the import of attribute values, once it is matched.
Stock of FBA listings lies at Amazon and does not become ours: their products begin with quantity 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from django.db import models

from amazon_channel.models import Store, User
from catalog.changes import Source as Products
from catalog.changes import attributed as writing_products
from catalog.models import Attribute, Product
from catalog.values import Definition, Unfit, read
from listings import sql
from listings.assigning import sorted_out
from listings.changes import attributed
from listings.codes import Channel, MatchedBy, Source, Status, Tab
from listings.deeds import Done, Why
from listings.eligibility import judge_listings
from listings.models import Listing
from listings.models.made_products import MadeProduct
from listings.new_products import ASIN, NewProducts, gtin_home, usable_sku
from listings.querysets import ListingQuerySet

BATCH = 1_000
TAKEN = ("seller_sku", "asin", "gtin", "title", "price", "quantity", "image", "condition", "channel")
MOST_A_RUN = 10_000  # products that one run makes by itself; the next run goes on

ASSIGN_MADE = """
    UPDATE listings_listing AS l
    SET product_id = made.product_id, matched_by = %(matched_by)s, match_detail = %(detail)s,
        fitting_products = 0, ignored_at = NULL, changed_at = %(now)s
    FROM unnest(%(listings)s::bigint[], %(products)s::bigint[]) AS made (listing_id, product_id)
    WHERE l.id = made.listing_id AND l.product_id IS NULL
"""
"""Each listing gets the product that was made from it; one that has got another meanwhile keeps that."""


def create_products(listings: ListingQuerySet, plan: NewProducts, *, by: User, now: datetime) -> Done:
    """Make a product for each listing that has none, and assign it by hand. Counts listings."""
    with attributed(Source.USER, now=now, user_id=by.pk):
        chosen, done = sorted_out(listings, with_product=False, also=TAKEN)
        for store in _stores(chosen):
            theirs = [row for row in chosen if row.store_id == store.pk]
            made = _make(store, theirs, plan, now=now, user_id=by.pk, left=done.left)
            done.number += _assign(made, MatchedBy.HAND, now=now)
            judge_listings(store, list(made), now=now)
    return done


def create_by_itself(
    store: Store, *, now: datetime, run_id: int | None = None, born_since: datetime | None = None
) -> int:
    """Make products for the store's listings that found none, if its settings say so; how many were assigned.

    Once a SKU: a product that a person deleted is not made again.
    """
    plan = NewProducts.read(store.new_products)
    matches_by = store.asin_attribute if plan.sku == ASIN else store.sku_attribute
    if not (store.create_products and store.import_listings and matches_by):
        return 0  # what was made must be matched by the next run as well
    waiting = Listing.objects.filter(store=store, tab=Tab.UNMATCHED, status=Status.AWAITING_PRODUCT)
    waiting = waiting.unmatched().filter(missing_since=None, is_parent=False)
    number, last = 0, 0
    while number < MOST_A_RUN:
        with attributed(Source.DERIVE, now=now, run_id=run_id, born_since=born_since):
            ahead = waiting.filter(pk__gt=last).order_by("pk").only("store", "product", *TAKEN)
            batch = list(ahead.select_for_update(of=("self",))[:BATCH])
            if not batch:
                break
            last = batch[-1].pk
            skus = [sku_of(row, plan) for row in batch]
            before = set(MadeProduct.objects.filter(sku__in=skus).values_list("sku", flat=True))
            fresh = [row for row in batch if sku_of(row, plan) not in before]
            made = _make(store, fresh, plan, now=now, user_id=None, left=Counter())
            matched_by = MatchedBy.ASIN if plan.sku == ASIN else MatchedBy.SKU
            number += _assign(made, matched_by, now=now)
    return number


def sku_of(listing: Listing, plan: NewProducts) -> str:
    """The SKU that the listing's product gets; '' where it has none to give."""
    return listing.asin if plan.sku == ASIN else listing.seller_sku


def _stores(listings: Iterable[Listing]) -> Iterable[Store]:
    return Store.objects.filter(pk__in={row.store_id for row in listings}).order_by("pk")


def _make(
    store: Store,
    listings: Sequence[Listing],
    plan: NewProducts,
    *,
    now: datetime,
    user_id: int | None,
    left: Counter[str],
) -> dict[int, int]:
    """Make the products; each listing's id with its product's. What cannot be is counted in `left`."""
    by_sku: dict[str, list[Listing]] = {}
    for row in listings:
        if not (sku := sku_of(row, plan)):
            left[Why.NO_ASIN] += 1
        elif not usable_sku(sku):
            left[Why.SKU_UNFIT] += 1
        else:
            by_sku.setdefault(sku, []).append(row)
    for sku in Product.objects.filter(sku__in=by_sku).values_list("sku", flat=True):
        left[Why.SKU_TAKEN] += len(by_sku.pop(sku))
    draft = Draft(store, plan)
    with writing_products(Products.LISTING, now=now, user_id=user_id):
        Product.objects.bulk_create(
            [draft.product(sku, rows[0]) for sku, rows in by_sku.items()], ignore_conflicts=True
        )
    MadeProduct.objects.bulk_create(
        [
            MadeProduct(sku=sku, listing_id=rows[0].pk, store_id=store.pk, at=now, user_id=user_id)
            for sku, rows in by_sku.items()
        ],
        update_conflicts=True,
        unique_fields=["sku"],
        update_fields=["listing_id", "store_id", "at", "user_id"],
    )
    products = dict(Product.objects.filter(sku__in=by_sku).values_list("sku", "pk"))
    return {row.pk: products[sku] for sku, rows in by_sku.items() for row in rows}


def _assign(made: dict[int, int], matched_by: MatchedBy, *, now: datetime) -> int:
    values = {"listings": list(made), "products": list(made.values())}
    return sql.execute(ASSIGN_MADE, values | {"matched_by": matched_by.value, "detail": "", "now": now})


class Draft:
    """Products as one store's listings make them. Reads the definitions of its mapped attributes once."""

    def __init__(self, store: Store, plan: NewProducts) -> None:
        self.store, self.plan = store, plan
        roles = ("sku", "asin", "upc", "ean", "isbn", "condition")
        self.roles = {role: getattr(store, f"{role}_attribute") for role in roles}
        rows = Attribute.objects.filter(code__in=filter(None, self.roles.values())).prefetch_related(
            "options"
        )
        self.columns = {row.code: row.column for row in rows if row.column}
        self.definitions = {
            row.code: Definition(
                row.code, row.type, options=frozenset(option.value for option in row.options.all())
            )
            for row in rows
            if not row.column
        }
        self.own_words = {code: word for word, code in reversed(store.condition_values.items())}

    def product(self, sku: str, listing: Listing) -> Product:
        """The product, not saved."""
        plan = self.plan
        fba = listing.channel == Channel.FBA
        product = Product(
            sku=sku,
            name=(listing.title or sku)[:500],
            enabled=plan.enabled,
            visibility=plan.visibility,
            websites=list(plan.websites),
            category_ids=list(plan.category_ids),
            attribute_set_id=plan.attribute_set,
            tax_class=plan.tax_class,
            price=listing.price,
            quantity=0 if fba else max(listing.quantity or 0, 0),
            image=listing.image if listing.image.startswith(("https://", "http://")) else "",
        )
        self._say(product, self.roles["sku"], listing.seller_sku)
        self._say(product, self.roles["asin"], listing.asin)
        self._say(product, self.roles["condition"], self.own_words.get(listing.condition, listing.condition))
        if home := gtin_home(listing.gtin, self.roles):
            self._say(product, *home)
        return product

    def _say(self, product: Product, code: str, text: str) -> None:
        """Put a text into an attribute, if it is a value of it. The product's own SKU is set already."""
        if not text or code == "sku":
            return
        if code in self.columns:
            field = Product._meta.get_field(self.columns[code])
            if isinstance(field, models.CharField) and len(text) <= (field.max_length or 0):
                setattr(product, field.name, text)
        elif code in self.definitions:
            with suppress(Unfit):
                product.attributes[code] = read(self.definitions[code], text)
