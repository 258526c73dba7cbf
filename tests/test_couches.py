"""The packages go one way: what is below knows nothing of what is above."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from quartiers import PROJECT_ROOT

# What each package may import, besides itself and the modules at the root of quartiers.
BELOW = {
    "donnees": set[str](),
    "analyse": {"donnees"},
    "presentation": {"donnees", "analyse"},
    "export": set[str](),
    "interface": {"donnees", "analyse", "presentation", "export"},
    "execution": {"donnees", "analyse", "presentation", "export"},
    "commande": {"donnees", "analyse", "presentation", "execution"},
}
# Before any library is installed: modules that import the standard library only.
LANCEUR = {"quartiers.donnees.fichiers.textes", "quartiers.execution.terminal"}
PACKAGE = PROJECT_ROOT / "quartiers"


def imported(module: Path) -> Iterator[str]:
    """Names of the modules of the package that a module imports, wherever it does."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "quartiers":
            yield from (f"quartiers.{name.name}" for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("quartiers."):
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.startswith("quartiers."))


def packages(module: Path) -> set[str]:
    """The packages of ours that a module imports something of."""
    found = {name.split(".")[1] for name in imported(module)}
    return {name for name in found if (PACKAGE / name).is_dir()}


def test_every_package_has_its_place() -> None:
    assert {p.parent.name for p in PACKAGE.glob("*/__init__.py")} == {*BELOW, "lanceur"}


@pytest.mark.parametrize("package", BELOW)
def test_a_package_knows_those_below_only(package: str) -> None:
    upward = {
        module.relative_to(PROJECT_ROOT).as_posix(): sorted(above)
        for module in (PACKAGE / package).rglob("*.py")
        if (above := packages(module) - BELOW[package] - {package})
    }
    assert upward == {}


def test_what_all_share_knows_no_package() -> None:
    """But for the front doors: the command line's, and the names that notebooks ask of the package itself."""
    found = {module.name: packages(module) for module in PACKAGE.glob("*.py")}
    doors = {"__main__.py": {"commande"}, "__init__.py": {"interface"}}
    assert {name: packages for name, packages in found.items() if packages} == doors


def test_what_is_double_clicked_imports_no_library() -> None:
    modules = {name for module in (PACKAGE / "lanceur").rglob("*.py") for name in imported(module)}
    assert {n for n in modules if n.split(".")[1] in BELOW} == LANCEUR
