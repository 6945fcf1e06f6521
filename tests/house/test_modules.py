"""The house rules that no tool knows: size, names, one duty a module."""

import ast
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PRODUCT = ("amazon_channel", "catalog", "pricing", "listings", "orders", "sync", "reporting")
BESIDE = ("sandbox", "benchmarks", "devtools")
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
DRAWERS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "services",
    "service",
    "manager",
    "managers",
    "processor",
    "common",
}
DRAWERS |= {"misc", "base", "core", "lib", "shared"}
# What a developer's services are is what the word says there: PostgreSQL and Valkey.
NO_DRAWER = {"devtools/services.py"}


def modules(*packages):
    """Python files of the packages that are there, migrations apart: those are Django's to write."""
    found = [path for package in packages for path in sorted((CHECKOUT / package).rglob("*.py"))]
    return [path.relative_to(CHECKOUT) for path in found if "migrations" not in path.parts]


SOURCES = modules(*PRODUCT, *BESIDE)


def tree(path):
    return ast.parse((CHECKOUT / path).read_text())


def test_something_is_looked_at():
    """A moved folder must not turn these tests into ones that cannot fail."""
    assert {"amazon_channel", "listings", "sync", "sandbox", "devtools"} <= {
        path.parts[0] for path in SOURCES
    }


def test_modules_fit_on_a_few_screens():
    """One that has grown past the limit is split by noun, not by kind."""
    lengths = {
        str(path): len((CHECKOUT / path).read_text().splitlines()) for path in [*SOURCES, *modules("tests")]
    }
    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_functions_fit_on_a_screen():
    long = {}
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = node.end_lineno - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long[f"{path}: {node.name}"] = length
    assert long == {}


def test_modules_open_with_their_duty():
    parsed = {str(path): tree(path) for path in SOURCES}
    assert [path for path, code in parsed.items() if code.body and not ast.get_docstring(code)] == []


def test_no_drawers():
    """A module is named after what is in it."""
    names = {str(path): {part.removesuffix(".py") for part in path.parts} for path in SOURCES}
    assert [path for path, parts in names.items() if parts & DRAWERS and path not in NO_DRAWER] == []


def test_no_model_is_looked_up_by_name():
    """It would go round the import contracts: import it, or move the code to the layer that may."""
    attributes = {
        str(path): {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
        for path in modules(*PRODUCT)
    }
    assert [path for path, names in attributes.items() if "get_model" in names] == []


def test_pyproject_is_the_only_tool_configuration():
    others = (
        "setup.cfg",
        "setup.py",
        "tox.ini",
        "pytest.ini",
        ".ruff.toml",
        "ruff.toml",
        "mypy.ini",
        ".mypy.ini",
    )
    others += (".importlinter", ".coveragerc", ".flake8", "uv.toml")
    assert [name for name in others if (CHECKOUT / name).exists()] == []
