"""How the back office looks: Unfold's settings, nothing that decides anything."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

IMPORTS = ("/catalog/productimport/", "/catalog/importmapping/")


def _item(title: Any, icon: str, name: str, permission: str) -> dict[str, Any]:
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(name),
        "permission": lambda request: request.user.has_perm(permission),
    }


def _catalog(title: Any, icon: str, model: str) -> dict[str, Any]:
    return _item(title, icon, f"admin:catalog_{model}_changelist", f"catalog.view_{model}")


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Amazon Channel",
    "SITE_HEADER": "Amazon Channel",
    "SITE_SYMBOL": "storefront",
    "SITE_URL": None,
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("channel/icon.svg")}
    ],
    "STYLES": [lambda request: static("channel/base.css")],
    "SCRIPTS": [lambda request: static("channel/zone.js")],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "DASHBOARD_CALLBACK": "reporting.home.dashboard",
    "SIDEBAR": {
        "show_search": False,
        "navigation": [
            {
                "items": [
                    {"title": _("Home"), "icon": "home", "link": reverse_lazy("admin:index")},
                    _item(
                        _("Product listings"),
                        "list_alt",
                        "admin:listings_listing_changelist",
                        "listings.view_listing",
                    ),
                    _item(
                        _("Amazon's attributes"),
                        "sell",
                        "admin:listings_amazonattribute_changelist",
                        "listings.view_amazonattribute",
                    ),
                    _item(
                        _("Bulk actions"),
                        "checklist",
                        "admin:listings_bulkdeed_changelist",
                        "listings.view_bulkdeed",
                    ),
                ]
            },
            {
                "title": _("Catalog"),
                "separator": True,
                "items": [
                    _catalog(_("Products"), "inventory_2", "product"),
                    _item(
                        _("Imports"),
                        "upload_file",
                        "admin:catalog_productimport_changelist",
                        "catalog.add_product",
                    )
                    | {"active": lambda request: request.path.startswith(IMPORTS)},
                    _item(_("Collisions"), "join_inner", "listings:collisions", "catalog.view_product"),
                    _catalog(_("Categories"), "account_tree", "category"),
                    _catalog(_("Attributes"), "tune", "attribute"),
                    _catalog(_("Attribute sets"), "category", "attributeset"),
                    _catalog(_("Websites"), "language", "website"),
                    _catalog(_("Stock sources"), "warehouse", "stocksource"),
                    _catalog(_("Bulk edits"), "edit_note", "bulkedit"),
                ],
            },
            {
                "title": _("Sync"),
                "separator": True,
                "items": [
                    _item(_("Runs"), "sync", "admin:sync_syncrun_changelist", "sync.view_syncrun"),
                    _item(
                        _("Sent to Amazon"),
                        "upload",
                        "admin:sync_submission_changelist",
                        "sync.view_submission",
                    ),
                    _item(
                        _("Reports"),
                        "description",
                        "admin:sync_reportrequest_changelist",
                        "sync.view_reportrequest",
                    ),
                    _item(_("Findings"), "flag", "admin:sync_finding_changelist", "sync.view_finding"),
                    _item(
                        _("Quarantine"),
                        "block",
                        "admin:sync_quarantined_changelist",
                        "sync.view_quarantined",
                    ),
                    _item(
                        _("Communication errors"),
                        "error",
                        "admin:sync_callerror_changelist",
                        "sync.view_callerror",
                    ),
                ],
            },
            {
                "title": _("Settings"),
                "separator": True,
                "items": [
                    _item(
                        _("Accounts"),
                        "badge",
                        "admin:amazon_channel_account_changelist",
                        "amazon_channel.view_account",
                    ),
                    _item(
                        _("Stores"),
                        "store",
                        "admin:amazon_channel_store_changelist",
                        "amazon_channel.view_store",
                    ),
                    _item(
                        _("Applications"),
                        "key",
                        "admin:amazon_channel_application_changelist",
                        "amazon_channel.view_application",
                    ),
                    _item(
                        _("Users"),
                        "group",
                        "admin:amazon_channel_user_changelist",
                        "amazon_channel.view_user",
                    ),
                    _item(
                        _("Changes of settings"),
                        "history",
                        "admin:amazon_channel_settingchange_changelist",
                        "amazon_channel.view_settingchange",
                    ),
                    _item(
                        _("Timetable"),
                        "schedule",
                        "admin:django_celery_beat_periodictask_changelist",
                        "django_celery_beat.view_periodictask",
                    ),
                ],
            },
        ],
    },
}
