"""Named sets of Amazon's attributes and of their mappings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from amazon_channel.models import Store, User

if TYPE_CHECKING:
    from listings.amazon_attributes.models import (  # noqa: F401 - named in the base classes
        AmazonAttribute,
        AttributeMapping,
    )


class AmazonAttributeQuerySet(models.QuerySet["AmazonAttribute"]):
    """Sets of Amazon's attributes."""

    def visible_to(self, user: User) -> Self:
        """Those of the marketplaces that the user has a store in."""
        return self.filter(marketplace_id__in=Store.objects.visible_to(user).values("marketplace_id"))

    def of_store(self, store: Store, *, product_types: list[str], carried: list[str]) -> Self:
        """What the store's product types know, its listings carry, or a mapping of it names."""
        mapped = store.attribute_mappings.values("amazon_attribute")
        known = Q(product_types__overlap=product_types) | Q(name__in=carried) | Q(pk__in=mapped)
        return self.filter(known, marketplace_id=store.marketplace_id)

    def mapped_in(self, store: Store, *, mapped: bool) -> Self:
        """Those with, or those without, a mapping in this store."""
        there = Exists(store.attribute_mappings.filter(amazon_attribute=OuterRef("pk")))
        return self.filter(there if mapped else ~there)


class AttributeMappingQuerySet(models.QuerySet["AttributeMapping"]):
    """Sets of mappings."""

    def visible_to(self, user: User) -> Self:
        """The mappings of the stores this user may see."""
        return self.filter(store__in=Store.objects.visible_to(user))

    def active_in(self, store: Store) -> Self:
        """What is imported in this store, with the attributes on both sides."""
        active = self.filter(store=store, active=True).select_related("amazon_attribute", "attribute")
        return active.order_by("pk")

    def written_elsewhere(self, mapping: AttributeMapping) -> Self:
        """Active, overwriting mappings of other stores that write the same values as this one."""
        others = self.filter(attribute=mapping.attribute, active=True, overwrite=True).exclude(
            store=mapping.store
        )
        same = Q(websites__overlap=mapping.websites) if mapping.websites else Q(websites=[])
        return others.filter(same).select_related("store").order_by(F("store__name"), "pk")
