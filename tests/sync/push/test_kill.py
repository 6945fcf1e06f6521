"""A worker that dies at any moment of a move, answers that never come: one end, one offer, nothing lost."""

from collections import Counter

import pytest

from listings.models import Listing
from sync.amazon.errors import AmazonError
from sync.models import Finding
from sync.push.stage import push
from sync.submissions import Submission
from tests.sync.push.conftest import NEW, OLD, THIRD, place, story


class Killed(BaseException):
    """The worker is gone, and nothing after this line was done."""


class Mortal:
    """The client, and a count of what reached Amazon through it; dies before or after its nth call."""

    def __init__(self, amazon, *, at=0, after=False, reached=None):
        self.amazon, self.at, self.after = amazon, at, after
        self.reached = Counter() if reached is None else reached
        self.calls = 0

    def __getattr__(self, name):
        does = getattr(self.amazon, name)

        def call(*args, **options):
            self.calls += 1
            if self.calls == self.at and not self.after:
                raise Killed
            self.reached["preview" if options.get("preview") else name] += 1
            answer = does(*args, **options)
            if self.calls == self.at:
                raise Killed
            return answer

        return call


def run_twice(scene, around):
    """Two stages, as two runs would do; what ends them passes through."""
    scene.stage(around=around)
    scene.stage(around=around)


def live_on(scene, reached):
    """The next workers, well after everything that was under way has shown."""
    for _number in range(6):
        scene.stage(around=lambda amazon: Mortal(amazon, reached=reached), minutes=20)
        if Listing.objects.filter(in_flight="", assigned_asin="").exists():
            return


def assert_moved_once(scene, reached):
    assert (reached["delete_listing"], reached["put_listing"]) == (1, 1)
    assert place() == ("active", "active", NEW, "")
    row = Listing.objects.get()
    assert (row.in_flight, row.submitted_at, row.refusal) == ("", None, "")
    there = scene.truth()
    assert [there[name] for name in ("asin", "price", "handling_days", "condition_note")] == [
        NEW, "9.99", 3, "A scratch",
    ]  # fmt: skip
    assert not Submission.objects.filter(state__in=Submission.OPEN).exists()
    assert not Finding.objects.filter(resolved_at=None).exists()


CALLS = 7  # read, preview, delete, 404, 404, put, read


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, CALLS + 1))
def test_killed_around_each_call(scene, at, after):
    scene.wish(NEW)
    reached = Counter()
    mortal = []

    def around(amazon):
        done = sum(each.calls for each in mortal)
        mortal.append(Mortal(amazon, at=at - done, after=after, reached=reached))
        return mortal[-1]

    with pytest.raises(Killed):
        run_twice(scene, around)
    live_on(scene, reached)
    assert_moved_once(scene, reached)


class DyingClock:
    """Stops the worker when it looks at the clock for the nth time: in and between all transactions."""

    def __init__(self, clock, at):
        self.clock, self.left = clock, at

    def __call__(self):
        self.left -= 1
        if self.left == 0:
            raise Killed
        return self.clock()


def push_until(scene, at):
    """A stage that dies at the nth look at the clock; whether it did."""

    def does(work):
        work.clock = DyingClock(work.clock, at)
        push(work)

    return does


@pytest.mark.parametrize("half", [1, 2], ids=["while it ends", "while it is made"])
def test_killed_at_each_look_at_the_clock(scene, half):
    died = 0
    for at in range(1, 60):
        away = NEW if died % 2 == 0 else OLD
        scene.wish(away)
        reached = Counter()

        def around(amazon, reached=reached):
            return Mortal(amazon, reached=reached)

        if half == 2:
            scene.stage(around=around)
        try:
            scene.stage(push_until(scene, at), around=around)
        except Killed:
            died += 1
            live_on(scene, reached)
            assert (reached["delete_listing"], reached["put_listing"]) == (1, 1), at
            assert (place(), scene.truth()["asin"]) == (("active", "active", away, ""), away), at
            assert scene.truth()["handling_days"] == 3
        else:
            break
    assert died > 5


@pytest.mark.parametrize("operation", ["deleteListingsItem", "putListingsItem"])
def test_an_answer_that_gets_lost_is_not_asked_for_again(scene, operation):
    fault = {"name": "cut_body", "operation": operation, "skip": int(operation == "putListingsItem")}
    scene.box.control("POST", "/faults", fault)
    scene.wish(NEW)
    reached = Counter()
    with pytest.raises(AmazonError):
        run_twice(scene, lambda amazon: Mortal(amazon, reached=reached))
    assert story()[-1][1] == "unknown"
    live_on(scene, reached)
    assert_moved_once(scene, reached)


@pytest.mark.parametrize("operation", ["deleteListingsItem", "putListingsItem"])
def test_what_never_arrived_is_sent_again_once_that_is_certain(scene, operation):
    fault = {"name": "unavailable", "operation": operation, "skip": int(operation == "putListingsItem")}
    scene.box.control("POST", "/faults", fault)
    scene.wish(NEW)
    reached = Counter()

    def around(amazon):
        return Mortal(amazon, reached=reached)

    with pytest.raises(AmazonError):
        run_twice(scene, around)
    before = dict(reached)
    scene.stage(around=around, minutes=5)
    name = "delete_listing" if operation == "deleteListingsItem" else "put_listing"
    assert reached[name] == before[name]  # five minutes prove nothing
    live_on(scene, reached)
    assert reached[name] == before[name] + 1
    assert place() == ("active", "active", NEW, "")


def test_what_amazons_limit_kept_out_waits_without_a_doubt(scene):
    scene.box.control("POST", "/faults", {"name": "throttled", "operation": "deleteListingsItem"})
    scene.wish(NEW)
    with pytest.raises(AmazonError):
        scene.stage()
    assert story() == [("end", "ready")]
    scene.wish(THIRD)  # and another word in time stops it
    scene.stage()
    scene.stage()
    assert story() == [("end", "dropped"), ("end", "shown"), ("list", "shown")]
    assert place() == ("active", "active", THIRD, "")
