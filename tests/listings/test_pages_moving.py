"""What the pages say of a listing on its way to another ASIN."""

import pytest

from amazon_channel.models import Account
from tests.conftest import NOON
from tests.listings.conftest import LIST, text_of

WISH = {"asin": "B000000001", "assigned_asin": "B000000002", "channel": "FBM"}
MOVES = WISH | {"in_flight": "move", "submitted_at": NOON}
AWAY = MOVES | {"gone_at": NOON}
SHADOW = "In shadow mode nothing is sent: switch the account to live."


@pytest.mark.parametrize(
    ("columns", "mode", "told"),
    [
        pytest.param(
            WISH,
            "shadow",
            (f"You wish it on B000000002 instead of B000000001. {SHADOW}", SHADOW),
            id="wished in shadow",
        ),
        pytest.param(
            WISH,
            "live",
            ("The next sync has Amazon try the new offer", "Amazon first tries the new offer"),
            id="wished",
        ),
        pytest.param(
            WISH | {"refusal": "8560 no such ASIN"},
            "live",
            ("It was refused: 8560 no such ASIN", "8560 no such ASIN"),
            id="refused, nothing ended",
        ),
        pytest.param(
            WISH | {"asin": "", "buyable": False},
            "live",
            ("finish it in Seller Central", "Edit assigned ASIN"),
            id="a draft without ASIN",
        ),
        pytest.param(
            MOVES,
            "live",
            (
                "On its way to B000000002: Amazon was told to end the offer on B000000001.",
                "An ASIN that you assign now is the one it goes to.",
            ),
            id="the old offer ends",
        ),
        pytest.param(
            AWAY,
            "live",
            (
                "On its way to B000000002: the offer on B000000001 is ended.",
                "The old offer is ended, and the new one is on its way.",
            ),
            id="the new offer is made",
        ),
        pytest.param(
            AWAY | {"refusal": "8560 no such ASIN"},
            "live",
            (
                "It was refused: 8560 no such ASIN",
                "The offer is kept: assign another ASIN, or the old one again.",
            ),
            id="refused after the end",
        ),
        pytest.param(
            {"asin": "B000000001", "channel": "FBA"},
            "live",
            ("Product and ASIN", "List the other ASIN under a new SKU."),
            id="Amazon ships",
        ),
    ],
)
def test_how_far_it_is(browse, make_active, columns, mode, told):
    Account.objects.update(mode=mode)
    listing = make_active("MUG-1", **columns)
    on_the_page, in_the_dialog = told
    assert on_the_page in text_of(browse.get(f"{LIST}{listing.pk}/change/"))
    assert in_the_dialog in text_of(browse.get(f"{LIST}{listing.pk}/required-info/"))


def test_a_move_is_in_the_menu_where_it_is_answered(browse, make_active):
    listing = make_active("MUG-1", **AWAY, refusal="8560 no such ASIN")
    assert "Edit assigned ASIN" in text_of(browse.get(f"{LIST}{listing.pk}/change/"))
