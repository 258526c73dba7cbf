"""Whatever ``contrat.toml`` holds gives settings, or what to mend and on which line, in French.

Mistakes are made in the project's own file: the staff may change its values without breaking a test.
"""

import csv
import os
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

import pytest

from quartiers import DEFAULT_DATA
from quartiers.donnees import Anomalie, Contrat, DonneesInvalides, load_contrat
from quartiers.donnees.modele import ESSENTIEL, Document, Lecture
from quartiers.donnees.reglages.description import SECTIONS, settings_table
from quartiers.donnees.reglages.lecture import Reglages, read_settings

OWN = (DEFAULT_DATA / "contrat.toml").read_text(encoding="utf-8")
LISEZMOI = (DEFAULT_DATA / "LISEZMOI.md").read_text(encoding="utf-8")


@dataclass
class Fichier:
    """A ``contrat.toml`` that a test spoils."""

    chemin: Path
    texte: str = OWN

    def line_of(self, start: str) -> int:
        """The number of the only line that begins so."""
        (found,) = [n for n, line in enumerate(self.texte.split("\n"), start=1) if line.startswith(start)]
        return found

    def replace(self, start: str, new: str) -> int:
        """Write another text in place of the line that begins so (and of a list's next ones); gives its number."""
        lines = self.texte.split("\n")
        first = self.line_of(start) - 1
        last = first if not lines[first].endswith("[") else lines.index("]", first)
        self.texte = "\n".join([*lines[:first], new, *lines[last + 1 :]])
        return first + 1

    def set(self, key: str, value: str) -> int:
        """Write the value of a key, as it is typed; gives its line."""
        name = key.split(".")[1]
        return self.replace(f"{name} = ", f"{name} = {value}")

    def read(self) -> tuple[Reglages | None, list[Anomalie]]:
        self.chemin.write_text(self.texte, encoding="utf-8", newline="")
        anomalies: list[Anomalie] = []
        return read_settings(self.chemin.parent, anomalies), anomalies

    def settings(self) -> Reglages:
        settings, anomalies = self.read()
        assert settings is not None, "\n".join(map(str, anomalies))
        assert not anomalies
        return settings

    def faults(self) -> list[Anomalie]:
        settings, anomalies = self.read()
        assert settings is None
        assert anomalies
        assert {a.fichier for a in anomalies} == {"contrat.toml"}
        return anomalies

    def only_fault(self) -> str:
        """The message of the only anomaly: one mistake, one message."""
        found = self.faults()
        assert len(found) == 1, "\n".join(map(str, found))
        return str(found[0])


@pytest.fixture
def fichier(tmp_path: Path) -> Fichier:
    return Fichier(tmp_path / "contrat.toml")


class TestSettings:
    def test_are_those_that_toml_reads(self, fichier: Fichier) -> None:
        found, read = fichier.settings(), tomllib.loads(OWN)
        for section in ("contrat", "document", "lecture"):
            assert found[section] == read[section]
        assert list(found["publics"]["liste"]) == read["publics"]["liste"]
        assert read["territoires"].items() <= found["territoires"].items()

    def test_are_said_where_they_stand(self, fichier: Fichier) -> None:
        lines = fichier.settings().lignes
        assert lines["contrat", "edition"] == fichier.line_of("edition = ")
        assert lines["lecture", "population"] == fichier.line_of("population = ")

    def test_make_the_contract(self, contrat: Contrat) -> None:
        read = tomllib.loads(OWN)
        assert (contrat.nom, contrat.edition) == (read["contrat"]["nom"], read["contrat"]["edition"])
        assert contrat.lecture == Lecture(**read["lecture"])
        assert contrat.document == Document(**read["document"])

    @pytest.mark.parametrize(
        ("key", "typed", "kept"),
        [
            ("contrat.siren_epci", '"245 901 160"', "245901160"),
            ("contrat.siren_epci", "'200046977'", "200046977"),  # the métropole de Lyon
            ("contrat.periode", '"2024–2030"', "2024-2030"),  # an en dash
            ("contrat.periode", '"2024 à 2030"', "2024-2030"),
            ("contrat.horizon", "2024", 2024),
            ("contrat.horizon", "2030", 2030),
            ("contrat.edition", "2019-01-01", date(2019, 1, 1)),  # five years before the period
            ("contrat.edition", "2035-12-31", date(2035, 12, 31)),
            ("contrat.nom", '"  Un\\u0000 contrat\\u202e "', "Un contrat"),
            ("contrat.nom", '"""Un contrat\nsur deux lignes"""', "Un contrat sur deux lignes"),
            ("contrat.nom", '"' + "x" * 300 + '"', "x" * 300),
            ("lecture.ecart_points", "3", 3.0),  # a whole number is a threshold
            ("lecture.ecart_points", "0", 0.0),  # every gap counts
            ("lecture.ecart_points", "5.0", 5.0),  # as much as what is very unfavourable
            ("lecture.tolerance_points", "3.0", 3.0),
            ("lecture.population", '""', ""),
            ("lecture.reference", '"qpv-france"', "qpv-france"),  # known without being written
            ("publics.liste", "[]", ()),
            ("publics.liste", '["jeunes", "jeunes femmes"]', ("jeunes", "jeunes femmes")),
        ],
    )
    def test_what_may_be_written(self, fichier: Fichier, key: str, typed: str, kept: object) -> None:
        fichier.set(key, typed)
        section, name = key.split(".")
        value = fichier.settings()[section][name]
        assert value == kept
        assert type(value) is type(kept)

    def test_a_territory_of_the_country_may_be_renamed(self, fichier: Fichier) -> None:
        fichier.replace("[territoires]", '[territoires]\nqpv-france = "Tous les QPV"\nautre = "QPV de France"')
        assert fichier.settings()["territoires"]["qpv-france"] == "Tous les QPV"

    def test_tables_may_be_written_in_the_other_ways_of_toml(self, fichier: Fichier) -> None:
        head, rest = OWN.split("[document]")
        fichier.texte = f'document = {{ titre = "Un titre", auteur = "Une autrice" }}\n{head}{rest}'
        for key in ("titre", "auteur", "relecture"):
            fichier.replace(f"{key} = ", "")
        assert fichier.settings()["document"] == {"titre": "Un titre", "auteur": "Une autrice"}
        fichier.replace("document = ", 'document.titre = "Un titre"\ndocument."auteur" = "Une autrice"')
        assert fichier.settings()["document"] == {"titre": "Un titre", "auteur": "Une autrice"}

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_as_editors_save_it(self, fichier: Fichier, encoding: str, end: str) -> None:
        expected = fichier.settings()
        fichier.chemin.write_bytes(OWN.replace("\n", end).encode(encoding))
        anomalies: list[Anomalie] = []
        assert read_settings(fichier.chemin.parent, anomalies) == expected
        assert not anomalies


class TestValues:
    """A value that cannot be: its line, what was found, what is expected, how to mend it."""

    @pytest.mark.parametrize(
        ("key", "typed", "says"),
        [
            # Another type.
            ("contrat.nom", "12", 'Un texte s\'écrit entre guillemets droits : "12"'),
            ("contrat.nom", '["Contrat"]', "un texte entre guillemets"),
            ("contrat.siren_epci", "245901160", 'Un texte s\'écrit entre guillemets droits : "245901160"'),
            ("contrat.siren_epci", "059011600", '"059011600"'),  # no number either, with its zero
            ("contrat.horizon", '"2027"', "Écrire 2027"),
            ("contrat.horizon", "2027.5", "un nombre entier"),
            ("contrat.horizon", "true", "un nombre entier"),
            ("contrat.horizon", "2027-01-01", "un nombre entier"),
            ("contrat.horizon", "{ annee = 2027 }", "un nombre entier"),
            ("contrat.edition", '"23/11/2026"', "Écrire 2026-11-23"),
            ("contrat.edition", "2026-11-23T08:00:00", "Écrire 2026-11-23"),
            ("contrat.edition", "08:00:00", "une date comme 2026-11-23"),
            ("contrat.edition", "20261123", "une date comme 2026-11-23"),
            ("lecture.ecart_points", '"2,0"', "Écrire 2.0"),
            ("lecture.ecart_points", "true", "un nombre entre 0 et 100"),
            ("lecture.ecart_points", "[2.0]", "un nombre entre 0 et 100"),
            ("lecture.ecart_recensement_ans", "5.5", "un nombre entier entre 1 et 30"),
            ("publics.liste", '"jeunes"', '["jeunes", "femmes"]'),
            ("publics.liste", '["jeunes", 3]', "une liste de textes"),
            ("publics.liste", '[["jeunes"]]', "une liste de textes"),
            # Out of bounds.
            ("contrat.horizon", "1890", "entre 1990 et 2100"),
            ("contrat.horizon", "27", "entre 1990 et 2100"),
            ("contrat.horizon", "-2027", "entre 1990 et 2100"),
            ("contrat.edition", "0001-01-01", "entre 1990 et 2100"),
            ("contrat.edition", "9999-12-31", "entre 1990 et 2100"),
            ("lecture.ecart_points", "-2.0", "entre 0 et 100"),
            ("lecture.ecart_points", "nan", "entre 0 et 100"),
            ("lecture.ecart_points", "inf", "entre 0 et 100"),
            ("lecture.ecart_points", "1e400", "entre 0 et 100"),
            ("lecture.tolerance_points", "-0.3", "entre 0 et 100"),
            ("lecture.ecart_publie_relatif_pct", "100.5", "entre 0 et 100"),
            ("lecture.tres_defavorable_points", "0", "entre 0.1 et 100"),
            ("lecture.ecart_recensement_ans", "0", "entre 1 et 30"),
            # Endless: Python reads no decimal number of so many digits, and writes none of its own.
            ("contrat.horizon", "9" * 5000, "entre 1990 et 2100"),
            ("contrat.horizon", "0x" + "f" * 5000, "entre 1990 et 2100"),
            ("lecture.ecart_points", "9" * 5000, "entre 0 et 100"),
            ("lecture.ecart_points", "0x" + "f" * 5000, "entre 0 et 100"),
            ("contrat.nom", '"' + "x" * 100_000 + '"', "un texte de 300 caractères au plus. Il y en a 100000"),
            # Texts that say nothing, or were garbled.
            ("contrat.nom", '""', 'trouvé « "" »'),
            ("contrat.epci", '"   "', "ni lettre ni chiffre"),
            ("document.titre", '"\\u202e\\u0000"', "ni lettre ni chiffre"),
            ("document.auteur", '"–"', "ni lettre ni chiffre"),
            ("contrat.epci", '"Valenciennes MÃ©tropole"', "des accents intacts"),
            # Forms.
            ("contrat.siren_epci", '"245901161"', "clé de contrôle"),
            ("contrat.siren_epci", '"254901160"', "clé de contrôle"),  # two digits exchanged
            ("contrat.siren_epci", '"000000000"', "clé de contrôle"),
            ("contrat.siren_epci", '"24590116"', "Il y en a 8"),
            ("contrat.siren_epci", '"24590116000012"', "SIRET"),
            ("contrat.siren_epci", '"sans objet"', "neuf chiffres"),
            ("contrat.siren_epci", '""', "neuf chiffres"),
            ("contrat.periode", '"2030-2024"', "La première année vient avant la seconde"),
            ("contrat.periode", '"2024-2024"', "La première année vient avant la seconde"),
            ("contrat.periode", '"2024"', "deux années"),
            ("contrat.periode", '"24-30"', "deux années"),
            ("contrat.periode", '"1824-1830"', "de 1990 à 2100"),
            ("contrat.periode", '"2024-2099"', "75 ans"),
            ("contrat.periode", "2024-2030", '"2024-2030"'),
        ],
    )
    def test_refused(self, fichier: Fichier, key: str, typed: str, says: str) -> None:
        line = fichier.set(key, typed)
        text = fichier.only_fault()
        assert text.startswith(f"contrat.toml, ligne {line} : trouvé « ")
        assert f" » ; attendu : {key}, " in text
        assert says in text
        assert len(text) < 500

    @pytest.mark.parametrize(
        ("typed", "item", "says"),
        [
            ('"jeûnes"', "jeûnes", "« jeunes » est déjà dans la liste"),
            ('"Jeunes"', "Jeunes", "« jeunes » est déjà dans la liste"),
            ('"jeunes"', "jeunes", "« jeunes » est déjà dans la liste"),
            ('"demandeurs d’emploi"', "demandeurs d’emploi", "« demandeurs d'emploi » est déjà dans la liste"),
            ('"aînés | seniors"', "aînés | seniors", "sans barre |"),
            ('""', '""', "ni lettre ni chiffre"),
            ('" "', '" "', "ni lettre ni chiffre"),
        ],
    )
    def test_an_item_of_a_list_on_its_own_line(self, fichier: Fichier, typed: str, item: str, says: str) -> None:
        line = fichier.replace("liste = ", f'liste = [\n  "jeunes", "demandeurs d\'emploi",\n  {typed},\n]')
        text = fichier.only_fault()
        assert text.startswith(f"contrat.toml, ligne {line + 2} : trouvé « {item} » ; attendu : publics.liste, ")
        assert says in text

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ('"QPV Nord" = "QPV"', "trouvé « QPV Nord » ; attendu : territoires.QPV Nord, un identifiant"),
            ('"a | b" = "QPV"', "un identifiant"),
            ('Nord = "QPV"', "un identifiant"),
            (f'{"n" * 61} = "QPV"', "un identifiant"),
            ('QN05921M = "QPV"', "un identifiant"),
            ('qp059021 = "QPV"', "un identifiant qui n'est pas le code d'un QPV"),
            ('nord = ""', "territoires.nord, un nom entre guillemets. Il n'y a ni lettre ni chiffre."),
            ("nord = 3", "territoires.nord, un nom entre guillemets. Un texte s'écrit entre guillemets droits"),
            ("nord = ['QPV']", "territoires.nord, un nom entre guillemets"),
            ("nord = { nom = 'QPV' }", "territoires.nord, un nom entre guillemets. Un identifiant n'a pas de point"),
            ('nord.est = "QPV"', "territoires.nord, un nom entre guillemets. Un identifiant n'a pas de point"),
            ('nord = "qpv de l’Agglomération"', "un nom qui n'est qu'à lui. « qpv-agglo » a le même."),
            ('nord = "QPV de France"', "un nom qui n'est qu'à lui. « qpv-france » a le même."),
        ],
    )
    def test_a_territory(self, fichier: Fichier, typed: str, says: str) -> None:
        line = fichier.replace("qpv-nord = ", typed)
        text = fichier.only_fault()
        assert text.startswith(f"contrat.toml, ligne {line} : trouvé « ")
        assert says in text


class TestTables:
    """Tables are checked in the same round, against what of the file is sound."""

    def cite(self, dossier: Path, public: str, territoire: str) -> None:
        for name, column, value in (("priorites", "publics", public), ("diagnostic", "reference", territoire)):
            with (dossier / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
                header, *rows = csv.reader(file, delimiter=";")
            next(row for row in rows if row[header.index(column)])[header.index(column)] = value
            with (dossier / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, delimiter=";").writerows([header, *rows])

    @pytest.mark.parametrize(
        ("old", "new", "known"),
        [
            ("ecart_points = 2.0", "ecart_points = -2.0", {"priorites.csv", "diagnostic.csv"}),
            ("ecart_points = 2.0", "ecart_points = 2,0", {"priorites.csv", "diagnostic.csv"}),
            ("[territoires]", "[territoires]\nnord = QPV Nord", {"priorites.csv"}),
            ("[territoires]", "[territoires]\nNORD ! = 3", {"priorites.csv"}),
            ("[territoires]", "[territoires", {"priorites.csv"}),
            ("liste = [", "liste = [3, ", {"diagnostic.csv"}),
            ("liste = [", "liste = ", {"diagnostic.csv"}),
        ],
    )
    def test_are_checked_against_what_could_be_read(self, dossier: Path, old: str, new: str, known: set[str]) -> None:
        path = dossier / "contrat.toml"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
        self.cite(dossier, "martiens", "mars")
        with pytest.raises(DonneesInvalides) as caught:
            load_contrat(dossier)
        assert {a.fichier for a in caught.value.anomalies} == {"contrat.toml", *known}


class TestTogether:
    """Values that are well written, and contradict one another."""

    @pytest.mark.parametrize("year", ["2023", "2031"])
    def test_an_evaluation_outside_the_period(self, fichier: Fichier, year: str) -> None:
        line = fichier.set("contrat.horizon", year)
        expected = "contrat.horizon, une année de la période (2024 à 2030)."
        assert fichier.only_fault() == f"contrat.toml, ligne {line} : trouvé « {year} » ; attendu : {expected}"

    @pytest.mark.parametrize("day", ["2018-12-31", "2036-01-01", "2062-11-23"])
    def test_data_of_another_time(self, fichier: Fichier, day: str) -> None:
        line = fichier.set("contrat.edition", day)
        expected = "contrat.edition, une date à 5 ans au plus de la période (2024 à 2030)."
        assert fichier.only_fault() == f"contrat.toml, ligne {line} : trouvé « {day} » ; attendu : {expected}"

    @pytest.mark.parametrize(
        ("key", "value", "least"),
        [
            ("tres_defavorable_points", "1.5", "ecart_points (2)"),
            ("tres_defavorable_relatif_pct", "2.5", "ecart_relatif_pct (3)"),
            ("ecart_publie_points", "0.2", "tolerance_points (0.3)"),
            ("ecart_publie_relatif_pct", "0.4", "tolerance_relative_pct (0.5)"),
        ],
    )
    def test_a_threshold_below_the_one_that_it_encloses(
        self, fichier: Fichier, key: str, value: str, least: str
    ) -> None:
        line = fichier.set(f"lecture.{key}", value)
        other = fichier.line_of(f"{least.split(maxsplit=1)[0]} = ")
        assert fichier.only_fault() == (
            f"contrat.toml, ligne {line} : trouvé « {value} » ; attendu : lecture.{key}, au moins {least}. "
            f"Voir aussi la ligne {other}."
        )

    def test_a_reference_outside_the_territories(self, fichier: Fichier) -> None:
        line = fichier.set("lecture.reference", '"qpv-aglo"')
        assert fichier.only_fault() == (
            f"contrat.toml, ligne {line} : trouvé « qpv-aglo » ; attendu : lecture.reference, "
            "un identifiant de [territoires]. Sans doute « qpv-agglo »."
        )
        fichier.set("lecture.reference", '"zzz"')
        assert "qpv-agglo, qpv-nord" in fichier.only_fault()

    def test_an_indicator_of_population_that_is_none(
        self, dossier: Path, edit: Callable[[str, str, str], None], only_anomaly: Callable[[], Anomalie]
    ) -> None:
        edit("contrat.toml", 'population = "population_nb"', 'population = "population"')
        assert str(only_anomaly()) == (
            f"contrat.toml, ligne {Fichier(dossier).line_of('population = ')} : trouvé « population » ; attendu : "
            "lecture.population, un indicateur de indicateurs.csv (ou un texte vide). Sans doute « population_nb »."
        )

    def test_an_indicator_of_page_1_that_is_none(self, dossier: Path, edit: Callable[..., None]) -> None:
        edit("contrat.toml", '"emploi_15_64_pct", "allocataires', '"emploi_15_46_pct", "allocataires')
        with pytest.raises(DonneesInvalides) as refusal:
            load_contrat(dossier)
        [anomaly] = refusal.value.anomalies
        assert str(anomaly) == (
            f"contrat.toml, ligne {Fichier(dossier).line_of('indicateurs = ')} : trouvé « emploi_15_46_pct » ; "
            "attendu : essentiel.indicateurs, un indicateur de indicateurs.csv. Sans doute « emploi_15_64_pct »."
        )

    def test_a_contract_may_leave_page_1_to_the_program(self, dossier: Path) -> None:
        path = dossier / "contrat.toml"
        text = path.read_text("utf-8")
        path.write_text(text[: text.index("[essentiel]")], "utf-8")
        assert load_contrat(dossier).essentiel == ESSENTIEL

    def test_a_contract_may_have_no_indicator_of_population(
        self, dossier: Path, edit: Callable[[str, str, str], None]
    ) -> None:
        edit("contrat.toml", 'population = "population_nb"', 'population = ""')
        assert load_contrat(dossier).lecture.population == ""


class TestNames:
    """Sections and keys that are unknown, misplaced, missing or twice there."""

    @pytest.mark.parametrize("section", ["contrat", "document", "territoires", "publics", "lecture"])
    @pytest.mark.parametrize("change", ["{}s".format, "mes-{}".format, "{}.bis".format, str.upper, lambda s: s[:-1]])
    def test_a_section_of_a_near_name(self, fichier: Fichier, section: str, change: Callable[[str], str]) -> None:
        wrong = change(section)
        line = fichier.replace(f"[{section}]", f"[{wrong}]")
        assert fichier.only_fault() == (
            f"contrat.toml, ligne {line} : trouvé « [{wrong}] » ; attendu : une section connue. Sans doute [{section}]."
        )

    def test_an_unknown_section(self, fichier: Fichier) -> None:
        line = fichier.replace("[lecture]", "[xyz]\nabc = 1\n[lecture]")
        text = fichier.only_fault()
        assert text.startswith(f"contrat.toml, ligne {line} : trouvé « [xyz] » ; attendu : une section connue.")
        assert "[contrat], [document], [territoires], [publics], [lecture], [essentiel]" in text

    @pytest.mark.parametrize("section", ["contrat", "document", "publics", "lecture"])
    def test_a_section_whose_name_is_missing_is_missing_before_its_first_key(
        self, fichier: Fichier, section: str
    ) -> None:
        line = fichier.replace(f"[{section}]", "") + 1
        assert fichier.only_fault() == (
            f"contrat.toml, ligne {line} : attendu : une section [{section}]. "
            "L'écrire seule sur une ligne, avant celle-ci."
        )

    def test_a_section_that_is_not_there(self, fichier: Fichier) -> None:
        fichier.texte = OWN[: OWN.index("[lecture]")]
        assert fichier.only_fault() == "contrat.toml : attendu : une section [lecture]."
        fichier.texte += "[lecture]\n"
        line = fichier.line_of("[lecture]")
        assert fichier.only_fault() == (
            f"contrat.toml, ligne {line} : attendu : les clés de [lecture]. La section est vide."
        )

    def test_an_array_of_tables(self, fichier: Fichier) -> None:
        line = fichier.replace("[lecture]", "[[lecture]]")
        assert fichier.only_fault() == (
            f"contrat.toml, ligne {line} : trouvé « [[lecture]] » ; attendu : une section entre crochets simples."
        )

    def test_a_value_in_place_of_a_section(self, fichier: Fichier) -> None:
        fichier.texte = 'lecture = "voir plus bas"\n' + OWN[: OWN.index("[lecture]")]
        assert fichier.only_fault() == (
            'contrat.toml, ligne 1 : trouvé « lecture = "voir plus bas" » ; attendu : une section [lecture], '
            "seule sur sa ligne, et ses clés en dessous."
        )

    def test_a_section_twice(self, fichier: Fichier) -> None:
        first = fichier.line_of("[contrat]")
        line = fichier.replace("[lecture]", "[contrat]\n[lecture]")
        assert fichier.only_fault() == (
            f"contrat.toml, ligne {line} : trouvé « [contrat] » ; attendu : une section écrite une seule fois. "
            f"Elle est déjà à la ligne {first} : réunir les deux, ou retirer celle de trop."
        )

    @pytest.mark.parametrize("again", ['titre = "Un autre"', '"titre" = "Un autre"', '"titre " = "Un autre"'])
    def test_a_key_twice(self, fichier: Fichier, again: str) -> None:
        first = fichier.line_of("titre = ")
        line = fichier.replace("auteur = ", f'auteur = "Une autrice"\n{again}') + 1
        assert fichier.only_fault() == (
            f"contrat.toml, ligne {line} : trouvé « titre » ; attendu : une clé écrite une seule fois. "
            f"Elle est déjà à la ligne {first} : n'en garder qu'une."
        )

    def test_a_table_in_two_ways(self, fichier: Fichier) -> None:
        """What each line says is right, what they say together is no TOML."""
        fichier.texte = f'document = {{ titre = "Un titre" }}\ndocument.auteur = "Une autrice"\n{OWN}'
        for start in ("[document]", "titre = ", "auteur = ", "relecture = "):
            fichier.replace(start, "")
        assert fichier.only_fault().startswith("contrat.toml, ligne 2 : attendu : un fichier TOML bien formé.")

    @pytest.mark.parametrize("section", ["contrat", "document", "lecture"])
    def test_each_key_that_is_missing(self, fichier: Fichier, section: str) -> None:
        for name in tomllib.loads(OWN)[section].keys() - {
            "code_cv",
            "siren_epci",
            "relecture",
        }:  # which a contract may not have
            fichier.texte = OWN
            fichier.replace(f"{name} = ", "")
            text = fichier.only_fault()
            line = fichier.line_of(f"[{section}]")
            assert text.startswith(f"contrat.toml, ligne {line} : attendu : {section}.{name}, ")
            assert f"La clé manque sous [{section}] ; exemple : {name} = " in text

    @pytest.mark.parametrize(
        ("key", "wrong"),
        [
            ("lecture.ecart_points", "ecart_point"),
            ("lecture.ecart_points", "Ecart_Points"),
            ("lecture.ecart_points", '"écart points"'),
            ("contrat.siren_epci", "siren"),
            ("contrat.periode", "periodes"),
            ("publics.liste", "listes"),
        ],
    )
    def test_a_key_of_a_near_name(self, fichier: Fichier, key: str, wrong: str) -> None:
        section, name = key.split(".")
        line = fichier.line_of(f"{name} = ")
        fichier.texte = fichier.texte.replace(f"\n{name} = ", f"\n{wrong} = ")
        shown = wrong.strip('"')
        assert fichier.only_fault() == (
            f"contrat.toml, ligne {line} : trouvé « {shown} » ; attendu : une clé connue de [{section}]. "
            f"Sans doute « {name} »."
        )

    def test_a_key_of_a_near_name_is_checked_all_the_same(self, fichier: Fichier) -> None:
        line = fichier.replace("ecart_points = ", "ecart_point = 1000")
        assert [a.ligne for a in fichier.faults()] == [line, line]

    def test_an_unknown_key(self, fichier: Fichier) -> None:
        line = fichier.replace("ecart_points = ", "ecart_points = 2\necart_point = 1") + 1
        text = fichier.only_fault()
        assert text.startswith(f"contrat.toml, ligne {line} : trouvé « ecart_point » ; attendu : une clé connue de")
        assert f"Sans doute « ecart_points », qui est déjà à la ligne {line - 1}." in text
        fichier.replace("ecart_point = ", "xyz = 1")
        assert "Clés connues : reference, ecart_points, " in fichier.only_fault()

    def test_a_key_of_another_section(self, fichier: Fichier) -> None:
        fichier.replace("horizon = ", "")
        line = fichier.replace("auteur = ", 'auteur = "Une autrice"\nhorizon = 2027') + 1
        assert fichier.only_fault() == (
            f"contrat.toml, ligne {line} : trouvé « horizon » ; attendu : une clé connue de [document]. "
            "La mettre sous [contrat]."
        )

    def test_a_key_before_any_section(self, fichier: Fichier) -> None:
        line = fichier.line_of("nom = ") + 1  # the file gets a line
        fichier.texte = f'nom = "Un autre"\n{OWN}'
        assert fichier.only_fault() == (
            "contrat.toml, ligne 1 : trouvé « nom » ; attendu : une section avant cette clé. "
            f"Elle est déjà sous [contrat], à la ligne {line} : n'en garder qu'une."
        )
        fichier.texte = f"xyz = 1\n{OWN}"
        assert "une section avant cette clé. La retirer, ou voir LISEZMOI.md." in fichier.only_fault()


class TestSyntax:
    """What is no TOML: the line, and how it is written."""

    @pytest.mark.parametrize(
        ("start", "new", "says"),
        [
            (
                "nom = ",
                "nom = “Contrat”",
                'contrat.nom, un texte entre guillemets. Un texte s\'écrit entre guillemets droits : "Contrat".',
            ),
            ("nom = ", "nom = « Contrat »", 'droits : "Contrat".'),
            ("nom = ", "nom = Contrat de ville", 'droits : "Contrat de ville".'),
            ("nom = ", 'nom = "Contrat', 'droits : "Contrat".'),
            ("nom = ", "nom = L'agglomération", 'droits : "L\'agglomération".'),
            ("nom = ", 'nom = "Le "Contrat" de ville"', "À l'intérieur d'un texte, écrire « »"),
            ("nom = ", 'nom = "C:\\Users"', "barre oblique inverse"),
            ("nom = ", 'nom = """Contrat', "trois guillemets"),
            ("nom = ", 'nom = "Contrat",', "Retirer la virgule"),
            ("nom = ", 'nom = "Contrat";', "Retirer la virgule ou le point-virgule"),
            ("nom = ", 'nom = "Contrat" sigle = "C"', "Une seule clé"),
            ("nom = ", 'nom == "Contrat"', "Une seule clé et un seul signe ="),
            ("nom = ", "nom =", "La valeur manque"),
            ("nom = ", 'nom "Contrat"', "Le signe = manque"),
            ("nom = ", 'nom : "Contrat"', "Écrire = à la place"),
            ("horizon = ", "horizon 2027", "contrat.horizon, un nombre entier entre 1990 et 2100. Le signe = manque"),
            ("horizon = ", "horizon = 2 027", "Écrire 2027"),
            ("horizon = ", "horizon = 2027 ans", "Écrire 2027"),
            ("horizon = ", "horizon = vingt", "en chiffres"),
            ("ecart_points = ", "ecart_points = 2,0", "lecture.ecart_points, un nombre entre 0 et 100. Écrire 2.0"),
            ("ecart_points = ", "ecart_points = 2,0 points", "Écrire 2.0"),
            ("ecart_points = ", "ecart_points = 2 %", "Écrire 2.0"),
            ("ecart_points = ", "ecart_points = −2,0", "Écrire -2.0"),
            ("edition = ", "edition = 23/11/2026", "contrat.edition, une date comme 2026-11-23"),
            ("edition = ", "edition = 23/11/2026", "Écrire 2026-11-23"),
            ("edition = ", "edition = 5-1-2026", "Écrire 2026-01-05"),
            ("edition = ", "edition = 2026-11-31", "Ce jour n'existe pas"),
            ("edition = ", "edition = 23 novembre 2026", "année-mois-jour"),
            ("liste = ", 'liste = ["jeunes" "femmes"]', "séparés par des virgules"),
            ("liste = ", 'liste = ["jeunes"; "femmes"]', "séparés par des virgules"),
            ("liste = ", "liste = [jeunes, femmes]", "entre guillemets droits"),
            ("liste = ", 'liste = ["jeunes",', "Le crochet ] de la fin manque"),
            ("[lecture]", "[lecture", "entre crochets : [lecture]"),
            ("[lecture]", "[lecture]]", "entre crochets : [lecture]"),
            ("edition = ", "édition = 2026-11-23", "sans accent"),
            ("qpv-nord = ", 'QPV Nord = "QPV du Nord"', "sans espace"),
            ("horizon = ", "horizon = " + "[" * 5000, "trop de listes"),
            ("horizon = ", "horizon = " + "{a=" * 5000, "trop de listes"),
            ("qpv-nord = ", ".".join(["nord"] * 5000) + ' = "QPV"', "trop de listes"),
        ],
    )
    def test_refused(self, fichier: Fichier, start: str, new: str, says: str) -> None:
        line = fichier.replace(start, new)
        text = fichier.only_fault()
        assert text.startswith(f"contrat.toml, ligne {line} : trouvé « ")
        assert says in text

    @pytest.mark.parametrize(
        "new", ["// Le contrat", "; Le contrat", "Le contrat de ville", "]", '"jeunes",', "[", "="]
    )
    def test_a_line_too_many(self, fichier: Fichier, new: str) -> None:
        line = fichier.replace("[lecture]", f"{new}\n[lecture]")
        text = fichier.only_fault()
        assert text.startswith(f"contrat.toml, ligne {line} : trouvé « {new} » ; attendu : ")

    def test_every_mistake_at_once(self, fichier: Fichier) -> None:
        wrong = {"nom": "Contrat", "horizon": "1890", "edition": "23/11/2026", "ecart_points": "2,0"}
        lines = [fichier.replace(f"{name} = ", f"{name} = {value}") for name, value in wrong.items()]
        lines.append(fichier.replace("[document]", "[documents]"))
        assert sorted(a.ligne or 0 for a in fichier.faults()) == sorted(lines)

    def test_a_text_left_open_hides_no_line_after_it(self, fichier: Fichier) -> None:
        first = fichier.set("contrat.nom", '"""Contrat')
        last = fichier.set("lecture.ecart_points", "-1")
        assert [a.ligne for a in fichier.faults()] == [first, last]

    def test_a_mistake_on_a_line_of_a_list(self, fichier: Fichier) -> None:
        first = fichier.replace("liste = ", 'liste = [\n  "jeunes",\n  "femmes" "enfants",\n]')
        text = fichier.only_fault()
        assert text.startswith(f"contrat.toml, ligne {first + 2} : trouvé « [")
        assert text.endswith(f"Cela commence à la ligne {first}.")

    def test_a_file_cut_short(self, fichier: Fichier) -> None:
        fichier.texte = OWN[: OWN.index("liste = [") + len("liste = [")]
        opened, missing = map(str, fichier.faults())
        assert opened.startswith(
            f"contrat.toml, ligne {fichier.line_of('liste')} : trouvé « [ » ; attendu : publics.liste"
        )
        assert missing == "contrat.toml : attendu : une section [lecture]."

    @pytest.mark.parametrize("mark", ["\x0b", "\x1b", "\u202e", "\u200f", "\ufeff", "\x85"])
    def test_invisible_marks_are_dropped_as_in_the_tables(self, fichier: Fichier, mark: str) -> None:
        expected = fichier.settings()
        fichier.texte = OWN.replace("[lecture]", f"{mark}[lecture]{mark}").replace(
            "Contrat Quartiers", f"Contrat{mark} Quartiers"
        )
        assert fichier.settings() == expected


class TestFile:
    @pytest.fixture
    def only_fault(self, tmp_path: Path) -> Callable[[], str]:
        def read() -> str:
            anomalies: list[Anomalie] = []
            assert read_settings(tmp_path, anomalies) is None
            (found,) = anomalies
            return str(found)

        return read

    def test_missing(self, tmp_path: Path, only_fault: Callable[[], str]) -> None:
        (tmp_path / "constats.csv").touch()
        expected = f"contrat.toml : attendu : le fichier qui décrit le contrat. Il manque dans {tmp_path}."
        assert only_fault() == expected

    @pytest.mark.parametrize(
        "name",
        [
            "contrat.toml.txt", "contrat (1).toml", "contrat - Copie.toml", "Copie de contrat.toml",
            "contrat_copie.toml", "contrat.txt", "contrat",
            "contrats.toml", "contrat.tml", "contra.toml", "contrat .toml",
        ],
    )  # fmt: skip
    def test_under_another_name(self, fichier: Fichier, only_fault: Callable[[], str], name: str) -> None:
        (fichier.chemin.parent / name).write_text(OWN, encoding="utf-8")
        remedy = f"« {name} » est dans le dossier : si c'est lui, le renommer en contrat.toml."
        assert only_fault() == f"contrat.toml : attendu : le fichier qui décrit le contrat. {remedy}"

    @pytest.mark.parametrize("name", ["contrat.toml.txt", "contrat (1).toml", "contrat - Copie.toml"])
    def test_two_of_them(self, fichier: Fichier, name: str) -> None:
        (fichier.chemin.parent / name).write_text("", encoding="utf-8")
        text = fichier.only_fault()
        assert text.startswith(f"contrat.toml : trouvé « {name} » ; attendu : un seul fichier de ce nom, ou presque.")

    @pytest.mark.parametrize("name", ["contrat.toml~", ".contrat.toml.swp", "contrat.toml.bak", "contrat-2018.toml"])
    def test_what_an_editor_or_a_cautious_hand_keeps_beside_it(self, fichier: Fichier, name: str) -> None:
        (fichier.chemin.parent / name).write_text("", encoding="utf-8")
        assert fichier.settings()

    def test_in_capitals(self, fichier: Fichier, only_fault: Callable[[], str]) -> None:
        (fichier.chemin.parent / "Contrat.TOML").write_text(OWN, encoding="utf-8")
        if fichier.chemin.exists():  # Windows, macOS: this is its name too
            assert read_settings(fichier.chemin.parent, []) is not None
        else:
            assert "« Contrat.TOML » est dans le dossier" in only_fault()

    def test_another_name_of_the_same_file(self, fichier: Fichier) -> None:
        try:
            (fichier.chemin.parent / "contrat (1).toml").symlink_to("contrat.toml")
        except OSError:
            pytest.skip("Windows asks for a right to make links")
        assert fichier.settings()

    def test_a_folder_in_its_place(self, fichier: Fichier, only_fault: Callable[[], str]) -> None:
        fichier.chemin.mkdir()
        assert "Ce nom est celui d'un dossier" in only_fault()

    def test_a_link_to_nothing(self, fichier: Fichier, only_fault: Callable[[], str]) -> None:
        try:
            fichier.chemin.symlink_to("nulle-part")
        except OSError:
            pytest.skip("Windows asks for a right to make links")
        assert "un lien vers un fichier qui n'existe pas" in only_fault()

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes")
    def test_a_pipe_is_not_waited_for(self, fichier: Fichier, only_fault: Callable[[], str]) -> None:
        os.mkfifo(fichier.chemin)
        assert "ce qui n'est pas un fichier" in only_fault()

    def test_that_may_not_be_read(
        self, fichier: Fichier, only_fault: Callable[[], str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        fichier.chemin.touch()
        monkeypatch.setattr(Path, "open", refuse)
        text = only_fault()
        assert text.startswith("contrat.toml : attendu : un fichier texte lisible.")
        assert "denied" not in text

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"", "Il est vide"),
            (b" \r\n\r\n", "Il est vide"),
            (b"\xff\xfe\x00", "un fichier texte lisible"),
            (b"\x81\x8d", "un fichier texte lisible"),  # nothing in Windows-1252, no French in the others
            (OWN.encode("utf-16-le"), "ligne 1 : attendu : du texte, sans caractère nul"),  # no mark
            (OWN.replace("[lecture]", "[lecture]\0").encode(), "du texte, sans caractère nul"),
            (b"PK\x03\x04\x00\x00", "du texte, sans caractère nul"),
            (OWN.encode() + b"#" * 1_000_001, "un fichier de quelques dizaines de lignes"),
            (OWN.encode() + "é".encode() * 600_000, "un fichier de quelques dizaines de lignes"),
            (OWN.encode() + b"\n" * 20_001, "un fichier de quelques dizaines de lignes"),
        ],
    )
    def test_that_is_no_contract(
        self, fichier: Fichier, only_fault: Callable[[], str], content: bytes, says: str
    ) -> None:
        fichier.chemin.write_bytes(content)
        assert says in only_fault()

    @pytest.mark.parametrize("line", ["<p>Contrat</p>", "a = 1", "[s{0}]", "k{0} = 1", "x = [", 'x = """', "{0}"])
    def test_of_thousands_of_faults_says_some(self, fichier: Fichier, line: str) -> None:
        fichier.texte = OWN + "\n".join(line.format(n) for n in range(15_000))
        assert 0 < len(fichier.faults()) < 60

    @pytest.mark.parametrize(
        "value",
        ["a" * 300_000 + "1", '"' + '\\"' * 150_000, '"' * 300_000, "[" * 300_000, "{a=" * 100_000, "a." * 150_000],
        ids=["word", "escapes", "quotes", "lists", "tables", "dots"],
    )
    def test_of_an_endless_line_is_soon_refused(self, fichier: Fichier, value: str) -> None:
        """Read in a fraction of a second; looked at again from each of its characters, it would take hours."""
        line = fichier.set("contrat.horizon", value)
        start = time.monotonic()
        assert fichier.only_fault().startswith(f"contrat.toml, ligne {line} : trouvé « ")
        assert time.monotonic() - start < 30


class TestDictionary:
    def test_every_field_has_a_help_and_an_example_that_is_read(self, fichier: Fichier) -> None:
        fichier.replace("qpv-nord = ", 'qpv-nord = "QPV du Nord"\nagglo = "Agglomération"')  # one example names it
        fichier.replace(
            "agglomeration = ", 'adoptees_le = 2026-01-01\nagglomeration = ""'
        )  # a day that nobody wrote yet
        for section in SECTIONS.values():
            for key in (section.cles or {}).values():
                assert key.reglage.aide
                fichier.set(key.chemin, key.reglage.exemple)
        assert fichier.settings()

    def test_every_field_is_read(self) -> None:
        described = {name: set(section.cles or {}) for name, section in SECTIONS.items()}
        assert described["lecture"] == {f.name for f in fields(Lecture)}
        assert described["document"] == {f.name for f in fields(Document)}
        assert described["contrat"] < {f.name for f in fields(Contrat)}

    def test_the_table_of_lisezmoi_is_that_of_the_description(self) -> None:
        assert settings_table() in LISEZMOI, "replace it by what settings_table() gives"

    @pytest.mark.parametrize(
        ("start", "new"),
        [
            ("ecart_points = ", "ecart_points = 2,0"),
            ("edition = ", "edition = 23/11/2026"),
            ("[lecture]", "[lectures]"),
        ],
    )
    def test_the_messages_of_lisezmoi_are_those_that_are_given(self, fichier: Fichier, start: str, new: str) -> None:
        fichier.replace(start, new)
        assert f"| {fichier.only_fault()} |" in LISEZMOI

    def test_so_is_that_of_a_missing_file(self, fichier: Fichier) -> None:
        (fichier.chemin.parent / "contrat.toml.txt").touch()
        anomalies: list[Anomalie] = []
        read_settings(fichier.chemin.parent, anomalies)
        assert f"| {anomalies[0]} |" in LISEZMOI


def test_a_contract_is_not_loaded_with_wrong_settings(
    dossier: Path, only_anomaly: Callable[[], Anomalie], contrat: Contrat
) -> None:
    assert load_contrat(dossier) == contrat
    fichier = Fichier(dossier / "contrat.toml")
    line = fichier.set("lecture.ecart_points", "-2.0")
    fichier.read()
    assert only_anomaly().ligne == line
