"""manage.py sync for a part of an account: one store, one SKU."""

import pytest
from django.core.management import CommandError, call_command

from sync.models import SyncRun


def opened():
    return list(SyncRun.objects.values_list("account__name", "store__name", "seller_sku", "trigger"))


def test_one_store(store):
    call_command("sync", "--store", "Demo UK")
    assert opened() == [("Demo EU", "Demo UK", "", "command")]


def test_one_sku_exactly_as_written(store):
    call_command("sync", "--store", "Demo UK", "--sku", " A/B ")
    assert opened() == [("Demo EU", "Demo UK", " A/B ", "command")]


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
