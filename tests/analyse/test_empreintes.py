"""Fingerprints: what changes a report changes its fingerprint, what cannot change it leaves it alone."""

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import reduce
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from territoires import give_figures, make_folder

from quartiers.analyse.changements import Depuis, Lot
from quartiers.analyse.doutes import Regle
from quartiers.analyse.empreintes import digest_contrat, digest_quartier, digest_view
from quartiers.analyse.fiabilite import Fiabilite, check_contract
from quartiers.analyse.socle import set_socle, socle_of
from quartiers.analyse.vues import VueQuartier, frame_of, view_of
from quartiers.donnees import Contrat, load_contrat, modele
from quartiers.donnees.description import Portee
from quartiers.donnees.modele import Contour, Retrait
from quartiers.donnees.portees import PARTIES, Partie
from quartiers.presentation import RapportQuartier, cartes
from quartiers.presentation.blocs import Paragraphe
from quartiers.presentation.cartes import perimetre, situation
from quartiers.presentation.cartes.perimetre import Dessin
from quartiers.presentation.quartier import diagrammes

Digests = Mapping[str, str]


_DIGESTS: list[tuple[Contrat, Digests]] = []  # of the contracts that many tests begin with


def digests(contrat: Contrat) -> Digests:
    return {q: digest_quartier(contrat, q) for q in contrat.quartiers}


def digests_of(before: Contrat) -> Digests:
    """The same, computed once for a contract that is not a test's own."""
    known = next((known for kept, known in _DIGESTS if kept is before), None)
    if known is None:
        _DIGESTS.append((before, known := digests(before)))
    return known


def changed(before: Contrat, after: Contrat) -> set[str]:
    """The quartiers whose fingerprint is not the same."""
    old, new = digests_of(before), digests(after)
    return {q for q in old if old[q] != new[q]}


def with_row(contrat: Contrat, table: str, number: int, **values: Any) -> Contrat:
    """The contract with other values in one row of a table."""
    rows = getattr(contrat, table)
    items = list(rows.items()) if isinstance(rows, Mapping) else list(enumerate(rows))
    key, row = items[number]
    items[number] = (key, replace(row, **values))
    kept = MappingProxyType(dict(items)) if isinstance(rows, Mapping) else tuple(row for _, row in items)
    return replace(contrat, **{table: kept})


def first(contrat: Contrat, table: str, match: Callable[[Any], bool]) -> int:
    rows = getattr(contrat, table)
    return next(n for n, row in enumerate(rows.values() if isinstance(rows, Mapping) else rows) if match(row))


@pytest.fixture(scope="module")
def contrat(contrat: Contrat) -> Contrat:
    """The project's contract, with a contour for each QPV."""
    contours = {
        code: Contour(code, geography, ((_square(q.longitude, q.latitude, 0.004 if geography == "2024" else 0.003),),))
        for q in contrat.quartiers.values()
        for geography in ("2024", "2015")
        for code in q.codes(geography)
    }
    return replace(contrat, contours=MappingProxyType(contours))


# One QPV in two projects; figures stated twice (R4); many figures, none; the fewest doubts, the most.
SIX = (
    "marly-briquette", "valenciennes-faubourg-cambrai", "bruay-cite-thiers",
    "saint-saulve-pepiniere", "bruay-centre", "vieux-conde-jard",
)  # fmt: skip


@pytest.fixture(scope="module")
def six(contrat: Contrat) -> Contrat:
    """The same of six quartiers, where everything is changed once: each change asks for all the rules again."""
    own = ("affirmations", "constats", "priorites", "synthese_publiee", "relecture")
    rows = {table: tuple(row for row in getattr(contrat, table) if row.quartier in SIX) for table in own}
    return replace(contrat, quartiers=MappingProxyType({q: contrat.quartiers[q] for q in SIX}), **rows)


def _square(x: float, y: float, side: float) -> modele.Anneau:
    return ((x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y))


# -- what is a quartier's own ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("constats", {"constat": "Un autre constat."}),
        ("quartiers", {"note": "Une autre note.", "validation": "autre"}),
        ("priorites", {"intitule": "Un autre intitulé"}),
        ("priorites", {"declinaisons": (modele.Declinaison("p", 1, "Une autre forme", None),)}),
        ("affirmations", {"note": "Une autre note."}),
    ],
)
def test_the_words_of_a_quartier_are_its_own(contrat: Contrat, table: str, values: dict[str, Any]) -> None:
    number = 5
    rows = getattr(contrat, table)
    row = list(rows.values() if isinstance(rows, Mapping) else rows)[number]
    other = with_row(contrat, table, number, **values)
    assert changed(contrat, other) == {row.quartier}
    assert digest_contrat(other) != digest_contrat(contrat)


def test_a_stated_value_that_nothing_else_compares_is_the_quartiers_own(contrat: Contrat) -> None:
    counted = [a.indicateur for a in contrat.affirmations]
    alone = first(contrat, "affirmations", lambda a: counted.count(a.indicateur) == 1 and a.valeur is not None)
    other = with_row(contrat, "affirmations", alone, valeur=contrat.affirmations[alone].valeur + 1)
    assert changed(contrat, other) == {contrat.affirmations[alone].quartier}


def test_the_former_contour_is_the_quartiers_own_and_the_current_one_is_on_all_maps(contrat: Contrat) -> None:
    q = next(q for q in contrat.quartiers.values() if q.codes_qpv_2015 and not contrat.projets_du_meme_qpv(q))
    for code, expected in ((q.codes_qpv_2015[0], {q.quartier}), (q.code_qpv_2024, set(contrat.quartiers))):
        moved = replace(contrat.contours[code], polygones=((_square(3.4, 50.3, 0.01),),))
        other = replace(contrat, contours=MappingProxyType({**contrat.contours, code: moved}))
        assert changed(contrat, other) == expected
        assert digest_contrat(other) != digest_contrat(contrat)


def test_what_no_quartier_report_shows_changes_the_contract_only(contrat: Contrat) -> None:
    table = contrat.tables["constats"].copy()
    table.loc[0, "constat"] = "Autre"
    others = [
        replace(contrat, publics=(*contrat.publics, "retraités")),
        replace(contrat, tables=MappingProxyType({**contrat.tables, "constats": table})),
    ]
    for other in others:
        assert changed(contrat, other) == set()
    assert len({digest_contrat(c) for c in (contrat, *others)}) == 1 + len(others)


@pytest.mark.parametrize(
    "part", [p for p in PARTIES.values() if p.portee is Portee.CONTRAT and p.table], ids=lambda p: p.nom
)
def test_rows_of_the_contract_s_reach_are_in_no_quartier_s_fingerprint(contrat: Contrat, part: Partie) -> None:
    bare = replace(contrat, **{part.nom: part.vide})
    assert getattr(contrat, part.nom)
    # The published synthesis is read by R11, R13 and R20, whose doubts go to the quartiers that they are about.
    read = {Regle.SYNTHESE, Regle.LIBELLE, Regle.COUPURE}
    without = set(check_contract(bare).doutes)  # they also read the sections: those doubts stay
    told = {q for d in check_contract(contrat).doutes if d.regle in read and d not in without for q in d.quartiers}
    if frame_of(contrat) != frame_of(bare):  # the themes that it publishes under are known to every report
        told |= set(contrat.quartiers)
    assert changed(contrat, bare) == (told if part.nom == "synthese_publiee" else set())
    assert digest_contrat(bare) != digest_contrat(contrat)


# -- what matters to others -----------------------------------------------------------------------------


def test_a_theme_that_a_quartier_takes_up_is_counted_by_those_that_have_it(contrat: Contrat) -> None:
    """« 7 quartiers sur 18 » becomes 8 in the reports that say it."""
    who = {t: {p.quartier for p in contrat.priorites if p.thematique == t} for t in contrat.thematiques}
    number = first(contrat, "priorites", lambda p: sum(o.quartier == p.quartier for o in contrat.priorites) > 2)
    own = contrat.priorites[number].quartier
    theme = next(t for t, quartiers in who.items() if quartiers and own not in quartiers)
    copied = replace(contrat.priorites[number], priorite="nouvelle", thematique=theme)
    other = replace(contrat, priorites=(*contrat.priorites, copied))
    assert changed(contrat, other) == {own, *who[theme]}


def test_a_measure_of_one_qpv_moves_the_ranks_of_all(contrat: Contrat) -> None:
    number = first(contrat, "mesures", lambda m: m.territoire.startswith("QP") and m.valeur is not None)
    other = with_row(contrat, "mesures", number, valeur=contrat.mesures[number].valeur + 0.1)
    assert changed(contrat, other) == set(contrat.quartiers)


def test_a_doubt_between_two_quartiers_is_in_the_fingerprint_of_both(contrat: Contrat) -> None:
    """The same series is stated of two QPV (R4): mending it in one clears the other."""
    doubts = [d for d in check_contract(contrat).doutes if d.regle is Regle.COPIE]
    number = first(contrat, "affirmations", lambda a: a.affirmation == doubts[0].affirmations[0])
    mended = with_row(contrat, "affirmations", number, valeur=contrat.affirmations[number].valeur + 1.3)
    sharing = {quartier for doubt in doubts for quartier in doubt.quartiers}
    assert len(sharing) == 2
    assert changed(contrat, mended) >= sharing


def test_a_short_name_is_shown_by_those_that_share_the_qpv(contrat: Contrat) -> None:
    number = first(contrat, "quartiers", contrat.projets_du_meme_qpv)
    own = list(contrat.quartiers.values())[number]
    sharing = {own.quartier, *(q.quartier for q in contrat.projets_du_meme_qpv(own))}
    assert changed(contrat, with_row(contrat, "quartiers", number, nom_court="Autre nom")) >= sharing


def test_the_first_priorities_of_a_contract_are_missed_in_all_its_reports(contrat: Contrat) -> None:
    """Where a contract has none, reports do not speak of them; from the first one on, those that have none say so."""
    without = replace(contrat, priorites=())
    first_one = replace(contrat, priorites=contrat.priorites[:1])
    quartier = next(q for q in contrat.quartiers if q != contrat.priorites[0].quartier)
    assert cells_of(without, quartier) != cells_of(first_one, quartier)
    assert changed(without, first_one) == set(contrat.quartiers)


# -- a view: each of its parts --------------------------------------------------------------------------


def versions(value: Any) -> Iterator[Any]:
    """Values that differ from this one by as little as can be, in each of its parts."""
    match value:
        case Contrat():
            for table in ("affirmations", "constats", "priorites"):
                yield set_socle(replace(value, **{table: getattr(value, table)[:-1]}), socle_of(value))
        case modele.Quartier():
            yield replace(value, note=f"{value.note}.")
        case Fiabilite():
            for f in fields(value):
                for version in versions(getattr(value, f.name)):
                    yield replace(value, **{f.name: version})
        case bool() | None:
            yield not value if isinstance(value, bool) else Depuis(date(2026, 3, 12), True, Lot())
        case int():
            yield value + 1
        case tuple():
            assert value
            yield value[:-1]
        case Mapping():
            assert value
            last = list(value)[-1]
            yield {key: value[key] for key in value if key != last}
            if isinstance(value[last], int):
                yield {**value, last: value[last] + 1}
        case _:
            raise NotImplementedError(f"how does a {type(value).__name__} change?")


@pytest.mark.parametrize("name", [f.name for f in fields(VueQuartier)])
def test_each_part_of_a_view_is_in_its_fingerprint(contrat: Contrat, name: str) -> None:
    """Even if another part tells as much today: a report reads each of them."""
    doubtful = (view_of(contrat, q) for d in check_contract(contrat).doutes for q in d.quartiers)
    view = next(v for v in doubtful if v.fiabilite.doutes and v.voisines)
    others = [replace(view, **{name: version}) for version in versions(getattr(view, name))]
    assert others
    assert len({digest_view(v) for v in (view, *others)}) == 1 + len(others)


# -- soundness: any cell of any table -------------------------------------------------------------------

TABLES = (*(part.nom for part in PARTIES.values() if part.table is not None), "contours")
KEYS = {"affirmation", "constat_id", "priorite"}  # and the key of each mapping
SECTIONS = (
    "entete", "identite", "essentiel", "priorites_en_bref", "doutes_en_bref", "diagnostic", "graphique_positions",
    "graphique_evolutions", "constats_de_terrain", "priorites_retenues", "diagnostic_et_priorites",
    "fiabilite_des_chiffres", "sources",
)  # fmt: skip


def cells_of(contrat: Contrat, quartier: str) -> list[Any]:
    report = RapportQuartier(quartier, contrat=contrat)
    return [getattr(report, section)()._repr_mimebundle_() for section in SECTIONS]


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts and maps give the text of what they are to draw."""

    def chart(*given: Any, **how: Any) -> Paragraphe:
        return Paragraphe(repr((given, how)))

    for name in ("chart_positions", "chart_series", "chart_comparisons"):
        monkeypatch.setattr(diagrammes, name, chart)
    monkeypatch.setattr(perimetre, "draw_perimeter", lambda terrain, *given: Dessin(repr((terrain.lieux, given))))  # type: ignore[arg-type]
    monkeypatch.setattr(situation, "draw_situation", lambda terrain, *given: repr((terrain.lieux, given)))
    monkeypatch.setattr(cartes, "save_svg", lambda drawn: f"<svg>{drawn}</svg>")


@dataclass(frozen=True)
class Mutation:
    """A row that takes, in a column, the value of another: what is written stays possible."""

    colonne: str
    table: str
    rang: int
    valeur: Any
    quartiers: frozenset[str]  # whose the row is, and was

    def of(self, contrat: Contrat) -> Contrat:
        return with_row(contrat, self.table, self.rang, **{self.colonne: self.valeur})


def mutations(contrat: Contrat, table: str) -> Iterator[Mutation]:
    """One for each column of a table."""
    rows = getattr(contrat, table)
    items = list(rows.values()) if isinstance(rows, Mapping) else list(rows)
    keys = KEYS | ({next(iter(fields(items[0]))).name} if isinstance(rows, Mapping) else set())
    draw = random.Random(table)
    for f in fields(items[0]):
        if f.name in keys:
            continue
        number, start = draw.randrange(len(items)), draw.randrange(len(items))
        values = [getattr(row, f.name) for row in items[start:] + items[:start]]
        if others := [value for value in values if value != getattr(items[number], f.name)]:
            owners = {getattr(items[number], "quartier", None), others[0] if f.name == "quartier" else None}
            yield Mutation(f.name, table, number, others[0], frozenset(owners - {None}))


@pytest.fixture(scope="module")
def rendered() -> dict[str, list[Any]]:
    """Cells of the contract as it is, by quartier: filled by the tests as they need them."""
    return {}


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("table", TABLES)
def test_an_unchanged_fingerprint_is_an_unchanged_report(
    six: Contrat, suivi: Contrat, rendered: dict[str, list[Any]], tmp_path: Path, table: str
) -> None:
    contrat = six if getattr(six, table) else suivi  # what is done is in the example only
    if table == "chiffres_territoires":  # no folder of the project has any
        contrat, rendered = load_contrat(give_figures(make_folder(tmp_path / "d"))), {}
    before, whole = digests_of(contrat), digest_contrat(contrat)
    drawn, tried = random.Random(table).sample(list(before), len(before)), 0
    harmless: dict[str, list[Mutation]] = {}  # by quartier, what leaves its fingerprint as it was
    for mutation in mutations(contrat, table):
        tried += 1
        other = mutation.of(contrat)
        assert digest_contrat(other) != whole, mutation.colonne
        same = (q for q in drawn if digest_quartier(other, q) == before[q])
        for q in {*islice(same, 1), *(q for q in mutation.quartiers if digest_quartier(other, q) == before[q])}:
            harmless.setdefault(q, []).append(mutation)
    assert tried
    for q, several in harmless.items():
        known = rendered[q] if q in rendered else rendered.setdefault(q, cells_of(contrat, q))
        # Where they leave it all together too, one report is that of each; else there is one for each.
        every = reduce(lambda so_far, mutation: mutation.of(so_far), several, contrat)
        others = [every] if digest_quartier(every, q) == before[q] else [mutation.of(contrat) for mutation in several]
        for other in others:
            assert cells_of(other, q) == known, ([mutation.colonne for mutation in several], q)


@pytest.mark.parametrize(
    "part", [p for p in PARTIES.values() if p.nom not in (*TABLES, "editions", "retraits")], ids=lambda p: p.nom
)
def test_the_settings_of_the_contract_are_in_the_fingerprints_that_their_reach_says(six: Contrat, part: Partie) -> None:
    contrat, name = six, part.nom
    value = getattr(contrat, name)
    if is_dataclass(value):
        versions = [replace(value, **{f.name: _other(getattr(value, f.name))}) for f in fields(value)]
    else:
        versions = [_other(value)]
    for version in versions:
        other = replace(contrat, **{name: version})
        assert digest_contrat(other) != digest_contrat(contrat)
        expected = set(contrat.quartiers) if part.portee is Portee.COMMUNE else set()
        assert changed(contrat, other) == expected


def test_a_withdrawal_is_in_the_fingerprint_of_its_quartiers(contrat: Contrat) -> None:
    first = next(iter(contrat.quartiers))
    row = Retrait("constats", f"{first}-c1", "Constat", (first,), None, date(2026, 11, 20), "Saisi deux fois")
    once = replace(contrat, retraits=(row,))
    assert changed(contrat, once) == {first}
    assert changed(once, replace(contrat, retraits=(replace(row, motif="Autre"),))) == {first}
    commune = contrat.quartiers[first].commune
    whole = replace(contrat, retraits=(replace(row, table="demarches", quartiers=(), commune=commune),))
    assert changed(contrat, whole) == {q.quartier for q in contrat.quartiers_de(commune)}


def _other(value: Any) -> Any:
    match value:
        case None:  # a day that nobody wrote yet
            return date(2026, 12, 10)
        case str():
            return "qpv-france" if value == "qpv-agglo" else f"{value}x"
        case int() | float():
            return value + 1
        case tuple():
            return value[:-1]
        case Mapping():
            last = list(value)[-1]
            return {**value, last: value[last] + "x" if isinstance(value[last], str) else value[last].iloc[:-1]}
    return value.replace(day=value.day % 28 + 1)


def test_every_part_of_a_row_is_in_the_text_that_is_digested() -> None:
    """Rows are digested by their ``repr``: a part left out of it would be left out of the fingerprint."""
    models = [kind for kind in vars(modele).values() if isinstance(kind, type) and is_dataclass(kind)]
    assert len(models) > 10
    hidden = {f"{kind.__name__}.{f.name}" for kind in models for f in fields(kind) if not f.repr}
    # The contract itself, and an edition of it, are digested field by field.
    assert hidden == {"Contrat.tables", "Contrat.contours", "Contrat.editions"}


def test_texts_cannot_be_mistaken_for_one_another(contrat: Contrat) -> None:
    both = [with_row(contrat, "constats", 0, constat=text) for text in ("a', 'b", "a", "a\\', \\'b", "a,b", "", " ")]
    assert len({digest_contrat(c) for c in both}) == len(both)


# -- the same anywhere ----------------------------------------------------------------------------------

SCRIPT = """
from quartiers.donnees import load_contrat
from quartiers.analyse.empreintes import digest_contrat, digest_quartier
contrat = load_contrat()
print(digest_contrat(contrat), *(digest_quartier(contrat, q) for q in reversed(list(contrat.quartiers))))
"""


def test_fingerprints_are_the_same_in_any_process() -> None:
    """In one whose hashes have another seed than here."""
    contrat = load_contrat()
    here = [digest_contrat(contrat), *(digest_quartier(contrat, q) for q in reversed(list(contrat.quartiers)))]
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    command, environment = [sys.executable, "-c", SCRIPT], {**os.environ, "PYTHONHASHSEED": seed}
    said = subprocess.run(command, env=environment, check=True, capture_output=True, encoding="utf-8").stdout
    assert said.split() == here
    assert len(set(here)) > 10
