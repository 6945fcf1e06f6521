"""manage.py connect_account: connects a Seller Central account from the command line."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sync.connect.by_credentials import Connected, Credentials, connect_by_credentials
from sync.connect.mapping import parse
from sync.connect.saving import ConnectError

EXAMPLE = "connect_account --name 'My brand EU' --region EU --marketplaces UK,DE --client-id amzn1.…"


class Command(BaseCommand):
    """Tries the credentials, connects the account in shadow, starts its first sync. Run it again to renew."""

    help = (
        "Connects a Seller Central account, or gives it new credentials. They are tried first."
        f" Example: {EXAMPLE} --client-secret - --refresh-token - < secrets.txt"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="how the account is called here")
        parser.add_argument("--region", required=True, choices=["NA", "EU", "FE"])
        parser.add_argument(
            "--marketplaces", required=True, help="ids or country codes, separated by commas: UK,DE"
        )
        parser.add_argument("--client-id", required=True, help="the Login with Amazon client id")
        parser.add_argument(
            "--client-secret", default="", help="or SP_CLIENT_SECRET; '-' reads a line of standard input"
        )
        parser.add_argument(
            "--refresh-token", default="", help="or SP_REFRESH_TOKEN; '-' reads a line of standard input"
        )
        parser.add_argument(
            "--seller-id", default="", help="the merchant token; by default Amazon is asked for it"
        )
        parser.add_argument("--email", default="", help="a contact address")
        parser.add_argument(
            "--sync-interval", type=int, help="seconds between syncs (default: SYNC_INTERVAL_SECONDS)"
        )
        parser.add_argument(
            "--attributes",
            default="",
            help="which attributes of the catalog hold what in the new stores: sku=amazon_sku,ean=barcode",
        )
        parser.add_argument(
            "--sandbox", action="store_true", help="the account is at SP_API_SANDBOX_URL, not at Amazon"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        given = Credentials(
            name=options["name"].strip(),
            region=options["region"],
            marketplaces=[each.strip() for each in options["marketplaces"].split(",") if each.strip()],
            client_id=options["client_id"],
            client_secret=secret(options["client_secret"], "SP_CLIENT_SECRET", "--client-secret"),
            refresh_token=secret(options["refresh_token"], "SP_REFRESH_TOKEN", "--refresh-token"),
            sandbox=options["sandbox"],
            seller_id=options["seller_id"],
            email=options["email"],
            sync_interval_seconds=options["sync_interval"],
            mapping=mapping(options["attributes"]),
        )
        if given.sync_interval_seconds is not None and not 10 <= given.sync_interval_seconds <= 86_400:
            raise CommandError("--sync-interval must be from 10 to 86400 seconds.")
        try:
            connected = connect_by_credentials(given, now=timezone.now())
        except ConnectError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(told(connected))


def mapping(text: str) -> dict[str, str]:
    """Which attributes hold what. CommandError for a role or attribute that is not there."""
    try:
        return parse(text)
    except ValueError as refusal:
        raise CommandError(f"--attributes: {refusal}") from None


def secret(given: str, variable: str, option: str) -> str:
    """The secret as given, from standard input for '-', or from the environment. CommandError without any."""
    value = sys.stdin.readline() if given == "-" else given or os.environ.get(variable, "")
    if not value.strip():
        raise CommandError(f"{option} is missing: give it, or '-' for standard input, or set {variable}.")
    return value.strip()


def told(connected: Connected) -> str:
    """What was connected, for the terminal."""
    account = connected.account
    stores = ", ".join(f"{store.name} ({store.marketplace.country})" for store in account.stores.all())
    deed = "Connected" if connected.is_new else "Renewed"
    lines = [
        f"{deed} {account.name}: seller {account.selling_partner_id}, {account.region}, {account.mode}.",
        f"Stores: {stores} ({connected.stores_added} new).",
        "The first sync has started." if connected.run else "A sync is open already or waits for its turn.",
    ]
    return "\n".join(lines)
