"""Each table is described once, and whole: what follows from the description has all that it needs."""

from dataclasses import dataclass, field, fields, make_dataclass
from typing import Annotated, Any

import pytest

from quartiers.analyse.socle import COMMON_OF_MIXED, blank
from quartiers.donnees import Contrat
from quartiers.donnees.description import Champ, Colonne, Nature, Portee, Table, table
from quartiers.donnees.formes import RANG
from quartiers.donnees.portees import PARTIES, read_parts
from quartiers.donnees.tables import TABLES

ALL = [pytest.param(t, id=t.nom) for t in TABLES.values()]
LISTES = ("contrat.territoires", "contrat.publics")


def citing(t: Table) -> set[str]:
    return {c.colonne.renvoi.table for c in t.champs.values() if c.colonne.renvoi}


@pytest.mark.parametrize("t", ALL)
def test_a_table_can_be_cited_checked_and_shared_out(t: Table) -> None:
    assert t.champs
    assert t.ligne
    assert t.cle, "what makes a row is not said: a row entered twice would pass"
    for cle in t.cles:
        assert set(cle.colonnes) <= set(t.champs)
    assert citing(t) <= {*TABLES, *LISTES}
    for cited in citing(t) & set(TABLES):
        assert TABLES[cited].identifiant
        assert TABLES[cited].un
        assert TABLES[cited].des


@pytest.mark.parametrize("t", ALL)
def test_a_table_of_a_quartier_s_reach_says_which_quartier(t: Table) -> None:
    if t.portee is not Portee.PROPRE:
        return
    own = {name for name, other in TABLES.items() if other.portee is Portee.PROPRE}
    assert "quartier" in t.champs or citing(t) & own


@pytest.mark.parametrize("t", ALL)
def test_a_column_is_told_to_those_who_fill_it(t: Table) -> None:
    for champ in t.champs.values():
        assert_told(t, champ)


def assert_told(t: Table, champ: Champ) -> None:
    c = champ.colonne
    assert c.titre
    assert c.aide
    assert not (c.mots and c.renvoi)
    assert not (c.mots and champ.nature is not Nature.TEXTE)
    if c.forme is not None:
        assert (c.forme.motif or c.forme.longueur) if champ.nature is Nature.TEXTE else c.forme.minimum is not None
    if c.exemple and not c.exemple.startswith("voir") and champ.nature is Nature.TEXTE:
        values = c.exemple.split(" | ") if champ.plusieurs else [c.exemple]
        assert not c.mots or set(values) <= set(c.mots)
        assert c.forme is None or all(map(c.forme.accepts, values))
    if t.portee is Portee.MIXTE:
        assert c.portee in (Portee.COMMUNE, Portee.PROPRE)


def test_every_field_of_the_contract_declares_its_reach() -> None:
    assert list(PARTIES) == [f.name for f in fields(Contrat)]
    forgotten = make_dataclass(
        "Oublieux", [("nouveau", tuple[str, ...], field(default=()))], bases=(Contrat,), frozen=True
    )
    with pytest.raises(TypeError, match=r"Oublieux\.nouveau: one reach is to be declared, 0 were"):
        list(read_parts(forgotten))


def test_a_field_that_declares_its_reach_is_taken() -> None:
    told: list[Any] = [("nouveau", Annotated[tuple[str, ...], Portee.CONTRAT], field(default=()))]
    found = {p.nom: p for p in read_parts(make_dataclass("Complet", told, bases=(Contrat,), frozen=True))}
    assert found["nouveau"].portee is Portee.CONTRAT


def test_parts_of_two_reaches_have_their_common_side() -> None:
    assert set(COMMON_OF_MIXED) == {p.nom for p in PARTIES.values() if p.portee is Portee.MIXTE}


def test_tables_of_the_contract_s_rows_are_all_parts_but_those_that_others_hold() -> None:
    held = {p.table.nom for p in PARTIES.values() if p.table}
    assert set(TABLES) - held == {
        "declinaisons",
        "questions",
        "catalogue_actions",
        "catalogue_insee",
        "millesimes_insee",
        "synonymes",
    }


def test_a_blank_quartier_keeps_what_others_compute_with(contrat: Contrat) -> None:
    q = next(iter(contrat.quartiers.values()))
    kept = {f.name for f in fields(q) if getattr(blank(q), f.name) == getattr(q, f.name) != ""}
    assert {"quartier", "communes", "code_qpv_2024", "codes_qpv_2015", "longitude", "latitude"} <= kept
    assert not {"nom", "nom_court", "ordre", "couverture", "communes_qpv"} & kept


def test_the_type_of_a_field_says_what_its_cells_hold() -> None:
    @table("essai", ligne="un essai", portee=Portee.COMMUNE)
    @dataclass(frozen=True)
    class Essai:
        mots: Annotated[tuple[str, ...], Colonne("Mots", "des mots", nom="mot", requise=True)]
        rang: Annotated[int | None, Colonne("Rang", "un rang", forme=RANG)]
        part: Annotated[float, Colonne("Part", "une part")]
        hors_table: int = 0

    champs = {
        c.nom: (c.attribut, c.nature, c.plusieurs, c.obligatoire, c.vide)
        for c in vars(Essai)["__table__"].champs.values()
    }
    assert champs == {
        "mot": ("mots", Nature.TEXTE, True, True, ()),
        "rang": ("rang", Nature.ENTIER, False, False, None),
        "part": ("part", Nature.NOMBRE, False, True, 0.0),
    }
