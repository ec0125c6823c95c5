"""Imports point one way, and nothing grows past a page."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("departments", "reports", "perfeval")
FILES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts
)
MAX_FILE, MAX_FUNCTION = 200, 20

# A room may import the rooms before it.
LAYERS = (
    {"scoring"},
    {"validation"},
    {"models"},
    {"access", "queries"},
    {"editing", "workflow"},
    {"views"},
)
MAY_IMPORT = {
    "departments.scoring": ("departments.scoring",),
    "departments.validation": ("departments.scoring", "departments.validation"),
    "departments.forms": (
        "departments.forms",
        "departments.models",
        "departments.page_setup",
        "departments.scoring",
        "perfeval.suspicion",
    ),
}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = from_module(path, node)
            yield from (f"{base}.{alias.name}" for alias in node.names)


def from_module(path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = path.relative_to(ROOT).parent.parts
    folder = package[: len(package) - node.level + 1]
    return ".".join((*folder, *filter(None, [node.module])))


def is_inside(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def ours(room: str) -> list[tuple[str, str]]:
    """(module, import) of the room's imports from our own packages."""
    return [
        (module_of(path), name)
        for path in FILES
        if is_inside(module_of(path), (room,))
        for name in imports_of(path)
        if is_inside(name, PACKAGES)
    ]


@pytest.mark.parametrize("room", ["departments.scoring", "departments.validation"])
def test_rules_need_only_the_standard_library(room):
    foreign = [
        (module_of(path), name)
        for path in FILES
        if is_inside(module_of(path), (room,))
        for name in imports_of(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not is_inside(name, PACKAGES)
    ]
    assert foreign == []


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_its_own(room):
    assert [pair for pair in ours(room) if not is_inside(pair[1], MAY_IMPORT[room])] == []


def test_departments_never_imports_reports():
    assert [pair for pair in ours("departments") if is_inside(pair[1], ("reports",))] == []


def test_layers_import_only_what_lies_below():
    rank = {room: number for number, rooms in enumerate(LAYERS) for room in rooms}
    upward = [
        (module, name)
        for room in rank
        for module, name in ours(f"departments.{room}")
        if rank.get(([*name.split("."), ""])[1], -1) > rank[room]
    ]
    assert upward == []


def test_files_fit_a_page():
    lengths = {module_of(path): len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert {name: length for name, length in lengths.items() if length > MAX_FILE} == {}


def test_functions_fit_a_glance():
    lengths = {
        f"{module_of(path)}.{node.name}": code_lines(path, node)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: length for name, length in lengths.items() if length > MAX_FUNCTION} == {}


def code_lines(path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the function without docstring, comments and blanks."""
    lines = path.read_text(encoding="utf-8").splitlines()
    numbers = set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    if ast.get_docstring(node) is not None:
        numbers -= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    code = [lines[number - 1].strip() for number in numbers]
    return len([line for line in code if line and not line.startswith("#")])
