"""The category tree: paths, moves, and what is refused."""

import pytest

from catalog import categories
from catalog.categories import Impossible
from catalog.models import Category, Product

pytestmark = pytest.mark.django_db
ROOT = ("Default Category",)
MUGS = (*ROOT, "Home", "Mugs")
CUPS = (*ROOT, "Home", "Cups")


def category(*path):
    return Category.objects.get(pk=categories.ensure([path])[path])


def test_paths_are_added_once():
    first = categories.ensure([MUGS, CUPS])
    assert categories.ensure([MUGS]) == first
    assert sorted(first) == sorted([ROOT, (*ROOT, "Home"), MUGS, CUPS])
    assert categories.paths()[first[MUGS]] == MUGS


def test_a_known_path_asks_four_questions_however_many(django_assert_num_queries):
    many = [(*ROOT, str(number)) for number in range(30)]
    categories.ensure(many)
    with django_assert_num_queries(4):
        categories.ensure(many)


def test_the_subtree_is_one_look_up():
    known = categories.ensure([MUGS, CUPS, (*ROOT, "Garden")])
    below = Category.objects.filter(ancestry__contains=[known[(*ROOT, "Home")]])
    assert sorted(below.values_list("name", flat=True)) == ["Cups", "Home", "Mugs"]


def test_a_move_takes_all_below_along():
    category(*MUGS)
    home = category(*ROOT, "Home")
    categories.move(home, category("Outlet"))
    assert ("Outlet", "Home", "Mugs") in categories.paths().values()
    categories.move(home, None)
    assert ("Home", "Mugs") in categories.paths().values()


def test_no_rings():
    mugs, home = category(*MUGS), category(*ROOT, "Home")
    for below in (home, mugs):
        with pytest.raises(Impossible, match="below itself"):
            categories.move(home, below)
    assert MUGS in categories.paths().values()


def test_names_are_unique_among_siblings():
    mugs = category(*MUGS)
    category(*CUPS)
    with pytest.raises(Impossible, match="already a category"):
        categories.rename(mugs, "Cups")
    with pytest.raises(Impossible, match="already a category"):
        categories.add("Mugs", parent_id=mugs.parent_id)
    category(*ROOT, "Mugs")
    with pytest.raises(Impossible, match="already a category"):
        categories.move(mugs, category(*ROOT))
    categories.rename(mugs, "Big mugs")
    assert (*ROOT, "Home", "Big mugs") in categories.paths().values()


def test_only_an_empty_category_is_removed():
    mugs = category(*MUGS)
    product = Product.objects.create(sku="MUG", name="Mug", category_ids=[mugs.pk])
    with pytest.raises(Impossible, match="has products"):
        categories.remove(mugs)
    with pytest.raises(Impossible, match="below it"):
        categories.remove(category(*ROOT, "Home"))
    product.delete()
    categories.remove(mugs)
    assert MUGS not in categories.paths().values()
