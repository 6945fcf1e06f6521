"""manage.py seed_demo: demo users, the demo catalog, and three accounts at the sandbox."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sync.connect.saving import ConnectError
from sync.demo import accounts, attributes, catalog, people


class Command(BaseCommand):
    """Makes the demo. Safe to run at each start: what is there already stays as it is."""

    help = "Makes demo users (password: demo), a demo catalog, accounts at the sandbox. Not for production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="also when DEBUG is off")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEBUG or options["force"]):
            raise CommandError(
                "This makes users with the password 'demo'. It is meant for DEBUG; --force does it anyway."
            )
        if not settings.SP_API_SANDBOX_URL:
            raise CommandError("Set SP_API_SANDBOX_URL: the demo's accounts are at the sandbox.")
        now = timezone.now()
        users = people.seed()
        products = catalog.seed()
        try:
            names = accounts.seed(members=users, now=now)
        except ConnectError as refusal:
            raise CommandError(f"The demo's accounts cannot be connected: {refusal}") from refusal
        attributes.seed(names, now=now)
        self.stdout.write(
            f"Demo: users {', '.join(user.username for user in users)} (password: {people.PASSWORD});"
            f" {products} products; accounts {', '.join(names)}."
        )
