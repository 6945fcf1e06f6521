"""The table of rights: every address, and the least role that gets in by GET and does something by POST."""

from typing import NamedTuple

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from amazon_channel.roles import ADMINISTRATOR, MERCHANT, OPERATOR, VIEWER

ANYONE, NOBODY = "anyone", "nobody"
ROLES = [VIEWER, MERCHANT, OPERATOR, ADMINISTRATOR]


class Rights(NamedTuple):
    """The least role that gets in by GET, and the least that does something by POST."""

    get: str
    post: str


def pages(model, *, view=VIEWER, add=NOBODY, change=NOBODY, delete=NOBODY, **deeds):
    """The admin's pages of a model; deeds are dialogs, whose GET is as guarded as their POST."""
    standard = {
        "changelist": Rights(view, view),
        "history": Rights(view, view),
        "change": Rights(view, change),
        "add": Rights(add, add),
        "delete": Rights(delete, delete),
    }
    all_pages = standard | {name: Rights(role, role) for name, role in deeds.items()}
    return {f"admin:{model}_{name}": rights for name, rights in all_pages.items()}


RIGHTS = {
    "healthz": Rights(ANYONE, ANYONE),
    "readyz": Rights(ANYONE, ANYONE),
    "metrics": Rights(ANYONE, ANYONE),
    "admin:login": Rights(ANYONE, ANYONE),
    "admin:logout": Rights(ANYONE, ANYONE),
    "admin:jsi18n": Rights(VIEWER, VIEWER),
    "admin:index": Rights(VIEWER, VIEWER),
    "admin:search": Rights(VIEWER, VIEWER),
    "admin:app_list": Rights(VIEWER, VIEWER),
    "admin:autocomplete": Rights(NOBODY, NOBODY),
    "admin:view_on_site": Rights(VIEWER, VIEWER),
    "admin:password_change": Rights(VIEWER, VIEWER),
    "admin:password_change_done": Rights(VIEWER, VIEWER),
    "reporting:home-cards": Rights(VIEWER, VIEWER),
    "reporting:eligible": Rights(VIEWER, NOBODY),
    "connect:start": Rights(OPERATOR, OPERATOR),
    "connect:credentials": Rights(OPERATOR, OPERATOR),
    "connect:credentials-again": Rights(OPERATOR, OPERATOR),
    "connect:callback": Rights(OPERATOR, OPERATOR),
    "connect:stores": Rights(OPERATOR, OPERATOR),
    "connect:again": Rights(OPERATOR, OPERATOR),
    "connect:at-home": Rights(OPERATOR, OPERATOR),
    "connect:mapping": Rights(OPERATOR, OPERATOR),
    **pages(
        "amazon_channel_account",
        add=OPERATOR,
        change=OPERATOR,
        sync_now=MERCHANT,
        go_live=OPERATOR,
        go_shadow=OPERATOR,
        pause=OPERATOR,
        resume=OPERATOR,
        add_stores=OPERATOR,
        reauthorise=OPERATOR,
        delete_account=OPERATOR,
    ),
    **pages(
        "amazon_channel_store",
        change=OPERATOR,
        sync_now=MERCHANT,
        ask_report=OPERATOR,
        new_products=OPERATOR,
        activate=OPERATOR,
        deactivate=OPERATOR,
        delete_store=OPERATOR,
        list_products=MERCHANT,
        take_back=MERCHANT,
    ),
    **pages(
        "amazon_channel_application",
        view=OPERATOR,
        add=OPERATOR,
        change=OPERATOR,
        delete=ADMINISTRATOR,
    ),
    **pages(
        "amazon_channel_user",
        view=ADMINISTRATOR,
        add=ADMINISTRATOR,
        change=ADMINISTRATOR,
        delete=ADMINISTRATOR,
    ),
    "admin:auth_user_password_change": Rights(ADMINISTRATOR, ADMINISTRATOR),
    **pages("amazon_channel_settingchange"),
    **pages("django_celery_beat_periodictask", view=ADMINISTRATOR),
    **pages("catalog_product", add=MERCHANT, change=MERCHANT, delete=MERCHANT),
    **pages(
        "catalog_productimport",
        view=MERCHANT,
        add=MERCHANT,
        start=MERCHANT,
        cancel=MERCHANT,
        remove=MERCHANT,
        progress=MERCHANT,
        refused=MERCHANT,
        export=MERCHANT,
    ),
    "admin:catalog_productimport_change": Rights(MERCHANT, MERCHANT),  # a page with forms of its own
    **pages("catalog_importmapping", view=MERCHANT, change=MERCHANT, delete=MERCHANT),
    **pages("catalog_category", add=MERCHANT, change=MERCHANT, delete=MERCHANT),
    "admin:catalog-category-find": Rights(VIEWER, VIEWER),
    "admin:catalog-attribute-find": Rights(VIEWER, VIEWER),
    "admin:catalog-attribute-fields": Rights(VIEWER, VIEWER),
    **pages("catalog_attribute", add=OPERATOR, change=OPERATOR, delete=OPERATOR),
    **pages("catalog_attributeset", add=OPERATOR, change=OPERATOR, delete=OPERATOR),
    **pages("catalog_website", add=OPERATOR, change=OPERATOR, delete=OPERATOR),
    **pages("catalog_stocksource", add=OPERATOR, change=OPERATOR, delete=OPERATOR),
    **pages("catalog_bulkedit", add=MERCHANT),
    "admin:catalog_bulkedit_change": Rights(VIEWER, VIEWER),  # a page without a form
    "admin:catalog_bulkedit_undo": Rights(NOBODY, MERCHANT),
    **pages("listings_listing"),
    "admin:listings_listing_change": Rights(VIEWER, VIEWER),  # a page without a form, as that of a run
    "admin:listings_listing_assign": Rights(MERCHANT, MERCHANT),
    "admin:listings_listing_required": Rights(MERCHANT, MERCHANT),
    "admin:listings_listing_deed": Rights(NOBODY, MERCHANT),
    **pages("listings_bulkdeed"),
    "admin:listings_bulkdeed_change": Rights(VIEWER, VIEWER),  # a page without a form
    "admin:listings_bulkdeed_stop": Rights(NOBODY, MERCHANT),
    "admin:listings_bulkdeed_go_on": Rights(NOBODY, MERCHANT),
    "required-info": Rights(NOBODY, MERCHANT),
    "admin:listing-issue-codes": Rights(VIEWER, VIEWER),
    **pages("listings_amazonattribute", values=VIEWER),
    "admin:listings_amazonattribute_change": Rights(VIEWER, MERCHANT),
    "admin:listings_amazonattribute_again": Rights(NOBODY, MERCHANT),
    "listings:collisions": Rights(VIEWER, VIEWER),
    "sync-now": Rights(NOBODY, MERCHANT),
    **pages("sync_syncrun", progress=VIEWER),
    "admin:sync_syncrun_change": Rights(VIEWER, VIEWER),
    **pages("sync_reportrequest", accept=OPERATOR, discard=OPERATOR, load_again=OPERATOR),
    **pages("sync_finding", settle=OPERATOR),
    **pages("sync_quarantined", retry=OPERATOR),
    **pages("sync_callerror"),
    **pages("sync_submission"),
}


def addresses(patterns=None, namespace=""):
    """The names of all addresses; those without one are the admin's own redirects and its catch-all."""
    for each in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from addresses(each.url_patterns, inner)
        elif isinstance(each, URLPattern) and each.name:
            yield namespace + each.name


NAMES = sorted(set(addresses()))


def about(name, row):
    """The address if it is that of one row of this model."""
    if not name.startswith(f"admin:{row._meta.app_label}_{row._meta.model_name}_"):
        return None
    try:
        return reverse(name, args=[row.pk])
    except NoReverseMatch:
        return None
