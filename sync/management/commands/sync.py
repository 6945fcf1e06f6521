"""manage.py sync: bring accounts up to date now."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amazon_channel.models import Account, Store
from sync import runs
from sync.models import ReportRequest, SyncRun
from sync.pull import reports
from sync.worker import carry_out

LOOK_AGAIN = 1.0  # seconds, while another worker has the run


class Command(BaseCommand):
    help = "Open a run for each account, for the workers to do; with --wait do it here and show how it went."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--account", action="append", metavar="NAME", help="only this one; can be repeated"
        )
        parser.add_argument("--store", metavar="NAME", default="", help="only this store")
        parser.add_argument("--sku", default="", help="only this seller SKU, exactly; needs --store")
        parser.add_argument(
            "--report", action="store_true", help="also ask Amazon for a new list of all listings"
        )
        parser.add_argument(
            "--wait", action="store_true", help="do it in this process; exit 1 if a run failed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        store = _store(options["store"], options["account"])
        if options["sku"] and store is None:
            raise CommandError("A SKU belongs to a store: name it with --store.")
        accounts = [store.account] if store else _accounts(options["account"])
        if options["report"]:
            stores = Store.objects.syncing().filter(account__in=accounts)
            self._ask(stores.filter(pk=store.pk) if store else stores)
        opened = [self._open(account, store, options["sku"]) for account in accounts]
        wanted = [run for run in opened if run]
        if not options["wait"]:
            return
        failed = [run for run in wanted if not self._finish(run)]
        if failed or len(wanted) < len(opened):
            raise CommandError("Not every account was synced; see above.", returncode=1)

    def _ask(self, stores: Iterable[Store]) -> None:
        """The list is loaded as soon as Amazon has it ready, which may be in a later run."""
        for store in stores:
            reports.ask(store, ReportRequest.Kind.ALL_DATA, now=timezone.now())
            self.stdout.write(f"{store}: a new report is asked for")

    def _open(self, account: Account, store: Store | None, sku: str) -> SyncRun | None:
        """A new run, or the one that is open already; None (and why) where there can be none."""
        try:
            run = runs.open_run(
                account, trigger=SyncRun.Trigger.COMMAND, now=timezone.now(), store=store, seller_sku=sku
            )
        except runs.CannotSync as why:
            self.stdout.write(f"{account}: {why}")
            return None
        if run:
            self.stdout.write(f"{account}: run {run.pk} opened")
            return run
        run = SyncRun.objects.filter(account=account).latest("opened_at")
        self.stdout.write(f"{account}: run {run.pk} is open already; another one follows it")
        return run

    def _finish(self, run: SyncRun) -> bool:
        """Do the run here, or wait until the worker that has it is done; whether it went well."""
        while True:
            claimed = runs.claim(run.pk, now=timezone.now())
            wait = carry_out(claimed) if claimed else timedelta(seconds=LOOK_AGAIN)
            run.refresh_from_db()
            if run.finished_at:
                break
            time.sleep((wait or timedelta(0)).total_seconds() + 0.05)
        self.stdout.write(f"{run.account} [{run.get_outcome_display()}] {run.message}")
        return run.outcome in (SyncRun.Outcome.OK, SyncRun.Outcome.NOTHING)


def _accounts(names: list[str] | None) -> list[Account]:
    """The accounts of these names, or all that are synced. CommandError for a name that is not there."""
    if not names:
        return list(Account.objects.syncing().order_by("name"))
    found = {account.name: account for account in Account.objects.filter(name__in=names)}
    if missing := [name for name in names if name not in found]:
        known = ", ".join(Account.objects.order_by("name").values_list("name", flat=True))
        raise CommandError(f"There is no account {', '.join(missing)}. There are: {known or 'none yet'}.")
    return [found[name] for name in names]


def _store(name: str, accounts: list[str] | None) -> Store | None:
    """The one store of this name (in these accounts, if named); CommandError if there is none or several."""
    if not name:
        return None
    stores = Store.objects.select_related("account").filter(name=name)
    if accounts:
        stores = stores.filter(account__name__in=accounts)
    found = list(stores[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise CommandError(f"Several stores are called {name}. Say whose with --account.")
    known = ", ".join(Store.objects.order_by("name").values_list("name", flat=True))
    raise CommandError(f"There is no store {name}. There are: {known or 'none yet'}.")
