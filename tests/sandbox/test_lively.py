"""The lively shop: deeds one can read, and a shop that stays itself for days."""

import random

import pytest

from sandbox.lively import live, step

COUNT = """
SELECT count(*) AS listings, sum(buyable) AS buyable,
       sum(for_sale = 0 AND is_created AND NOT is_parent) AS empty,
       sum(is_hidden) AS hidden, sum(is_suppressed) AS blocked
FROM shown_listing WHERE deleted_at IS NULL
"""


@pytest.fixture
def demo(serve):
    return serve(scenario="demo")


def census(box):
    with box.inside.store.reading() as db:
        return dict(db.execute(COUNT).fetchone())


def deeds(box, number, *, seed):
    dice = random.Random(seed)
    return [line for _ in range(number) if (line := step(box.inside, dice))]


def test_thousands_of_deeds_leave_a_believable_shop(demo):
    before = census(demo)
    deeds(demo, 3000, seed=5)
    after = census(demo)
    assert before["listings"] - 5 <= after["listings"] <= before["listings"] + 30
    assert 420 < after["buyable"] < 560
    assert 15 < after["empty"] < 70
    assert 5 < after["hidden"] < 40
    assert 20 < after["blocked"] < 80


def test_every_kind_of_deed_happens_and_reads_like_a_sentence(demo):
    lines = deeds(demo, 1500, seed=6)
    for words in (
        "A buyer took ",
        " came in.",
        "The seller counted ",
        "The seller repriced ",
        "ended the sale of ",
        "Amazon hid ",
        "Amazon blocked ",
        "Amazon lifted issue ",
        "The seller listed ",
        "The seller deleted ",
    ):
        assert any(words in line for line in lines), words
    assert all(line[:3] in ("US:", "CA:", "GB:", "DE:", "JP:") and line.endswith(".") for line in lines)


def test_the_same_seed_lives_the_same_life(serve):
    lives = []
    for _ in range(2):
        box = serve(scenario="demo")
        box.inside.clock.freeze(1_795_392_000_000)
        lives.append(deeds(box, 100, seed=9))
    assert lives[0] == lives[1]


def test_a_sale_ends_at_the_old_price(demo):
    seller = demo.control("GET", "/sellers")[0]
    before = {place: demo.truth(seller, place) for place in seller["marketplaces"]}
    deeds(demo, 1500, seed=10)
    with demo.inside.store.reading() as db:
        on_sale = {(row["marketplace_id"], row["sku"]) for row in db.execute("SELECT * FROM lively_sale")}
    for place, rows in before.items():
        after = demo.truth(seller, place)
        for sku, row in rows.items():
            if sku in after and (place, sku) not in on_sale:
                assert after[sku]["price"] == row["price"]


def test_what_happens_can_be_asked_for_as_a_change(demo, connect):
    seller = next(each for each in demo.control("GET", "/sellers") if each["region"] == "NA")
    demo.inside.clock.advance(86_400)
    amazon, since = connect(demo, seller), demo.inside.clock.now().isoformat()
    deeds(demo, 60, seed=11)
    changed = amazon.skus(lastUpdatedAfter=since, pageSize=20)
    assert len(changed) > 3


def test_an_empty_sandbox_stays_quiet(box):
    assert step(box.inside, random.Random(1)) is None


def test_it_ends_when_the_sandbox_closes(demo):
    told = []

    def tell(line):
        told.append(line)
        demo.inside.closing.set()

    live(demo.inside, seed=1, pauses=(0.0, 0.001), tell=tell)
    assert len(told) == 1
    assert told[0].endswith(".\n")


def test_what_buyers_take_is_sold(demo):
    def sold():
        with demo.inside.store.reading() as db:
            return db.execute("SELECT count(*), sum(units), sum(cents) FROM sale").fetchone()

    before, lines = sold(), deeds(demo, 200, seed=12)
    bought = [line for line in lines if " A buyer took " in line]
    units = sum(int(line.split(" took ")[1].split()[0]) for line in bought)
    after = sold()
    assert (after[0] - before[0], after[1] - before[1]) == (len(bought), units)
    assert len(bought) > 50
    assert after[2] > before[2]
