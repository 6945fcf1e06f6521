"""What DEBUG_LOG keeps of a sync: each call and stage, with its run and account, and no secret."""

import json
import logging.config
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from amazon_channel.logs import logging_config
from sync import runs
from sync.models import SyncRun
from sync.run import STAGES
from sync.worker import carry_out


@pytest.fixture
def logged(tmp_path):
    """Log as with DEBUG_LOG; the lines of the file."""
    before = logging.root.handlers[:], logging.root.level
    file = tmp_path / "debug.log"
    logging.config.dictConfig(logging_config(level="WARNING", as_json=True, debug_file=str(file)))
    yield lambda: [json.loads(line) for line in file.read_text().splitlines()]
    logging.config.dictConfig(settings.LOGGING)
    logging.root.handlers[:], logging.root.level = before


def test_a_sync_tells_every_call_and_stage_with_its_run_and_account(box, connect, logged):
    shop = connect("A1F83G8C2ARO7P")
    box.lists(shop.seller, "MUG-1", quantity=3)
    now = timezone.now() + timedelta(seconds=10)
    opened = runs.open_run(shop.account, trigger=SyncRun.Trigger.USER, now=now)
    run = runs.claim(opened.pk, now=now)
    assert carry_out(run, clock=lambda: now) is None

    lines = logged()
    assert {(line["run_id"], line["account_id"]) for line in lines} == {(run.pk, shop.account.pk)}
    stages = [line for line in lines if line["event"] == "stage"]
    assert [line["stage"] for line in stages] == [stage.name for stage in STAGES]
    calls = [line for line in lines if line["event"] == "call"]
    assert sum(line["calls"] for line in stages) == len(calls)
    assert ("searchListingsItems", 200) in {(line["operation"], line["status"]) for line in calls}
    assert lines[-1]["event"] == "run finished"
    assert shop.account.refresh_token not in json.dumps(lines)
    assert "demo-secret" not in json.dumps(lines)
