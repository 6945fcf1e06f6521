"""The house rules that no tool knows: size, names, one duty a module."""

import ast
from pathlib import Path

import pytest

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


def named(path):
    return str(path)


def tree(path):
    return ast.parse((CHECKOUT / path).read_text())


SOURCES = modules(*PRODUCT, *BESIDE)


@pytest.mark.parametrize("path", [*SOURCES, *modules("tests")], ids=named)
def test_module_fits_on_a_few_screens(path):
    assert len((CHECKOUT / path).read_text().splitlines()) <= LONGEST_MODULE, "split it by noun, not by kind"


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_functions_fit_on_a_screen(path):
    functions = [
        node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [f"{f.name}: {length(f)}" for f in functions if length(f) > LONGEST_FUNCTION] == []


def length(function):
    return function.end_lineno - function.lineno + 1


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_module_opens_with_its_duty(path):
    code = tree(path)
    assert not code.body or ast.get_docstring(code), "open it with one sentence of duty"


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_drawers(path):
    names = {part.removesuffix(".py") for part in path.parts}
    assert str(path) in NO_DRAWER or not names & DRAWERS, "name it after what is in it"


@pytest.mark.parametrize("path", modules(*PRODUCT), ids=named)
def test_no_model_is_looked_up_by_name(path):
    """get_model() would go round the import contracts."""
    called = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
    assert "get_model" not in called, "import the model, or move the code to the layer that may"


def test_something_was_looked_at():
    """A moved folder must not turn these tests into ones that cannot fail."""
    assert {"amazon_channel", "listings", "sync", "sandbox", "devtools"} <= {
        path.parts[0] for path in SOURCES
    }


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
