"""``contrat.toml`` changed at random: settings, or anomalies in French with their line; never anything else.

What is accepted is compared with what :mod:`tomllib` reads of the whole file: nothing that was typed is lost.
"""

import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quartiers import DEFAULT_DATA
from quartiers.donnees import Anomalie, Contrat, DonneesInvalides, load_contrat
from quartiers.donnees.fichiers.codages import decode
from quartiers.donnees.fichiers.textes import clean_text
from quartiers.donnees.reglages.lecture import Reglages, read_settings
from quartiers.donnees.tables import TABLES
from quartiers.echappement import printable

OWN = (DEFAULT_DATA / "contrat.toml").read_text(encoding="utf-8")
LINES = OWN.split("\n")
ENGLISH = re.compile(r"\b(?:Error|Exception|Invalid|Expected|Cannot|Unclosed|Unterminated|line|column|value|None)\b")

# Values of every type of TOML, some of them absurd, and what hands and editors type instead.
TYPED = [
    "2", "-1", "0", "2_0", "0x7e8", "9" * 5000, "0x" + "f" * 5000, "2.5", "-0.0", "1e400", "nan", "-inf", "true",
    '"texte"', '""', "'brut'", '"""long\ntexte"""', "'''a\nb'''", '"\\u0000"', '"\\ud800"', '"\\x"', '"a|b"',
    '"2024-2030"', "2026-11-23", "0001-01-01", "2026-11-31", "08:00:00", "2026-11-23T08:00:00Z", "[]",
    '["a", "A", "à"]', "[1, 'a']",
    "[[[]]]", "[" * 2000, "[" * 100 + "]" * 100, "{}", "{ a = 1 }", "{ a.b.c = {} }", "2,0", "23/11/2026", "“texte”",
    "texte nu", '"ouvert', '"""ouvert', "['ouvert'", "", "=", "#", '"MÃ©tropole"', "\\", "{ nom = 'x', nom = 'y' }",
]  # fmt: skip
ODD = [
    "[lecture]", "[[lecture]]", "[Lecture]", "[autre]", "[contrat.nom]", "[", "]", "[]", "[ contrat ]", '["contrat"]',
    "contrat = 3", "contrat.nom = 'x'", "nom = 'x'", '"nom " = "x"', "liste = []", "lecture = {}",
    "a" + ".a" * 3000 + " = 1",
    "[" + "a." * 3000 + "a]", "{", '"""', "'''", "= 3", "clé = 3", "une phrase", "// rien", "\x0b\x1b\u202e", "\ufeff",
    "\r", "territoires.x = 'y'", "publics = []", "\u2028", "x" * 20_000, "a=1\n" * 200,
]  # fmt: skip

Text = st.text(st.characters(codec="utf-8"), max_size=12)
Place = st.integers(0, len(LINES) - 1)


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """The project's own file, changed in one to four places, then perhaps byte by byte."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(Place) % len(lines)
        match draw(
            st.sampled_from(["value", "value", "value", "drop", "double", "swap", "add", "replace", "type", "cut"])
        ):
            case "value":
                places = [i for i, line in enumerate(lines) if " = " in line] or [place]
                chosen = places[place % len(places)]
                lines[chosen] = f"{lines[chosen].split(' = ')[0]} = {draw(st.sampled_from(TYPED) | Text)}"
            case "drop":
                del lines[place]
            case "double":
                lines.insert(draw(Place), lines[place])
            case "swap":
                lines.append(lines.pop(place))
            case "add":
                lines.insert(place, draw(st.sampled_from(ODD) | Text))
            case "replace":
                lines[place] = draw(st.sampled_from(ODD) | Text)
            case "type":
                at = draw(st.integers(0, len(lines[place])))
                end = draw(st.integers(at, len(lines[place])))
                lines[place] = lines[place][:at] + draw(Text) + lines[place][end:]
            case "cut":
                lines[max(place, 1) :] = []
        lines = lines or [""]
    end = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    data = end.join(lines).encode(draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16"])))
    if draw(st.integers(0, 4)) == 0:
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.binary(max_size=4)) + data[at + draw(st.integers(0, 3)) :]
    return data


def text_of(data: bytes) -> str:
    return decode(data).replace("\r\n", "\n").replace("\r", "\n")


def judge(data: bytes, anomalies: list[Anomalie]) -> None:
    """Each anomaly names the file, a line of it, and what is expected, in one line of French."""
    assert anomalies
    for found in anomalies:
        assert found.fichier == "contrat.toml"
        assert found.ligne is None or 1 <= found.ligne <= text_of(data).count("\n") + 1
        said = found.attendu + (found.remede or "")
        assert not ENGLISH.search(said)
        text = str(found)
        assert "attendu : " in text
        assert text.isprintable()
        assert len(text) < 700


def cleaned(value: Any) -> Any:
    match value:
        case str():
            return clean_text(value)
        case list() | tuple():
            return [cleaned(item) for item in value]
        case dict():
            return {clean_text(key): cleaned(item) for key, item in value.items()}
    return value


def compare(data: bytes, found: Reglages) -> None:
    """What was accepted is all that TOML reads in the file, but for the forms that are made one."""
    read = cleaned(tomllib.loads(printable(text_of(data))))
    assert set(found) - {"essentiel", "concertation", "evaluation"} <= set(read) <= set(found)  # which have defaults
    for section, values in read.items():
        kept = {key: cleaned(value) for key, value in found[section].items()}
        if section == "territoires":
            assert values.items() <= kept.items()
            continue
        for name in ("siren_epci", "periode"):
            if name in values:
                assert re.findall(r"\d", values.pop(name)) == re.findall(r"\d", kept.pop(name))
        assert values == kept


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reglages")


@settings(max_examples=250, derandomize=True)
@given(changed())
def test_settings_or_anomalies(folder: Path, data: bytes) -> None:
    (folder / "contrat.toml").write_bytes(data)
    anomalies: list[Anomalie] = []
    found = read_settings(folder, anomalies)
    if found is None:
        judge(data, anomalies)
    else:
        assert not anomalies
        compare(data, found)


@settings(max_examples=100, derandomize=True)
@given(st.binary(max_size=300) | st.text(st.characters(codec="utf-8"), max_size=300).map(str.encode))
@example(b"")
def test_anything_else_is_no_contract(folder: Path, data: bytes) -> None:
    (folder / "contrat.toml").write_bytes(data)
    anomalies: list[Anomalie] = []
    assert read_settings(folder, anomalies) is None
    assert anomalies
    assert all(found.fichier == "contrat.toml" for found in anomalies)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compulsory tables only: the others take time, and read nothing of the settings."""
    copy = tmp_path_factory.mktemp("donnees") / "donnees"
    shutil.copytree(DEFAULT_DATA, copy)
    for table in TABLES.values():
        if table.facultative:
            (copy / table.chemin).unlink(missing_ok=True)
    return copy


@settings(max_examples=20, derandomize=True)
@given(changed())
def test_a_contract_or_anomalies(tables: Path, data: bytes) -> None:
    """Through the tables too: what they cite of the contract may no longer be there."""
    (tables / "contrat.toml").write_bytes(data)
    try:
        assert isinstance(load_contrat(tables), Contrat)
    except DonneesInvalides as refusal:
        assert refusal.anomalies
        ours = [found for found in refusal.anomalies if found.fichier == "contrat.toml"]
        if ours:
            judge(data, ours)
        assert all(found.attendu for found in refusal.anomalies)
