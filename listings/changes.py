"""Who is writing: what the triggers put beside every change of a listing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from listings.codes import Source


@contextmanager
def attributed(
    source: Source,
    *,
    now: datetime,
    run_id: int | None = None,
    user_id: int | None = None,
    born_since: datetime | None = None,
) -> Iterator[None]:
    """A transaction whose listing changes are logged with this source, time, run and user.

    Of listings first seen at or after `born_since` nothing is logged: what happens to a listing in the run
    that first saw it is its beginning, not a change (a first load of a million rows would log four million).
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('channel.source', %s, true), set_config('channel.at', %s, true), "
                "set_config('channel.run', %s, true), set_config('channel.user', %s, true), "
                "set_config('channel.born_since', %s, true)",
                [
                    source.value,
                    now.isoformat(),
                    str(run_id or ""),
                    str(user_id or ""),
                    born_since.isoformat() if born_since else "",
                ],
            )
        yield
