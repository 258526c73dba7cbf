"""The contract that the tables make: immutable, typed, in order, and helpful when asked for what it lacks."""

import codecs
import dataclasses
import datetime
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from lignes import read_rows

from quartiers import DEFAULT_DATA
from quartiers.donnees import Contrat, Introuvable, load_contrat
from quartiers.donnees.tables import TABLES

RowsOf = Callable[[str], list[list[str]]]
Write = Callable[[str, list[list[str]]], None]


def raw_rows(table: str) -> list[dict[str, str]]:
    """Rows of the project's own table, as plain texts, read without the code under test."""
    return read_rows(DEFAULT_DATA / TABLES[table].chemin)


def ranked_rows(table: str) -> list[dict[str, str]]:
    return sorted(raw_rows(table), key=lambda row: int(row["ordre"]))


class TestFidelity:
    """Each object says what its row says, and nothing is lost."""

    @pytest.mark.parametrize(
        ("table", "attribute"),
        [
            ("quartiers", "quartiers"),
            ("thematiques", "thematiques"),
            ("indicateurs", "indicateurs"),
            ("diagnostic", "affirmations"),
            ("references", "references"),
            ("constats", "constats"),
            ("priorites", "priorites"),
            ("synthese_publiee", "synthese_publiee"),
        ],
    )
    def test_as_many_objects_as_rows(self, contrat: Contrat, table: str, attribute: str) -> None:
        assert len(getattr(contrat, attribute)) == len(raw_rows(table)) > 0

    def test_affirmations_keep_every_cell(self, contrat: Contrat) -> None:
        numbers = {"annee": int, "annee_initiale": int, **dict.fromkeys(
            ("valeur", "valeur_initiale", "variation", "valeur_reference", "ecart_reference"), float
        )}  # fmt: skip
        for row, affirmation in zip(raw_rows("diagnostic"), contrat.affirmations, strict=True):
            for column, cell in row.items():
                value = getattr(affirmation, column)
                if cell == "":
                    assert value is None
                elif kind := numbers.get(column):
                    # Exactly int and float: numpy's own would leak into messages and JSON.
                    assert type(value) is kind
                    assert value == float(cell.replace(",", "."))
                else:
                    assert value == cell

    def test_list_cells_become_tuples(self, contrat: Contrat) -> None:
        for row, quartier in zip(ranked_rows("quartiers"), contrat.quartiers.values(), strict=True):
            assert " | ".join(quartier.communes) == row["commune"]
            assert " | ".join(quartier.codes_insee) == row["code_insee"]
            assert " | ".join(quartier.codes_qpv_2015) == row["code_qpv_2015"]
            assert " | ".join(quartier.libelles_qpv_2015) == row["libelle_qpv_2015"]
            assert " | ".join(quartier.communes_qpv) == row["communes_qpv"]
            assert quartier.commune == row["commune"].replace(" | ", " et ")
        for row, priorite in zip(raw_rows("priorites"), contrat.priorites, strict=True):
            assert " | ".join(priorite.publics) == row["publics"]
        for row, ligne in zip(raw_rows("synthese_publiee"), contrat.synthese_publiee, strict=True):
            assert " | ".join(ligne.priorites) == row["priorites"]

    @pytest.mark.parametrize("table", ["mesures", "repartitions", "fluctuations", "evolutions", "qpv"])
    def test_as_many_published_rows_as_in_the_file(self, contrat: Contrat, table: str) -> None:
        assert len(getattr(contrat, table)) == len(raw_rows(table)) > 0

    def test_measures_keep_every_cell(self, contrat: Contrat) -> None:
        for row, mesure in zip(raw_rows("mesures"), contrat.mesures, strict=True):
            assert (mesure.territoire, mesure.indicateur, mesure.theme) == (
                row["territoire"], row["indicateur"], row["theme"],
            )  # fmt: skip
            assert (mesure.edition, mesure.geographie, mesure.statut) == (
                int(row["edition"]), row["geographie"], row["statut"],
            )  # fmt: skip
            assert mesure.annee == (int(row["annee"]) if row["annee"] else None)
            assert mesure.valeur == (float(row["valeur"].replace(",", ".")) if row["valeur"] else None)
            assert type(mesure.valeur) in (float, type(None))

    def test_what_may_be_done_with_an_indicator(self, contrat: Contrat) -> None:
        for row, indicateur in zip(raw_rows("indicateurs"), contrat.indicateurs.values(), strict=True):
            assert indicateur.evolution == row["evolution"]
            assert (indicateur.poids or "", indicateur.reserve or "") == (row["poids"], row["reserve"])
            assert " | ".join(indicateur.confusions) == row["confusions"]

    def test_settings(self, contrat: Contrat) -> None:
        assert type(contrat.edition) is datetime.date
        assert contrat.lecture.reference in contrat.territoires
        assert contrat.document.titre
        assert {p for priorite in contrat.priorites for p in priorite.publics} <= set(contrat.publics)

    def test_tables_are_the_rows_typed(self, contrat: Contrat) -> None:
        assert set(contrat.tables) == {path.stem for path in DEFAULT_DATA.rglob("*.csv")}
        for name, table in contrat.tables.items():
            rows = raw_rows(name)
            assert [c for c in table.columns if c in rows[0]] == list(rows[0])
            assert set(table.columns) - set(rows[0]) <= TABLES[name].omissibles
            assert list(table.index) == list(range(len(rows)))
        diagnostic = contrat.tables["diagnostic"]
        for column in ("annee", "annee_initiale"):
            assert pd.api.types.is_integer_dtype(diagnostic[column])
        for column in ("valeur", "valeur_initiale", "variation", "valeur_reference", "ecart_reference"):
            assert pd.api.types.is_float_dtype(diagnostic[column])
        assert pd.api.types.is_integer_dtype(contrat.tables["quartiers"]["ordre"])
        assert pd.api.types.is_float_dtype(contrat.tables["quartiers"]["latitude"])
        # A code is a text: as a number it would lose its leading zero.
        assert all(type(code) is str for code in contrat.tables["quartiers"]["code_insee"])
        assert diagnostic["note"].isna().any(), "an empty cell is missing, not an empty text"

    def test_the_folder_may_be_a_text_and_defaults_to_the_project_data(self, contrat: Contrat) -> None:
        assert load_contrat(str(DEFAULT_DATA)) == load_contrat() == contrat

    def test_two_contracts_differ_by_one_figure(
        self, dossier: Path, rows_of: RowsOf, write: Write, contrat: Contrat
    ) -> None:
        # Equality is what the tests of reading rest on: it must see a single cell.
        rows = rows_of("declinaisons")
        rows[-1][rows[0].index("declinaison")] += " (modifiée)"
        write("declinaisons", rows)
        assert load_contrat(dossier) != contrat


class TestImmutable:
    def test_no_attribute_can_be_set(self, contrat: Contrat) -> None:
        quartier = next(iter(contrat.quartiers.values()))
        objects = [contrat, contrat.lecture, contrat.document, quartier, contrat.affirmations[0], contrat.priorites[0]]
        for item in objects:
            name = dataclasses.fields(item)[0].name
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(item, name, "autre")

    @pytest.mark.parametrize("name", ["territoires", "thematiques", "quartiers", "indicateurs", "qpv", "tables"])
    def test_no_mapping_can_be_changed(self, contrat: Contrat, name: str) -> None:
        mapping = getattr(contrat, name)
        key = next(iter(mapping))
        with pytest.raises(TypeError):
            mapping[key] = None
        with pytest.raises(TypeError):
            del mapping[key]

    def test_lists_are_tuples(self, contrat: Contrat) -> None:
        for name in ("publics", "affirmations", "references", "constats", "priorites", "synthese_publiee", "mesures"):
            assert isinstance(getattr(contrat, name), tuple)


class TestOrder:
    @pytest.mark.parametrize("table", ["quartiers", "thematiques"])
    def test_by_rank_whatever_the_order_of_the_rows(
        self, dossier: Path, rows_of: RowsOf, write: Write, contrat: Contrat, table: str
    ) -> None:
        header, *rows = rows_of(table)
        write(table, [header, *rows[::-1]])
        assert list(getattr(load_contrat(dossier), table)) == list(getattr(contrat, table))
        ranks = [item.ordre for item in getattr(contrat, table).values()]
        assert ranks == sorted(ranks)

    def test_forms_follow_their_rank_under_their_own_priority(
        self, dossier: Path, rows_of: RowsOf, write: Write, contrat: Contrat
    ) -> None:
        header, *rows = rows_of("declinaisons")
        write("declinaisons", [header, *rows[::-1]])
        loaded = load_contrat(dossier)
        assert loaded.priorites == contrat.priorites
        expected: dict[str, dict[int, tuple[str, str | None]]] = {}
        for priorite, ordre, declinaison, forme in rows:
            expected.setdefault(priorite, {})[int(ordre)] = (declinaison, forme or None)
        for priorite in loaded.priorites:
            ranked = expected.get(priorite.priorite, {})
            assert [(d.declinaison, d.forme) for d in priorite.declinaisons] == [ranked[n] for n in sorted(ranked)]

    def test_ten_comes_after_nine(self, dossier: Path, rows_of: RowsOf, write: Write, contrat: Contrat) -> None:
        # Ranks sort as numbers, not as texts.
        name = contrat.priorites[0].priorite
        header, *rows = rows_of("declinaisons")
        others = [row for row in rows if row[0] != name]
        write("declinaisons", [header, [name, "10", "Dixième", ""], [name, "9", "Neuvième", ""], *others])
        forms = load_contrat(dossier).priorites[0].declinaisons
        assert [d.declinaison for d in forms] == ["Neuvième", "Dixième"]

    def test_affirmations_of_a_quartier_follow_the_catalogue(self, contrat: Contrat) -> None:
        catalogue = list(contrat.indicateurs)
        for name in contrat.quartiers:
            ranks = [catalogue.index(a.indicateur) for a in contrat.affirmations_de(name)]
            assert ranks == sorted(ranks)

    @pytest.mark.parametrize("part", ["affirmations", "constats", "priorites"])
    def test_every_row_belongs_to_one_quartier(self, contrat: Contrat, part: str) -> None:
        of = getattr(contrat, f"{part}_de")
        gathered = [item for name in contrat.quartiers for item in of(name)]
        assert sorted(gathered, key=repr) == sorted(getattr(contrat, part), key=repr)
        assert all(item.quartier == name for name in contrat.quartiers for item in of(name))

    def test_themes_of_priorities_leave_out_those_of_the_diagnostic(self, contrat: Contrat) -> None:
        wanted = [row["thematique"] for row in ranked_rows("thematiques") if row["echelle"] != "diagnostic"]
        assert [t.thematique for t in contrat.thematiques_de_priorite] == wanted
        assert 0 < len(wanted) < len(contrat.thematiques)


class TestLookups:
    def test_quartier(self, contrat: Contrat) -> None:
        for name, quartier in contrat.quartiers.items():
            assert contrat.quartier(name) is quartier
            assert quartier.quartier == name

    @pytest.mark.parametrize("change", [str.upper, lambda name: name[:-1], lambda name: f" {name}x"])
    def test_unknown_quartier_names_the_nearest(self, contrat: Contrat, change: Callable[[str], str]) -> None:
        name = next(iter(contrat.quartiers))
        with pytest.raises(Introuvable) as caught:
            contrat.quartier(change(name))
        assert caught.value.proches[0] == name
        assert f"« {change(name)} »" in str(caught.value)
        assert f"Proches : {name}" in str(caught.value)

    def test_unknown_quartier_without_any_near(self, contrat: Contrat) -> None:
        with pytest.raises(Introuvable) as caught:
            contrat.quartier("@@@")
        assert caught.value.proches == ()
        assert str(caught.value) == "quartier inconnu : « @@@ »."

    def test_quartiers_of_a_commune_whatever_the_case(self, contrat: Contrat) -> None:
        for commune in {c for q in contrat.quartiers.values() for c in q.communes}:
            expected = tuple(
                contrat.quartiers[row["quartier"]]
                for row in ranked_rows("quartiers")
                if commune in row["commune"].split(" | ")
            )
            assert expected
            for asked in (commune, commune.upper(), f"  {commune.lower()} "):
                assert contrat.quartiers_de(asked) == expected

    def test_a_project_over_two_communes_belongs_to_both(self, contrat: Contrat) -> None:
        shared = [q for q in contrat.quartiers.values() if len(q.communes) == 2]
        assert shared
        for quartier in shared:
            assert all(quartier in contrat.quartiers_de(commune) for commune in quartier.communes)

    def test_unknown_commune_names_the_nearest(self, contrat: Contrat) -> None:
        commune = next(iter(contrat.quartiers.values())).communes[0]
        with pytest.raises(Introuvable, match="commune inconnue") as caught:
            contrat.quartiers_de(f"{commune}n")
        assert commune in caught.value.proches

    def test_commune_without_accents_or_in_part(self, contrat: Contrat) -> None:
        whole = contrat.quartiers_de("Condé-sur-l'Escaut")
        assert contrat.quartiers_de("conde sur l’escaut") == whole
        with pytest.raises(Introuvable) as caught:
            contrat.quartiers_de("Conde")
        assert caught.value.proches[0] == "Condé-sur-l'Escaut"

    def test_a_commune_of_the_qpv_without_a_project_is_unknown(self, contrat: Contrat) -> None:
        # Raismes lies partly in two QPV, but no projet de quartier is its own.
        covered = {c.split(" ", 1)[1] for q in contrat.quartiers.values() for c in q.communes_qpv}
        without = covered - {c for q in contrat.quartiers.values() for c in q.communes}
        assert without
        for commune in without:
            with pytest.raises(Introuvable):
                contrat.quartiers_de(commune)

    def test_projects_of_one_qpv_know_each_other(self, contrat: Contrat) -> None:
        for quartier in contrat.quartiers.values():
            others = contrat.projets_du_meme_qpv(quartier)
            assert quartier not in others
            assert {q.code_qpv_2024 for q in others} <= {quartier.code_qpv_2024}
            assert all(quartier in contrat.projets_du_meme_qpv(other) for other in others)
            assert bool(others) is (quartier.couverture == "partie")

    def test_the_two_shared_qpv_of_the_agglomeration(self, contrat: Contrat) -> None:
        # Stated by the source's notice: 18 projects for 15 QPV, one shared by three communes, one by two.
        sizes = sorted(len(contrat.projets_du_meme_qpv(q)) for q in contrat.quartiers.values())
        assert sizes == [0] * 13 + [1] * 2 + [2] * 3
        assert len({q.code_qpv_2024 for q in contrat.quartiers.values()}) == 15


class TestPublications:
    OPTIONAL = (
        *("mesures", "repartitions", "fluctuations", "evolutions", "qpv"),
        *("catalogue_insee", "millesimes_insee", "catalogue_actions"),
    )

    def test_a_contract_may_have_no_published_figures(self, dossier: Path, contrat: Contrat) -> None:
        for table in self.OPTIONAL:
            (dossier / TABLES[table].chemin).unlink()
        loaded = load_contrat(dossier)
        assert (loaded.mesures, loaded.repartitions, dict(loaded.qpv), loaded.derniere_edition) == ((), (), {}, 0)
        assert loaded.affirmations == contrat.affirmations

    def test_public_territories_need_not_be_declared(self, contrat: Contrat) -> None:
        assert {"qpv-france", "qpv-france-median"} <= set(contrat.territoires)
        assert next(iter(contrat.territoires)) == "qpv-agglo", "the contract's own come first"

    def test_a_contract_may_rename_a_public_territory(
        self, dossier: Path, edit: Callable[[str, str, str], None]
    ) -> None:
        edit("contrat.toml", "[territoires]", '[territoires]\nqpv-france = "Tous les QPV"')
        assert load_contrat(dossier).territoires["qpv-france"] == "Tous les QPV"

    def test_measures_of_other_qpv_of_the_country_are_left_out(
        self, dossier: Path, rows_of: RowsOf, write: Write, contrat: Contrat
    ) -> None:
        header, *rows = rows_of("mesures")
        own = next(row for row in rows if row[0].startswith("QP"))
        write("mesures", [header, *rows, ["QP02A001", *own[1:]], ["QP971001", *own[1:]]])
        loaded = load_contrat(dossier)
        assert loaded.mesures == contrat.mesures
        assert len(loaded.tables["mesures"]) == len(rows) + 2, "they stay for ad hoc analysis"

    def test_measures_of_a_series_come_oldest_edition_first(self, dossier: Path, rows_of: RowsOf, write: Write) -> None:
        header, *rows = rows_of("mesures")
        write("mesures", [header, *rows[::-1]])
        loaded = load_contrat(dossier)
        editions = [m.edition for m in loaded.mesures_de("QP059020", "emploi_15_64_pct")]
        assert editions == sorted(editions)
        assert len(editions) >= 5
        assert loaded.mesures_de("QP059020", "inconnu") == ()

    def test_codes_of_a_quartier_in_each_geography(self, contrat: Contrat) -> None:
        thiers = contrat.quartiers["bruay-cite-thiers"]
        assert (thiers.codes("2015"), thiers.codes("2024")) == (("QP059022", "QP059056"), ("QN05922M",))
        assert contrat.quartiers["bruay-centre"].codes("2015") == ()


def test_our_tables_open_with_their_accents_in_excel() -> None:
    """On a double click, Excel takes a CSV without a byte order mark for Windows-1252."""
    tables = list(DEFAULT_DATA.rglob("*.csv"))
    names = {path.stem for path in tables}
    assert {name for name, table in TABLES.items() if not table.facultative} <= names <= set(TABLES)
    assert len(tables) == len(names)
    assert all(path.read_bytes().startswith(codecs.BOM_UTF8) for path in tables)


def test_what_is_kept_of_a_reading_is_not_what_a_notebook_changes(dossier: Path) -> None:
    first = load_contrat(dossier)
    first.tables["constats"].loc[:, "constat"] = "changé"
    first.tables["mesures"]["valeur"] = 0.0
    assert load_contrat(dossier).tables["constats"]["constat"].nunique() > 50
    assert load_contrat(dossier).tables["mesures"]["valeur"].max() > 1000


def test_what_is_kept_of_a_reading_is_read_again_when_its_words_change(dossier: Path) -> None:
    """The table is as it was; the list of contrat.toml, by which its capitals are read, is not."""
    load_contrat(dossier)
    path = dossier / "contrat.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"jeunes"', '"Jeunes"'), encoding="utf-8")
    found = {public for p in load_contrat(dossier).priorites for public in p.publics}
    assert "Jeunes" in found and "jeunes" not in found
