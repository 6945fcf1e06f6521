"""Whose listings they are: users, applications, Seller Central accounts and their stores."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from amazon_channel import roles
from amazon_channel.marketplaces import MARKETPLACES, Marketplace
from amazon_channel.secrets import EncryptedTextField

AUTHORISATION_LASTS = timedelta(days=365)  # Amazon ends a seller's consent after a year
WARN_DAYS_BEFORE = (30, 14, 3)


class UserManager(DjangoUserManager["User"]):
    """Makes users; what Django calls a superuser is an administrator here."""

    def create_user(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> User:
        """A user who may sign in; Django would keep them out of the back office."""
        return super().create_user(username, email, password, **{"is_staff": True, **fields})

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> User:
        """An administrator. Rights come from the role alone, so Django's own flag stays off."""
        fields |= {"role": roles.ADMINISTRATOR, "is_superuser": False}
        return self.create_user(username, email, password, **fields)


class User(AbstractUser):
    """A person who signs in. The role says what they may do, membership in accounts what they see."""

    class Role(models.TextChoices):
        VIEWER = roles.VIEWER, _("Viewer")
        MERCHANT = roles.MERCHANT, _("Merchant")
        OPERATOR = roles.OPERATOR, _("Operator")
        ADMINISTRATOR = roles.ADMINISTRATOR, _("Administrator")

    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.VIEWER)
    is_staff = models.BooleanField(_("may sign in"), default=True)

    objects: ClassVar[UserManager] = UserManager()

    @property
    def sees_all_accounts(self) -> bool:
        return self.is_active and self.role == self.Role.ADMINISTRATOR


class Application(models.Model):
    """An SP-API application registered with Amazon: Login with Amazon client and, for consent, its id."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    application_id = models.CharField(
        _("application id"),
        max_length=120,
        blank=True,
        help_text=_("Needed for the consent page. amzn1.sp.solution…"),
    )
    client_id = models.CharField(_("client id"), max_length=160)
    client_secret = EncryptedTextField(_("client secret"))
    sandbox = models.BooleanField(
        _("sandbox"), default=False, help_text=_("Talks to the sandbox instead of Amazon.")
    )
    draft = models.BooleanField(
        _("draft"), default=False, help_text=_("Not yet published in Amazon's app store.")
    )

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(fields=["client_id", "sandbox"], name="one_application_per_client"),
        ]

    def __str__(self) -> str:
        return self.name


class AccountQuerySet(models.QuerySet["Account"]):
    """Sets of accounts."""

    def visible_to(self, user: User) -> Self:
        """The accounts this user is a member of; all for an administrator; none for anybody else."""
        if not user.is_authenticated:
            return self.none()
        return self if user.sees_all_accounts else self.filter(members=user)

    def syncing(self) -> Self:
        """Accounts that Beat opens runs for."""
        return self.filter(state=Account.State.CONNECTED, paused_at=None)


class Account(models.Model):
    """One Seller Central login."""

    class Region(models.TextChoices):
        NA = "NA", _("North America")
        EU = "EU", _("Europe")
        FE = "FE", _("Far East")

    class Mode(models.TextChoices):
        SHADOW = "shadow", _("Shadow")
        LIVE = "live", _("Live")

    class State(models.TextChoices):
        CONNECTED = "connected", _("Connected")
        NEEDS_REAUTHORISATION = "needs_reauthorisation", _("Needs re-authorisation")
        DELETING = "deleting", _("Being deleted")

    name = models.CharField(_("name"), max_length=80, unique=True)
    email = models.EmailField(_("contact e-mail"), blank=True)
    region = models.CharField(_("region"), max_length=2, choices=Region)
    selling_partner_id = models.CharField(_("seller id"), max_length=40)
    application = models.ForeignKey(Application, models.PROTECT, verbose_name=_("application"))
    refresh_token = EncryptedTextField(_("refresh token"))
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="accounts")
    mode = models.CharField(_("mode"), max_length=8, choices=Mode, default=Mode.SHADOW)
    state = models.CharField(_("state"), max_length=24, choices=State, default=State.CONNECTED)
    state_reason = models.TextField(blank=True)
    paused_at = models.DateTimeField(_("paused since"), null=True, blank=True)
    authorised_at = models.DateTimeField(_("authorised at"))
    sync_interval_seconds = models.PositiveIntegerField(_("sync every (seconds)"), default=300)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        permissions = [("connect_account", "Can connect accounts")]
        constraints = [
            models.UniqueConstraint(
                fields=["selling_partner_id", "region", "application"], name="one_account_per_seller"
            ),
            models.CheckConstraint(
                condition=models.Q(sync_interval_seconds__gte=10), name="sync_interval_at_least_10_s"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sandbox(self) -> bool:
        """True if this account talks to the sandbox, not to Amazon."""
        return self.application.sandbox

    @property
    def renew_by(self) -> datetime:
        """When Amazon ends the consent."""
        return self.authorised_at + AUTHORISATION_LASTS

    def renewal_warning(self, *, now: datetime) -> int | None:
        """Days left, once 30 days or fewer are left; None before that. Negative when overdue."""
        left = (self.renew_by - now).days
        return left if left <= WARN_DAYS_BEFORE[0] else None


class StoreQuerySet(models.QuerySet["Store"]):
    """Sets of stores."""

    def visible_to(self, user: User) -> Self:
        """The stores of the accounts this user may see."""
        return self.filter(account__in=Account.objects.visible_to(user))

    def syncing(self) -> Self:
        """Active stores of accounts that are synced."""
        return self.filter(active=True, account__in=Account.objects.syncing())


def _attribute(role: Any, default: str = "") -> models.CharField[str, str]:
    """The code of the catalog attribute that plays a role in matching."""
    return models.CharField(role, max_length=60, blank=True, default=default, db_default=default)


class Store(models.Model):
    """An account in one marketplace. Its listings belong to it."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="stores", verbose_name=_("account"))
    marketplace_id = models.CharField(_("marketplace"), max_length=16)
    name = models.CharField(_("name"), max_length=80)
    website = models.SlugField(
        _("website"), blank=True, help_text=_("Products of this website are candidates for listing here.")
    )
    currency = models.CharField(_("currency"), max_length=3)
    language = models.CharField(_("language"), max_length=5)
    time_zone = models.CharField(_("time zone"), max_length=40)
    active = models.BooleanField(_("active"), default=True)
    deleting_at = models.DateTimeField(_("being deleted since"), null=True, blank=True)
    import_listings = models.BooleanField(
        _("import listings"), default=True, help_text=_("Match listings made outside this back office.")
    )
    default_condition = models.CharField(
        _("condition of products that name none"), max_length=32, blank=True, default=""
    )
    out_of_stock_threshold = models.PositiveIntegerField(
        _("out-of-stock threshold"),
        default=0,
        help_text=_("Products with less stock than this are not offered."),
    )
    # which attribute of the catalog says what; '' = none does
    sku_attribute = _attribute(_("seller SKU"), "sku")
    asin_attribute = _attribute(_("ASIN"), "asin")
    upc_attribute = _attribute(_("UPC"))
    ean_attribute = _attribute(_("EAN"))
    isbn_attribute = _attribute(_("ISBN"))
    gcid_attribute = _attribute(_("GCID"))
    search_attribute = _attribute(_("general search"))
    condition_attribute = _attribute(_("condition"), "condition")
    condition_values = models.JSONField(
        _("conditions in the catalog's words"), default=dict, blank=True
    )  # {"Brand new": "new_new"}; Amazon's own words need no entry
    create_products = models.BooleanField(
        _("create products"), default=False, help_text=_("Make a product for each listing that finds none.")
    )
    new_products = models.JSONField(
        _("what created products are like"), default=dict, blank=True
    )  # see listings.creation
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = StoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        ordering = ["account__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["account", "marketplace_id"], name="one_store_per_marketplace"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def marketplace(self) -> Marketplace:
        return MARKETPLACES[self.marketplace_id]


class SettingChange(models.Model):
    """One setting's change: what, old → new, who, when. Kept when its account is deleted."""

    at = models.DateTimeField(_("at"))
    by = models.CharField(_("by"), max_length=150, blank=True)  # '' = the system itself
    account = models.ForeignKey(
        Account, models.SET_NULL, null=True, blank=True, related_name="changes", verbose_name=_("account")
    )
    subject = models.CharField(_("what"), max_length=200)
    field = models.CharField(_("field"), max_length=80)
    old = models.TextField(_("old"), blank=True)
    new = models.TextField(_("new"), blank=True)

    class Meta:
        verbose_name = _("change of settings")
        verbose_name_plural = _("changes of settings")
        indexes = [models.Index(fields=["account", "-at"], name="setting_change_account")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.field}"


class Installation(models.Model):
    """The one row that remembers at which address this database is at home (see copies.py)."""

    base_url = models.CharField(_("address"), max_length=200)
    moved_from = models.CharField(_("copied from"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("installation")
        verbose_name_plural = _("installations")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_installation")]

    def __str__(self) -> str:
        return self.base_url
