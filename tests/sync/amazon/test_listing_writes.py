"""Amazon's answers to writes, typed: what it took, what it objects to, what is no answer."""

import pytest

from sync.amazon.errors import NotFound, Unreachable
from sync.amazon.listing_writes import Submitted, delete_offer, objections, put_offer, try_offer

US = "ATVPDKIKX0DER"
WRONG = {"code": "8560", "message": "no such ASIN", "severity": "ERROR", "categories": []}
HINT = {"code": "1", "message": "a hint", "severity": "WARNING", "categories": []}


class Answering:
    """A client whose writes answer this, or fail so."""

    def __init__(self, answer):
        self.answer = answer

    def put_listing(self, *_place, preview=False):
        return self.delete_listing()

    def delete_listing(self, *_place):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    ("answer", "read"),
    [
        ({"sku": "A", "status": "ACCEPTED", "submissionId": "f1"}, Submitted("ACCEPTED", "f1")),
        (
            {"sku": "A", "status": "INVALID", "submissionId": "f1", "issues": [WRONG, HINT]},
            Submitted("INVALID", "f1", "8560 no such ASIN"),
        ),
        (
            {"sku": "A", "status": "VALID", "identifiers": [{"marketplaceId": US, "asin": "B000000001"}]},
            Submitted("VALID", asin="B000000001"),
        ),
        ({"sku": "A", "status": "ACCEPTED", "issues": None, "identifiers": [None]}, Submitted("ACCEPTED")),
    ],
)
def test_an_answer_is_read(answer, read):
    assert put_offer(Answering(answer), US, "A", {}) == read
    assert read.good == (read.status != "INVALID")


def test_a_status_that_amazon_does_not_have_is_no_answer():
    with pytest.raises(Unreachable, match="status is 'MAYBE'"):
        try_offer(Answering({"status": "MAYBE"}), US, "A", {})


def test_what_is_not_there_is_deleted_already():
    assert delete_offer(Answering(NotFound("deleteListingsItem", "no such SKU")), US, "A").good


@pytest.mark.parametrize(
    ("issues", "said"),
    [
        (None, ""),
        ([HINT], ""),
        ([WRONG, WRONG | {"code": "90244", "message": "bad price"}], "8560 no such ASIN\n90244 bad price"),
        (["nonsense"], ""),
    ],
)
def test_objections(issues, said):
    assert objections(issues) == said
