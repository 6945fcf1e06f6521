"""manage.py sync for a part of an account: one store, one SKU."""

import pytest
from django.core.management import CommandError, call_command

from amazon_channel.models import Store
from sync.models import ReportRequest, SyncRun


def opened():
    return list(SyncRun.objects.values_list("account__name", "store__name", "seller_sku", "trigger"))


def test_one_store(store):
    call_command("sync", "--store", "Demo UK")
    assert opened() == [("Demo EU", "Demo UK", "", "command")]


def test_one_sku_exactly_as_written(store):
    call_command("sync", "--store", "Demo UK", "--sku", " A/B ")
    assert opened() == [("Demo EU", "Demo UK", " A/B ", "command")]


def test_a_new_report_of_one_store_and_only_one_under_way(store, account, capsys):
    other = Store.objects.create(
        account=account,
        marketplace_id="A1PA6795UKMFR9",
        name="Demo DE",
        currency="EUR",
        language="de_DE",
        time_zone="Europe/Berlin",
    )
    for _ in range(2):
        call_command("sync", "--store", "Demo DE", "--report")
    kept = ReportRequest.objects.values_list("store", "kind", "state")
    assert list(kept) == [(other.pk, "GET_MERCHANT_LISTINGS_ALL_DATA", "asked")]
    assert "Demo DE: a new report is asked for" in capsys.readouterr().out


def test_a_new_report_of_every_store_that_is_synced(store, account):
    Store.objects.create(
        account=account,
        marketplace_id="A1PA6795UKMFR9",
        name="Demo DE",
        currency="EUR",
        language="de_DE",
        time_zone="Europe/Berlin",
        active=False,
    )
    call_command("sync", "--report")
    assert list(ReportRequest.objects.values_list("store__name", flat=True)) == ["Demo UK"]
    assert opened() == [("Demo EU", None, "", "command")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--sku", "MUG"], "name it with --store"),
        (["--store", "Nowhere"], "There is no store Nowhere. There are: Demo UK."),
        (["--store", "Demo UK", "--account", "Other"], "There is no store Demo UK"),
    ],
)
def test_what_cannot_be_synced_says_so(store, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("sync", *arguments)
    assert opened() == []
