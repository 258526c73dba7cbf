"""What the documentation must not forget: commands, options, rules, settings."""

import argparse
import re
from collections.abc import Iterator

import pytest

import quartiers
from quartiers import PROJECT_ROOT
from quartiers.analyse.doutes import Regle
from quartiers.analyse.regles import rules
from quartiers.commande.registre import make_parser
from quartiers.donnees.reglages.description import SECTIONS

PAGES = {
    name: (PROJECT_ROOT / name).read_text(encoding="utf-8")
    for name in ("README.md", "CONTRIBUTING.md", "NOUVEAUTES.md")
}
PAGES |= {f"docs/{p.name}": p.read_text(encoding="utf-8") for p in sorted((PROJECT_ROOT / "docs").glob("*.md"))}
LISEZMOI = (PROJECT_ROOT / "data" / "LISEZMOI.md").read_text(encoding="utf-8")


def commands(parser: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Each command, and each option under its command, as they are typed."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield (*path, name)
                yield from commands(command, (*path, name))
        else:
            yield from ((*path, option) for option in action.option_strings if option.startswith("--"))


ALL = sorted(set(commands(make_parser())))


@pytest.mark.parametrize("typed", [c for c in ALL if not c[-1].startswith("--")], ids=" ".join)
def test_the_readme_names_each_command(typed: tuple[str, ...]) -> None:
    if typed == ("rapports",):
        return  # the default, which the README shows without its name
    assert re.search(rf"`pipeline\.py {' '.join(typed)}\b", PAGES["README.md"])


@pytest.mark.parametrize("option", sorted({c[-1] for c in ALL if c[-1].startswith("--")} - {"--help"}))
def test_a_page_for_users_names_each_option(option: str) -> None:
    found = [name for name, text in PAGES.items() if re.search(rf"{option}(?![\w-])", text)]
    assert [name for name in found if name != "CONTRIBUTING.md"], f"no page says what {option} does"


# A count of rules, of two figures or more (« deux règles » may be any two), or in letters.
COUNTED = re.compile(r"\b(\d\d+|(?:vingt|trente|quarante)(?:[- ]\w+){0,2}) (?:rules|règles)\b", re.IGNORECASE)


def test_each_rule_has_a_title_and_is_counted_right() -> None:
    """In figures, on every page: a count in letters would be read by nobody who looks for the figure to change."""
    assert all(rule.titre for rule in Regle)
    found = {name: COUNTED.findall(text) for name, text in {**PAGES, "LISEZMOI.md": LISEZMOI}.items()}
    assert {"README.md", "NOUVEAUTES.md", "docs/methode.md"} <= {name for name, counts in found.items() if counts}
    for name, counts in found.items():
        assert set(counts) <= {str(len(Regle))}, f"{name} says {counts} rules"
    assert len(rules()) >= len(Regle)


@pytest.mark.parametrize("rule", [*Regle])
def test_each_rule_is_documented(rule: Regle) -> None:
    """What it finds and what to do, a row of the dictionary; how sure it is, the method."""
    rows = re.findall(rf"^\| {rule} \| (.+) \| (.+) \|$", LISEZMOI, re.MULTILINE)
    assert len(rows) == 1, f"data/LISEZMOI.md has no row of {rule}, or several"
    assert re.search(rf"\b{rule}\b", PAGES["docs/methode.md"]), f"docs/methode.md says nothing of {rule}"


def test_no_page_tells_of_a_rule_that_is_not() -> None:
    for name, text in PAGES.items():
        assert set(re.findall(r"\bR[1-9]\d?\b", text)) <= {str(rule) for rule in Regle}, name


def test_the_dictionary_names_each_setting() -> None:
    for name, section in SECTIONS.items():
        assert f"[{name}]" in LISEZMOI
        for key in section.cles or ():
            assert f"`{key}`" in LISEZMOI, f"[{name}] {key}"


def test_what_is_new_is_told_of_this_version() -> None:
    assert f"\n## {quartiers.__version__}\n" in PAGES["NOUVEAUTES.md"]


def test_links_between_pages_lead_somewhere() -> None:
    """To a file that is there, and to a heading of it as the forges address them."""
    for name, text in PAGES.items():
        folder = (PROJECT_ROOT / name).parent
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = (folder / path).resolve() if path else PROJECT_ROOT / name
            assert file.exists(), f"{name}: {target}"
            if anchor:
                assert anchor in addresses(file.read_text(encoding="utf-8")), f"{name}: {target}"


def addresses(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.strip().lower()).replace(" ", "-") for h in headings}
