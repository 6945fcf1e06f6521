"""The demo's three Seller Central accounts, connected as connect_account does it."""

from collections.abc import Sequence
from datetime import datetime

from amazon_channel.models import Account, User
from sync.connect.by_credentials import Credentials, connect_by_credentials

CLIENT_ID = "amzn1.application-oa2-client.demo"
CLIENT_SECRET = "demo-secret"
APPLICATION_ID = "amzn1.sp.solution.demo"
INTERVAL_SECONDS = 20  # so that listings move while one watches; at Amazon 300
MAPPING = {  # what the demo's catalog calls its identifiers
    "asin_attribute": "amazon_asin",
    "upc_attribute": "upc",
    "ean_attribute": "ean",
    "isbn_attribute": "isbn",
    "gcid_attribute": "gcid",
    "condition_attribute": "amazon_condition",
}
ACCOUNTS = [
    ("Linden & Finch NA", "NA", ("US", "CA"), "Atzr|demo-na"),
    ("Linden & Finch EU", "EU", ("UK", "DE"), "Atzr|demo-eu"),
    ("Linden & Finch FE", "FE", ("JP",), "Atzr|demo-fe"),
]


def seed(*, members: Sequence[User], now: datetime) -> list[str]:
    """Connect those that are not connected, all in shadow; the names. Raises ConnectError."""
    for name, region, countries, refresh_token in ACCOUNTS:
        if Account.objects.filter(name=name).exists():
            continue
        connected = connect_by_credentials(
            Credentials(
                name=name,
                region=region,
                marketplaces=countries,
                client_id=CLIENT_ID,
                client_secret=CLIENT_SECRET,
                refresh_token=refresh_token,
                sandbox=True,
                sync_interval_seconds=INTERVAL_SECONDS,
                mapping=MAPPING,
            ),
            now=now,
        )
        connected.account.members.add(*members)
        application = connected.account.application
        if not application.application_id:
            application.application_id = APPLICATION_ID
            application.save(update_fields=["application_id"])
    return [name for name, *_ in ACCOUNTS]
