"""A Celery application with one task that stays in flight until a file lets it go."""

import os
import time
from pathlib import Path

from celery import Celery

app = Celery("held", broker=os.environ["REDIS_URL"])
app.conf.update(
    task_default_queue=os.environ["HELD_QUEUE"],
    task_acks_late=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
)


@app.task(name="hold")
def hold(folder: str) -> None:
    """Write a line when it begins and one when it ends; in between wait for the file `go`."""
    place = Path(folder)
    print("task begins", flush=True)  # noqa: T201 - the supervisor's log is where the test looks
    while not (place / "go").exists():
        time.sleep(0.02)
    with (place / "ended").open("a") as file:
        file.write("once\n")
    print("task ends", flush=True)  # noqa: T201
