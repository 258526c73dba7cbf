"""Who says what: origins are those of the tables, and what the reports reformulate is nowhere given as a quotation."""

import json
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from quartiers import NOTEBOOKS
from quartiers.analyse.origines import attributed, attributed_apart, finding_heard, origins_sentence
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Constat
from quartiers.presentation import RapportDossier, RapportQuartier, RapportSynthese
from quartiers.presentation.mots_constats import in_few_words
from quartiers.typographie import typeset

# Page 1's three sentences are judged elsewhere.
SECTIONS = (
    "identite", "priorites_en_bref", "doutes_en_bref", "diagnostic", "constats_de_terrain", "priorites_retenues",
    "diagnostic_et_priorites", "fiabilite_des_chiffres", "sources",
)  # fmt: skip
COUNTED = {
    "habitants": r"(recueillis? )?auprès d’habitants(?! et d’acteurs)",
    "acteurs": r"(recueillis? )?auprès d’acteurs locaux",
    "habitants et acteurs": r"(relevés? )?avec des habitants et des acteurs locaux, sans distinction",
    "non précisée": r"d’origine non précisée",
}


def findings(*origins: str) -> tuple[Constat, ...]:
    return tuple(
        Constat(f"a-c{n}", "a", "sante", o, "difficulté", "Trop de bruit", None) for n, o in enumerate(origins)
    )


@pytest.fixture(scope="module")
def texts(contrat: Contrat, reports: dict[str, RapportQuartier]) -> dict[str, str]:
    """What each report says beyond page 1's sentences; then the synthesis, and the opening of each commune's file."""
    communes = dict.fromkeys(commune for q in contrat.quartiers.values() for commune in q.communes)
    synthese = RapportSynthese(contrat=contrat)
    said = {name: [getattr(r, section)().to_text() for section in SECTIONS] for name, r in reports.items()}
    said["synthese"] = [
        getattr(synthese, section)().to_text()
        for section in ("essentiel", "themes", "fiabilite_des_chiffres", "ecarts_de_publication", "sources")
    ]
    for commune in communes:
        dossier = RapportDossier(commune, contrat=contrat)
        said[commune] = [dossier.couverture().to_text(), dossier.themes().to_text(), dossier.questions().to_text()]
    return {name: "\n".join(parts) for name, parts in said.items()}


# -- origins --------------------------------------------------------------------------------------------


def test_the_section_counts_the_origins_that_are_there(contrat: Contrat, reports: dict[str, RapportQuartier]) -> None:
    for name, rapport in reports.items():
        own = Counter(c.origine for c in contrat.constats_de(name))
        sentence = rapport.constats_de_terrain().to_text().splitlines()[0].replace("\u202f", " ")
        assert re.match(rf"{own.total()} constats?\b", sentence), name
        for origin, words in COUNTED.items():
            number = rf"tous {words}" if len(own) == 1 else rf"\b{own[origin]} {words}"
            assert bool(re.search(number, sentence)) == bool(own[origin]), (name, origin, sentence)
        silent = not own["habitants"] + own["habitants et acteurs"]
        assert ("aucun n’est saisi comme recueilli auprès d’habitants, ce qui ne dit pas" in sentence) == silent, name


def test_no_heading_says_who_speaks() -> None:
    """It is the same for all the quartiers, of which half have no finding by residents."""
    for path in NOTEBOOKS.glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        lines = "".join("".join(c["source"]) + "\n" for c in cells if c["cell_type"] == "markdown").splitlines()
        assert [line for line in lines if line.startswith("#") and re.search("habitants|acteurs", line)] == []


@pytest.mark.parametrize(
    ("origins", "expected"),
    [
        (("acteurs",), "1 constat, recueilli auprès d'acteurs locaux ; aucun n'est saisi comme recueilli"),
        (("habitants",), "1 constat, recueilli auprès d'habitants. Il est reformulé, et non cité."),
        (
            ("habitants et acteurs",) * 2,
            "2 constats, tous relevés avec des habitants et des acteurs locaux, sans distinction. Ils sont",
        ),
        (("non précisée",) * 3, "3 constats, tous d'origine non précisée ; aucun n'est saisi comme recueilli"),
        (
            ("acteurs", "non précisée", "habitants", "habitants et acteurs"),
            "4 constats : 1 recueilli auprès d'habitants, 1 auprès d'acteurs locaux, 1 avec des habitants et des "
            "acteurs locaux, sans distinction et 1 d'origine",
        ),
    ],
    ids=["one", "a resident's", "both", "unknown", "all"],
)
def test_the_sentence_agrees_with_what_it_counts(origins: tuple[str, ...], expected: str) -> None:
    assert origins_sentence(findings(*origins)).startswith(expected)


# -- wording --------------------------------------------------------------------------------------------


def reworded(contrat: Contrat) -> Iterator[str]:
    for text in (*(c.constat for c in contrat.constats), *(p.intitule for p in contrat.priorites)):
        yield typeset(text)


def test_what_is_reformulated_is_not_quoted(contrat: Contrat, texts: dict[str, str]) -> None:
    quoted = {(name, text) for name, said in texts.items() for text in reworded(contrat) if f"«\u202f{text}" in said}
    assert quoted == set()
    for name in contrat.quartiers:
        assert "repris tels quels" not in texts[name]
        assert "reformulés" in texts[name]


def test_a_finding_in_a_sentence_is_whole_and_says_whose_it_is(contrat: Contrat, texts: dict[str, str]) -> None:
    """In the tables of a report, a column says it; wherever else a finding is, its origin follows, but in the list of
    what supports priorities, which only begins it."""
    seen = 0
    for name, said in texts.items():
        own = contrat.constats_de(name) if name in contrat.quartiers else contrat.constats
        for c in own:
            for line in said.splitlines():
                begun = typeset(c.constat)[:40]  # several may begin so
                if begun in line and not re.match(r"C\d+ \| |- R22 · ", line):  # R22: who says it may differ
                    same = [o for o in own if typeset(o.constat).startswith(begun)]
                    whole = [typeset(told(o))[:-1] for o in same for told in (attributed, attributed_apart)]
                    short = typeset(in_few_words(contrat, c))
                    begun_only = re.search(r"\((appuyée (en partie )?par|à rapprocher de)", line)
                    told = short in line and (begun_only or f"{short} ({typeset(finding_heard(c))}" in line)
                    # Nobody is heard saying it, or the document is.
                    own_text = "Texte d’une priorité" in line or "Le document dit lui-même" in line
                    assert told or own_text or any(text in line for text in whole), (name, line)
                    seen += 1
    assert seen > 10


def test_nobody_is_said_to_have_written_what_was_heard(
    texts: dict[str, str], reports: dict[str, RapportQuartier]
) -> None:
    """The document tells of a diagnostic made with residents and actors: not of whose each sentence is."""
    said = {**texts, **{f"{name}, page 1": r.essentiel().to_text() for name, r in reports.items()}}
    for name, text in said.items():
        assert not re.search("constats? d’(habitants|acteurs)|à la fois|Qui le dit", text), name
    assert "Habitants et acteurs locaux, sans distinction" in texts["anzin-verrerie"]
