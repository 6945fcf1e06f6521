"""Amazon for an account of ours: its credentials, the process's tokens, the throttle that all share."""

from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from amazon_channel.models import Account, Application
from sync.amazon.addresses import Credentials
from sync.amazon.answers import Observer
from sync.amazon.client import Amazon
from sync.amazon.consent import Registration
from sync.amazon.login import Tokens
from sync.amazon.throttle import RedisThrottle, Throttle, redis_at

TOKENS = Tokens()


def amazon_for(account: Account, *, observer: Observer | None = None) -> Amazon:
    """A client for one task. `observer` is told of every HTTP attempt."""
    return amazon_with(credentials_of(account), observer=observer)


def amazon_with(credentials: Credentials, *, observer: Observer | None = None) -> Amazon:
    """A client for credentials that are not an account yet: they are tried before they are saved."""
    return Amazon(credentials, throttle=throttle(), tokens=TOKENS, observer=observer)


def credentials_of(account: Account) -> Credentials:
    """The account's credentials. ImproperlyConfigured for a sandbox account without SP_API_SANDBOX_URL."""
    application = account.application
    return Credentials(
        client_id=application.client_id,
        client_secret=application.client_secret,
        refresh_token=account.refresh_token,
        region=account.region,
        seller_id=account.selling_partner_id,
        sandbox_url=sandbox_url_of(application),
    )


def registration_of(application: Application) -> Registration:
    """The application as the consent page and the code's exchange need it."""
    return Registration(
        application_id=application.application_id,
        client_id=application.client_id,
        client_secret=application.client_secret,
        draft=application.draft,
        sandbox_url=sandbox_url_of(application),
    )


def sandbox_url_of(application: Application) -> str:
    """'' for an application at Amazon, else the sandbox's address."""
    if not application.sandbox:
        return ""
    url = str(settings.SP_API_SANDBOX_URL)
    if not url:
        raise ImproperlyConfigured(
            f"{application} talks to the sandbox, but SP_API_SANDBOX_URL is not set. See .env.example."
        )
    return url


def throttle() -> Throttle:
    """The throttle of all processes."""
    return _throttle_at(settings.REDIS_URL)


@lru_cache(maxsize=4)
def _throttle_at(redis_url: str) -> Throttle:
    # redis-py opens new connections in a forked process by itself.
    return RedisThrottle(redis_at(redis_url))
