"""The list of products at a million of them: search, navigation, filters, pages; how the index follows.

    python3 dev.py bench product_list [--products N]

Times are those of whole pages as the server makes them, template included, over a test client: the median of
five after one that warms up. SKUs begin with their department, so that the products of a category stand
together in the order of the list, which is the hard case for a filter.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - after setup
from django.db import connection  # noqa: E402
from django.http import QueryDict  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from amazon_channel.models import User  # noqa: E402
from benchmarks import results  # noqa: E402
from catalog import categories  # noqa: E402
from catalog.bulk import work  # noqa: E402
from catalog.index import catch_up, products_waiting  # noqa: E402
from catalog.models import (  # noqa: E402
    Attribute,
    AttributeOption,
    AttributeSet,
    BulkEdit,
    Product,
    ProductIndex,
    Website,
)
from catalog.pages.question import Question, ask  # noqa: E402
from catalog.pages.rows import read_page  # noqa: E402
from catalog.pages.search import find  # noqa: E402

ROUNDS = 5
DEPARTMENTS = 20
STATIC = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

FILL = """
    INSERT INTO catalog_product
        (sku, name, asin, condition, enabled, websites, quantity, image, attribute_set_id, price,
         category_ids, attributes, created_at, updated_at)
    SELECT chr(65 + (n %% 20)::int) || '-' || lpad((n / 20)::text, 7, '0'),
           (ARRAY['Ceramic','Steel','Wooden','Glass','Cotton','Paper','Bamboo'])[1 + n %% 7] || ' ' ||
           (ARRAY['mug','bottle','kite','notebook','rake','lamp','basket','towel'])[1 + n %% 8] ||
           ' no. ' || n || (CASE WHEN n %% 5000 = 0 THEN ' zircon' ELSE '' END),
           'B' || lpad(n::text, 9, '0'), 'new_new', n %% 50 <> 0,
           ARRAY[(ARRAY['us','uk','de'])[1 + (n / 12) %% 3]],
           n %% 300, '', %(set)s, 5 + n %% 95,
           ARRAY[(%(leaves)s::bigint[])[1 + (n %% 20) * 100 + (n / 20) %% 100]],
           jsonb_build_object('color', 'color ' || n %% 12, 'brand', 'brand ' || (n / 7) %% 500,
                              'uses', jsonb_build_array('use ' || n %% 5, 'use ' || 5 + n %% 7),
                              'organic', n %% 10 = 0, 'material', 'material ' || n %% 30),
           now(), now()
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
"""
PAGES = {
    "everything": "",
    "words: a rare one": "?q=zircon",
    "words: two common ones": "?q=ceramic+mug",
    "words: none": "?q=quasar",
    "start of a SKU": "?q=K-00123",
    "an ASIN": "?q=B000012345",
    "a category of 500 (last in the order)": "?category={leaf}",
    "a department of 50,000 (last in the order)": "?category={department}",
    "a choice that 83,000 have": "?a.color=color+3",
    "a choice that 100,000 have and words": "?a.organic=true&q=mug",
    "three filters": "?a.color=color+3&website=uk&category={department}",
    "two filters that half fit": "?enabled=1&website=uk",
    "disabled": "?enabled=0",
    "page 10,000": "?after={middle}",
    "page 1,000 of a department": "?category={department}&after={inside}",
}


def main() -> None:
    """Runs the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, prog="dev.py bench product_list")
    parser.add_argument("--products", type=int, default=1_000_000)
    wish = parser.parse_args()
    call_command("migrate", verbosity=0)
    with override_settings(STORAGES=STATIC, SECURE_SSL_REDIRECT=False):
        _run(wish.products)


def _run(products: int) -> None:
    kitchen, tree = _structure()
    took = dict(_fill(products, kitchen, tree))
    places = _places(tree, products)
    rows = ["| page | server time ms | queries | products found |", "|---|---|---|---|"]
    for name, address in PAGES.items():
        rows.append(_measured(name, address.format(**places)))
        print(rows[-1], flush=True)
    rows += ["", "| deed | seconds |", "|---|---|"]
    rows += [f"| {name} | {seconds:.1f} |" for name, seconds in (took | _edit(products)).items()]
    rows += ["", *_plans(places)]
    results.keep(
        "product_list",
        command=f"python3 dev.py bench product_list --products {products}",
        notes=f"{products} products in 2,021 categories, five attributes, four in navigation. {_sizes()}",
        table="\n".join(rows),
    )


def _structure() -> tuple[AttributeSet, list[Any]]:
    kitchen = AttributeSet.objects.create(name="Everything")
    for code, kind, many in (
        ("color", "select", 12),
        ("brand", "select", 500),
        ("uses", "multi_select", 12),
        ("organic", "boolean", 0),
        ("material", "text", 0),
    ):
        shown = kind != "text"
        attribute = Attribute.objects.create(
            code=code, label=code, type=kind, used_in_navigation=shown, used_in_search=not shown
        )
        stem = {"uses": "use"}.get(code, code)
        AttributeOption.objects.bulk_create(
            AttributeOption(attribute=attribute, value=f"{stem} {number}") for number in range(many)
        )
        kitchen.attributes.add(attribute)
    Website.objects.bulk_create(Website(code=code, name=code) for code in ("us", "uk", "de"))
    paths = [("Root", f"D{d:02d}", f"D{d:02d} C{c:02d}") for d in range(DEPARTMENTS) for c in range(100)]
    known = categories.ensure(paths)
    return kitchen, [known[path] for path in paths] + [known[("Root", f"D{DEPARTMENTS - 1:02d}")]]


def _fill(products: int, kitchen: AttributeSet, tree: list[Any]) -> Iterator[tuple[str, float]]:
    started = time.perf_counter()
    for first in range(0, products, 50_000):
        last = min(first + 50_000, products) - 1
        with connection.cursor() as cursor:
            cursor.execute(FILL, {"set": kitchen.pk, "leaves": tree[:-1], "first": first, "last": last})
    yield "products added, history included (nothing indexed yet)", time.perf_counter() - started
    print("indexing …", flush=True)
    started = time.perf_counter()
    while products_waiting():
        catch_up(chunks=100)
    yield "the index caught up with them", time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) catalog_product")
        cursor.execute("VACUUM (ANALYZE) catalog_productindex")
        cursor.execute("VACUUM (ANALYZE) catalog_facetcount")


def _places(tree: list[Any], products: int) -> dict[str, Any]:
    return {
        "leaf": tree[-2],
        "department": tree[-1],
        "middle": f"{chr(65 + DEPARTMENTS // 2)}-{0:07d}",
        "inside": f"{chr(64 + DEPARTMENTS)}-{products // DEPARTMENTS * 9 // 10:07d}",
    }


def _client() -> Client:
    user, _ = User.objects.get_or_create(username="bench", defaults={"role": "administrator"})
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def _measured(name: str, address: str) -> str:
    client, taken = _client(), []
    for _round in range(ROUNDS + 1):
        connection.force_debug_cursor = True
        connection.queries_log.clear()
        started = time.perf_counter()
        page = client.get(f"/catalog/product/{address}")
        taken.append(time.perf_counter() - started)
        assert page.status_code == 200, page
    asked = len(connection.queries_log)
    connection.force_debug_cursor = False
    question = ask(QueryDict(address.removeprefix("?")).dict())
    total = find(question).total if question.narrowed else Product.objects.count()
    found = "more than 2,000" if total is None else f"{total:,}"
    return f"| {name} | {statistics.median(taken[1:]) * 1000:.0f} | {asked} | {found} |"


def _edit(products: int) -> dict[str, float]:
    """One choice set for a tenth of the products by the worker's code, and undone."""
    user = User.objects.get(username="bench")
    question = Question(choices=ask({"a.organic": "true"}).choices)
    edit = BulkEdit(
        attribute="color", operation="set", operand="color 1", asked={"question": question.stored()}
    )
    edit.at, edit.by, edit.user_id = timezone.now(), user.username, user.pk
    edit.save()
    took = {}
    for name in ("set", "undone"):
        if name == "undone":
            BulkEdit.objects.filter(pk=edit.pk).update(state=BulkEdit.State.UNDOING)
        started = time.perf_counter()
        mine = work.claim(edit.pk, now=timezone.now())
        assert mine is not None
        work.carry_out(mine, now=timezone.now())
        took[f"one attribute of {products // 10:,} products {name} in bulk"] = time.perf_counter() - started
    started = time.perf_counter()
    while products_waiting():
        catch_up(chunks=100)
    took["the index caught up with both"] = time.perf_counter() - started
    return took


def _plans(places: dict[str, Any]) -> Iterator[str]:
    """What PostgreSQL does for the ids of a narrowed page."""
    for name, question in (
        ("two common words", Question(words="ceramic mug")),
        ("a department", Question(category=places["department"])),
        ("a choice and a website", ask({"a.color": "color 3", "website": "uk"})),
    ):
        rows = (
            ProductIndex.objects.filter(facets__contains=question.facets)
            if question.facets
            else ProductIndex.objects
        )
        for word in question.words.split():
            rows = rows.filter(words__contains_word=word)
        plan = rows.order_by().values_list("pk")[:2_001].explain(analyze=True)
        kept = [line for line in plan.splitlines() if "Time" in line or "Scan" in line or "Cond" in line]
        yield from (f"Plan of the first ids, {name}:", "", "```", *kept, "```", "")
    found = find(Question(category=places["department"]))
    started = time.perf_counter()
    read_page(Question(category=places["department"]), found)
    spent = (time.perf_counter() - started) * 1000
    yield f"The page of the department alone, without panel and template: {spent:.0f} ms."


def _sizes() -> str:
    told = []
    with connection.cursor() as cursor:
        for model in (Product, ProductIndex):
            cursor.execute("SELECT pg_size_pretty(pg_total_relation_size(%s))", [model._meta.db_table])
            told.append(f"{model._meta.db_table} {cursor.fetchone()[0]}")
    return ", ".join(told) + "."


if __name__ == "__main__":
    main()
