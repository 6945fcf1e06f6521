"""What comes next, and what a look means: tables of cases."""

from datetime import timedelta

import pytest

from sync.push.steps import Found, Known, Position, Seen, look_again, meaning, next_step

HERE = {"asin": "OLD", "on_amazon": True}
WISHED = HERE | {"wish": "NEW", "known": Known.YES}
MOVES = WISHED | {"moving": True, "target": "NEW", "old": "OLD"}
AWAY = MOVES | {"on_amazon": False, "missing": True}
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        pytest.param(HERE, "nothing", id="no wish"),
        pytest.param(WISHED, "begin", id="wished and known"),
        pytest.param(WISHED | {"known": Known.WAITS}, "nothing", id="Amazon was not asked yet"),
        pytest.param(WISHED | {"known": Known.NO}, "nothing", id="Amazon does not know it"),
        pytest.param(WISHED | {"wish": "OLD"}, "done", id="it is there already"),
        pytest.param(WISHED | {"on_amazon": False}, "nothing", id="not on Amazon"),
        pytest.param(WISHED | {"asin": ""}, "nothing", id="a draft without ASIN"),
        pytest.param(WISHED | {"ended": True}, "nothing", id="ended by a person"),
        pytest.param(WISHED | {"refused": True}, "nothing", id="refused until a new word"),
        pytest.param(MOVES, "drop", id="nothing is known of what was sent"),
        pytest.param(MOVES | {"operation": "end", "state": "ready"}, "send", id="end decided"),
        pytest.param(
            MOVES | {"operation": "end", "state": "ready", "wish": ""}, "drop", id="wish dropped in time"
        ),
        pytest.param(
            MOVES | {"operation": "end", "state": "ready", "wish": "THIRD"}, "drop", id="other wish in time"
        ),
        pytest.param(
            MOVES | {"operation": "end", "state": "ready", "ended": True}, "drop", id="ended in time"
        ),
        pytest.param(
            MOVES | {"operation": "end", "state": "ready", "asin": "NEW"}, "done", id="somebody was faster"
        ),
        *[
            pytest.param(MOVES | {"operation": "end", "state": state}, "look", id=f"end {state}")
            for state in ("sending", "accepted", "unknown")
        ],
        pytest.param(AWAY | {"operation": "end", "state": "shown"}, "list", id="old offer gone"),
        pytest.param(
            AWAY | {"operation": "end", "state": "shown", "wish": "", "known": Known.WAITS},
            "list",
            id="gone, wish dropped: the old ASIN again",
        ),
        pytest.param(
            AWAY | {"operation": "end", "state": "shown", "known": Known.WAITS},
            "nothing",
            id="new word waits",
        ),
        pytest.param(
            AWAY | {"operation": "end", "state": "shown", "known": Known.NO}, "refuse", id="new word unknown"
        ),
        pytest.param(
            AWAY | {"operation": "end", "state": "shown", "ended": True}, "drop", id="ended by hand"
        ),
        pytest.param(AWAY | {"operation": "end", "state": "ready"}, "list", id="gone before we ended it"),
        pytest.param(AWAY | {"operation": "list", "state": "ready"}, "send", id="new offer decided"),
        pytest.param(
            AWAY | {"operation": "list", "state": "ready", "wish": "THIRD"}, "list", id="the latest word wins"
        ),
        pytest.param(AWAY | {"operation": "list", "state": "accepted"}, "look", id="new offer accepted"),
        pytest.param(
            AWAY | {"operation": "list", "state": "refused", "refused": True},
            "nothing",
            id="waits for a word",
        ),
        pytest.param(AWAY | {"operation": "list", "state": "refused"}, "list", id="the word has come"),
        pytest.param(
            MOVES | {"operation": "list", "state": "ready"}, "back", id="it is there again, on the old one"
        ),
        pytest.param(
            MOVES | {"operation": "list", "state": "refused", "refused": True, "asin": "NEW"},
            "done",
            id="mended in Seller Central",
        ),
    ],
)
def test_next_step(facts, step):
    assert next_step(Position(**facts)) == step


END = MOVES | {"operation": "end", "state": "accepted"}
LIST = AWAY | {"operation": "list", "state": "accepted"}


@pytest.mark.parametrize(
    ("facts", "seen", "age", "found"),
    [
        pytest.param(END, Seen.GONE, MINUTE, Found.ONCE_MORE, id="first 404"),
        pytest.param(END | {"missing": True}, Seen.GONE, MINUTE, Found.ENDED, id="second 404"),
        pytest.param(END, Seen.OTHER, MINUTE, Found.WAIT, id="still there"),
        pytest.param(END, Seen.BROKEN, MINUTE, Found.WAIT, id="still there, in bits"),
        pytest.param(END, Seen.OTHER, HOUR, Found.TELL, id="still there after an hour"),
        pytest.param(END, Seen.OTHER, 24 * HOUR, Found.NEVER, id="still there after a day"),
        pytest.param(END, Seen.WISHED, MINUTE, Found.SHOWN, id="somebody was faster"),
        pytest.param(END | {"state": "unknown"}, Seen.OTHER, 14 * MINUTE, Found.WAIT, id="no answer"),
        pytest.param(END | {"state": "unknown"}, Seen.OTHER, 15 * MINUTE, Found.AGAIN, id="never arrived"),
        pytest.param(
            END | {"state": "unknown", "attempts": 3}, Seen.OTHER, 15 * MINUTE, Found.WAIT, id="enough tried"
        ),
        pytest.param(LIST, Seen.WISHED, MINUTE, Found.SHOWN, id="shown"),
        pytest.param(LIST, Seen.GONE, MINUTE, Found.WAIT, id="not there yet"),
        pytest.param(LIST, Seen.GONE, HOUR, Found.TELL, id="not there after an hour"),
        pytest.param(LIST, Seen.GONE, 24 * HOUR, Found.NEVER, id="not there after a day"),
        pytest.param(LIST, Seen.OTHER, MINUTE, Found.WAIT, id="on the old one for now"),
        pytest.param(LIST, Seen.OTHER, 24 * HOUR, Found.NEVER, id="on the old one for good"),
        pytest.param(LIST, Seen.BROKEN, MINUTE, Found.WAIT, id="issues may pass"),
        pytest.param(LIST, Seen.BROKEN, 15 * MINUTE, Found.REFUSED, id="issues that stay"),
        pytest.param(
            LIST | {"state": "unknown"}, Seen.GONE, 15 * MINUTE, Found.AGAIN, id="put never arrived"
        ),
        pytest.param(
            LIST | {"state": "unknown"},
            Seen.OTHER,
            15 * MINUTE,
            Found.WAIT,
            id="a put on what is there is no use",
        ),
    ],
)
def test_what_a_look_means(facts, seen, age, found):
    assert meaning(Position(**facts | {"age": age}), seen) == found


@pytest.mark.parametrize(("seconds", "wait"), [(0, 5), (20, 20), (100, 60), (120, None)])
def test_a_fresh_submission_is_looked_at_again_in_the_same_run(seconds, wait):
    assert look_again(timedelta(seconds=seconds)) == wait
