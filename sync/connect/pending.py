"""A login that was opened and waits for its stores to be chosen: kept in the session, encrypted."""

import json
from dataclasses import asdict, dataclass

from cryptography.fernet import InvalidToken
from django.http import HttpRequest

from amazon_channel.models import Application
from amazon_channel.secrets import keyring
from sync.amazon.answers import Participation
from sync.connect.saving import Login
from sync.connect.trial import Opened

SESSION_KEY = "login waiting for its stores"
LASTS_SECONDS = 60 * 60


@dataclass(frozen=True)
class Waiting:
    """What was opened, and how the account is to be called. account_id: stores are added to that account."""

    opened: Opened
    name: str
    email: str
    account_id: int | None = None


def keep(request: HttpRequest, waiting: Waiting) -> None:
    """Put it into the session, encrypted with the keys of stored secrets: it holds a refresh token."""
    login = waiting.opened.login
    content = {
        "application": login.application.pk,
        "region": login.region,
        "seller": login.seller_id,
        "token": login.refresh_token,
        "name": waiting.name,
        "email": waiting.email,
        "account": waiting.account_id,
        "participations": [asdict(each) for each in waiting.opened.participations],
    }
    request.session[SESSION_KEY] = keyring().encrypt(json.dumps(content).encode()).decode()


def read(request: HttpRequest) -> Waiting | None:
    """What waits; None if nothing does, or not any more."""
    try:
        kept = keyring().decrypt(request.session.get(SESSION_KEY, ""), ttl=LASTS_SECONDS)
    except InvalidToken:
        return None
    content = json.loads(kept)
    application = Application.objects.filter(pk=content["application"]).first()
    if application is None:
        return None
    login = Login(
        application=application,
        region=content["region"],
        seller_id=content["seller"],
        refresh_token=content["token"],
    )
    participations = [Participation(**each) for each in content["participations"]]
    return Waiting(Opened(login, participations), content["name"], content["email"], content["account"])


def forget(request: HttpRequest) -> None:
    """It was saved, or given up."""
    request.session.pop(SESSION_KEY, None)
