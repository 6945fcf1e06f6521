"""Who may do what: one table from role to permissions."""

from collections.abc import Mapping

VIEWER, MERCHANT, OPERATOR, ADMINISTRATOR = "viewer", "merchant", "operator", "administrator"

SEES = {
    "amazon_channel.view_account",
    "amazon_channel.view_settingchange",
    "amazon_channel.view_store",
    "catalog.view_product",
    "listings.view_amazonattribute",
    "catalog.view_bulkedit",
    "catalog.view_category",
    "catalog.view_attribute",
    "catalog.view_attributeoption",
    "catalog.view_attributeset",
    "catalog.view_website",
    "catalog.view_stocksource",
    "listings.view_listing",
    "listings.view_bulkdeed",
    "listings.view_listingchange",
    "sync.view_syncrun",
    "sync.view_submission",
    "sync.view_reportrequest",
    "sync.view_finding",
    "sync.view_quarantined",
    "sync.view_callerror",
}
# What a merchant does: work with listings and products.
SELLS = {
    "listings.change_attributemapping",
    "listings.change_listing",
    "catalog.add_product",
    "catalog.change_product",
    "catalog.delete_product",
    "catalog.add_bulkedit",
    "catalog.add_category",
    "catalog.change_category",
    "catalog.delete_category",
    "catalog.view_importmapping",
    "catalog.change_importmapping",
    "catalog.delete_importmapping",
    "sync.start_run",
}
# What an operator does: connect and configure accounts, settle what the sync holds,
# say what the catalog is made of.
OPERATES = {
    "amazon_channel.add_account",
    "amazon_channel.change_account",
    "amazon_channel.delete_account",
    "amazon_channel.change_store",
    "amazon_channel.delete_store",
    "amazon_channel.add_application",
    "amazon_channel.change_application",
    "amazon_channel.view_application",
    "catalog.add_attribute",
    "catalog.change_attribute",
    "catalog.delete_attribute",
    "catalog.add_attributeoption",
    "catalog.change_attributeoption",
    "catalog.delete_attributeoption",
    "catalog.add_attributeset",
    "catalog.change_attributeset",
    "catalog.delete_attributeset",
    "catalog.add_website",
    "catalog.change_website",
    "catalog.delete_website",
    "catalog.add_stocksource",
    "catalog.change_stocksource",
    "catalog.delete_stocksource",
    "sync.settle_reportrequest",
    "sync.retry_quarantined",
    "sync.resolve_finding",
}
# What an administrator does besides: users and roles. Administrators see every account.
ADMINISTERS = {
    "amazon_channel.view_user",
    "amazon_channel.add_user",
    "amazon_channel.change_user",
    "amazon_channel.delete_user",
    "amazon_channel.delete_application",
    "django_celery_beat.view_periodictask",
}

PERMISSIONS: Mapping[str, frozenset[str]] = {
    VIEWER: frozenset(SEES),
    MERCHANT: frozenset(SEES | SELLS),
    OPERATOR: frozenset(SEES | SELLS | OPERATES),
    ADMINISTRATOR: frozenset(SEES | SELLS | OPERATES | ADMINISTERS),
}


def permissions_of(role: str) -> frozenset[str]:
    """The permissions ("app.codename") of a role; none for an unknown one."""
    return PERMISSIONS.get(role, frozenset())
