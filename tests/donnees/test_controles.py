"""Whatever is wrong in the tables is said where it is, with what was found and what is expected, in French.

Mistakes are made in the project's own data, in the first row that suits: the staff may change the rows
without breaking a test.
"""

import codecs
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from quartiers import DEFAULT_DATA
from quartiers.donnees import Anomalie, Contrat, DonneesInvalides, load_contrat
from quartiers.donnees.tables import TABLES

Faults = Callable[[], tuple[Anomalie, ...]]
OneFault = Callable[[], Anomalie]
RowsOf = Callable[[str], list[list[str]]]
Write = Callable[[str, list[list[str]]], None]
Row = Mapping[str, str]
Change = str | Callable[[str], str]


@dataclass(frozen=True)
class Mistake:
    """A cell written wrong, and what the only message then says of it.

    ``new`` is the wrong text, or makes it from the right one; ``says`` may quote the right one as ``{old}``.
    The row is the first where ``where`` holds (or where the cell is filled); ``beside`` sets its other cells. ``at`` is
    the column that the message names, where it is not the one that was spoilt.
    """

    table: str
    column: str
    new: Change
    says: tuple[str, ...]
    where: Callable[[Row], bool] | None = None
    beside: dict[str, str] = field(default_factory=dict)
    at: str | None = None

    def __str__(self) -> str:
        shown = self.new if isinstance(self.new, str) else f"misspelt, {self.says[0]}"
        return f"{self.table}.{self.column}: {shown or 'empty'}"

    def make(self, rows_of: RowsOf, write: Write) -> tuple[int, str, str]:
        """Spoil the table; gives the line, the right cell and the wrong one."""
        header, *rows = rows_of(self.table)
        suits = self.where or (lambda row: row[self.column] != "")
        index = next(i for i, row in enumerate(rows) if suits(dict(zip(header, row, strict=True))))
        old = rows[index][header.index(self.column)]
        new = self.new if isinstance(self.new, str) else self.new(old)
        assert old.strip() != new.strip(), "the row suits, but is already written so"
        for column, cell in {**self.beside, self.column: new}.items():
            rows[index][header.index(column)] = cell
        write(self.table, [header, *rows])
        return index + 2, old, new


def mistake(
    place: str,
    new: Change,
    *says: str,
    where: Callable[[Row], bool] | None = None,
    beside: Row | None = None,
    at: str | None = None,
) -> Mistake:
    table, column = place.split(".")
    return Mistake(table, column, new, says, where, dict(beside or {}), at)


def unknown(place: str, expected: str) -> Mistake:
    """An identifier of another table with a letter too many."""
    return mistake(place, lambda old: f"{old}x", expected, "Sans doute « {old} »")


def is_percent(row: Row) -> bool:
    return row["indicateur"].endswith("_pct") and row["valeur"] != ""


def is_amount(row: Row) -> bool:
    return row["indicateur"].endswith("_eur") and row["valeur"] != ""


def is_level_only(row: Row) -> bool:
    return row["valeur"] != "" and not any(row[c] for c in ("annee_initiale", "variation", "tendance", "reference"))


def is_change_only(row: Row) -> bool:
    return row["variation"] != "" and row["valeur"] == ""


def has_initial_value(row: Row) -> bool:
    return row["valeur_initiale"] != ""


def has_value(row: Row) -> bool:
    return row["valeur"] != ""


def is_published(row: Row) -> bool:
    return row["statut"] == "publié"


def is_published_count(row: Row) -> bool:
    return row["statut"] == "publié" and row["indicateur"].endswith("_nb")


def is_published_share(row: Row) -> bool:
    return row["statut"] == "publié" and row["indicateur"].endswith("_pct")


def is_computed(row: Row) -> bool:
    return row["statut"] == "calculé" and row["indicateur"].endswith("_pct")


def is_of_2022(row: Row) -> bool:
    return row["edition"] == "2022" and row["annee"] != ""


def is_weighted(row: Row) -> bool:
    return row["poids"] != ""


def is_euro(row: Row) -> bool:
    return row["unite"] == "€"


def is_part(row: Row) -> bool:
    return row["couverture"] == "partie"


YEAR = "une année sur quatre chiffres, entre 1990 et 2100"
SHARE = "un pourcentage entre 0 et 100"
POINTS = "un nombre de points, entre -100 et 100"
TWO_YEARS = {"annee": "2018", "valeur": "40", "valeur_initiale": "30"}

CELLS = [
    # Numbers
    mistake("diagnostic.valeur", "4l", "un nombre (12,5)", where=is_level_only),
    mistake("diagnostic.valeur", "environ 41", "un nombre (12,5)"),
    mistake("diagnostic.variation", "x", "un nombre (12,5)", where=is_change_only, beside={"tendance": ""}),
    mistake("diagnostic.annee", "2019,5", "un nombre entier"),
    mistake("diagnostic.annee", "9" * 20, "un nombre entier"),
    mistake("diagnostic.annee_initiale", "20l1", "un nombre entier", where=has_initial_value),
    mistake("diagnostic.annee", "19", YEAR),
    mistake("diagnostic.annee", "-2019", YEAR),
    mistake("thematiques.ordre", "0", "un rang : 1, 2, 3…"),
    mistake("quartiers.longitude", "350,08", "une longitude en degrés, entre -180 et 180"),
    mistake("quartiers.latitude", "-503,737", "une latitude en degrés, entre -90 et 90"),
    # Ranges, which depend on the indicator's unit
    mistake("diagnostic.valeur", "4720", SHARE, "47,2", where=is_percent),
    mistake("diagnostic.valeur", "-41,5", SHARE, where=is_percent),
    mistake("diagnostic.valeur_initiale", "187", SHARE),
    mistake("diagnostic.valeur_reference", "390,5", SHARE),
    mistake("diagnostic.variation", "-540", POINTS),
    mistake("diagnostic.ecart_reference", "720", POINTS),
    mistake("diagnostic.valeur", "-861", "un montant positif, en euros", where=is_amount),
    mistake("diagnostic.valeur", "0", "un montant positif, en euros", where=is_amount),
    mistake("references.valeur", "139", SHARE, where=is_percent),
    mistake("references.valeur", "-1", "un nombre positif ou nul", beside={"indicateur": "population_nb"}),
    mistake("mesures.valeur", "-12,5", "un nombre positif ou nul", where=is_published_count),
    mistake("mesures.valeur", "108,9", SHARE, where=is_computed),
    mistake("mesures.annee", "2023", "une année qui ne suit pas la diffusion (2022)", where=is_of_2022),
    mistake("mesures.valeur", "4720", "un pourcentage entre 0 et 200", where=is_published_share),
    mistake("repartitions.c99", "4720", "un pourcentage entre 0 et 200"),
    mistake("repartitions.c01", "99", "un centile qui n'est pas au-dessous de c01 (99)", at="c10"),
    # A sign says the unit
    mistake("diagnostic.valeur", "41 €", "un nombre dans l'unité de l'indicateur, « % »", where=is_percent),
    mistake("references.valeur", "26,9 €", "un nombre dans l'unité de l'indicateur, « % »", where=is_percent),
    mistake("diagnostic.valeur", "861 %", "un nombre dans l'unité de l'indicateur, « € »", where=is_amount),
    mistake("diagnostic.annee", "2019 %", "un nombre sans unité", "Retirer « % »."),
    mistake("quartiers.longitude", "3,5 €", "un nombre sans unité"),
    # What the data's own date, or a code, makes impossible
    mistake("diagnostic.annee", "2031", "une année qui ne suit pas celle des données (2026)", where=is_level_only),
    mistake("references.annee", "2031", "une année qui ne suit pas celle des données (2026)"),
    mistake("mesures.edition", "2031", "une année qui ne suit pas celle des données (2026)"),
    mistake("mesures.geographie", "2024", "2015, puisque le code est QP", where=lambda r: r["territoire"][:2] == "QP"),
    mistake("qpv.geographie", "2015", "2024, puisque le code est QN"),
    mistake("constats.lignes", "40-35", "des lignes dans l'ordre, comme 35-40"),
    mistake("quartiers.commune", "Raismes", "Anzin, puisque c'est la commune du code 59014"),
    mistake("mesures.valeur", "", "une valeur vide si, et seulement si, le statut est", where=has_value),
    mistake("quartiers.population_2024", "0", "un nombre d'habitants", where=lambda r: r["population_2024"] == ""),
    # Identifiers of other tables, with the nearest one
    unknown("diagnostic.quartier", "un quartier de quartiers.csv"),
    unknown("diagnostic.indicateur", "un indicateur de indicateurs.csv"),
    unknown("diagnostic.reference", "un territoire de contrat.toml"),
    unknown("references.territoire", "un territoire de contrat.toml"),
    unknown("references.indicateur", "un indicateur de indicateurs.csv"),
    unknown("indicateurs.thematique", "une thématique de thematiques.csv"),
    unknown("indicateurs.poids", "un indicateur de indicateurs.csv"),
    # A rate cannot weight a rate, and a quartile is not averaged at all.
    mistake("indicateurs.poids", "taux_pauvrete_pct", "un indicateur d'unité « nombre »", where=is_weighted),
    mistake("indicateurs.poids", "allocataires_nb", "une cellule vide, puisque l'unité n'est pas %", where=is_euro),
    mistake("indicateurs.confusions", "zzz", "des indicateurs de indicateurs.csv"),
    unknown("mesures.indicateur", "un indicateur de indicateurs.csv"),
    unknown("repartitions.indicateur", "un indicateur de indicateurs.csv"),
    unknown("catalogue_insee.indicateur", "un indicateur de indicateurs.csv"),
    unknown("constats.quartier", "un quartier de quartiers.csv"),
    unknown("constats.thematique", "une thématique de thematiques.csv"),
    unknown("priorites.quartier", "un quartier de quartiers.csv"),
    unknown("priorites.thematique", "une thématique de thematiques.csv"),
    unknown("synthese_publiee.quartier", "un quartier de quartiers.csv"),
    unknown("synthese_publiee.thematique", "une thématique de thematiques.csv"),
    mistake("declinaisons.priorite", lambda old: f"{old}x", "une priorité de priorites.csv", "Sans doute « {old} »"),
    mistake("diagnostic.quartier", str.capitalize, "un quartier de quartiers.csv", "Sans doute « {old} »"),
    mistake("diagnostic.quartier", "../../etc/passwd", "un quartier de quartiers.csv"),
    mistake("indicateurs.thematiques_liees", "jeuneses", "des thématiques de thematiques.csv", "« jeunesse »"),
    mistake("indicateurs.publics", "femme", "des publics de contrat.toml", "Sans doute « femmes »"),
    mistake("priorites.publics", "Jeunes, femmes", "des publics de contrat.toml", "Sans doute « jeunes | femmes »"),
    mistake("synthese_publiee.priorites", "zzz", "des priorités de priorites.csv"),
    # Required cells
    mistake("quartiers.nom", " ", "une valeur", "La cellule est obligatoire."),
    mistake("diagnostic.affirmation", "", "une valeur", "La cellule est obligatoire."),
    mistake("constats.constat_id", "", "une valeur", "La cellule est obligatoire."),
    mistake("priorites.priorite", "", "une valeur", "La cellule est obligatoire."),
    mistake("indicateurs.indicateur", "", "une valeur", "La cellule est obligatoire."),
    mistake("thematiques.thematique", "", "une valeur", "La cellule est obligatoire."),
    mistake("diagnostic.indicateur", "", "une valeur", "La cellule est obligatoire."),
    mistake("diagnostic.precision", "", "une valeur", "La cellule est obligatoire."),
    mistake("references.valeur", "", "une valeur", "La cellule est obligatoire."),
    mistake("constats.constat", "\u00a0", "une valeur", "La cellule est obligatoire."),
    mistake("declinaisons.ordre", "", "une valeur", "La cellule est obligatoire."),
    mistake("synthese_publiee.quartier", "", "une valeur", "La cellule est obligatoire."),
    # Closed lists: every accepted value is given
    mistake("diagnostic.position", "au dessous", "au-dessus, au-dessous ou comparable"),
    mistake("diagnostic.precision", "exact", "exacte, environ, plus de ou moins de", "Sans doute « exacte »"),
    mistake("diagnostic.tendance", "en baisse", "hausse, baisse ou stable", where=lambda r: r["variation"] != ""),
    mistake("quartiers.couverture", "partiel", "entier ou partie"),
    mistake("quartiers.validation", "valide", "validé ou sous réserve"),
    mistake("indicateurs.unite", "pourcent", "%, € ou nombre"),
    mistake("indicateurs.evolution", "oui", "recensement, annuelle ou non"),
    mistake("quartiers.perimetre", "agrandi", "inchangé, étendu, réduit ou regroupé"),
    mistake("mesures.geographie", "2023", "2015, 2024 ou commune"),
    mistake("mesures.geographie", "2015", "commune, puisque le code est 59", where=lambda r: r["theme"] == "COM"),
    mistake("mesures.theme", "LOGT", "DEMO, IPRO, REVN, RP, COM, FILO, POP, DEFM, CAF, EDUC, DNB ou RPLS"),
    mistake("mesures.statut", "estimé", "publié, calculé ou non diffusé", where=has_value),
    mistake("indicateurs.sens", "défavorable", "favorable, defavorable ou contexte"),
    mistake("constats.origine", "tous", "habitants, acteurs, habitants et acteurs ou non précisée"),
    mistake("constats.nature", "force", "difficulté, atout ou contexte"),
    mistake("priorites.echelle", "quartier", "intercommunale ou propre"),
    mistake("thematiques.echelle", "locale", "intercommunale, propre ou diagnostic", where=lambda r: r["ordre"] != "1"),
    # Forms
    mistake("quartiers.code_insee", "5914", "un code de commune, comme 59606"),
    mistake("quartiers.code_qpv_2024", "QP059020", "un code de QPV de 2024, comme QN"),
    mistake("quartiers.code_qpv_2015", "QN05920M", "un code de QPV de 2015, comme QP"),
    mistake("quartiers.code_qpv_2015", "QP059022, QP059056", "un code de QPV de 2015, comme QP", "séparés par |"),
    mistake("quartiers.code_qpv_2015", "QP05902", "un code de QPV de 2015, comme QP"),
    mistake("quartiers.code_qpv_2024", "QN2A01M", "un code de QPV de 2024, comme QN"),
    mistake("qpv.qpv", "59021", "un code de QPV, comme QP059021 (2015) ou QN05921M (2024)"),
    mistake("mesures.territoire", "QP59021", "un code de QPV ou de commune, comme", "ou un territoire de contrat.toml"),
    mistake("quartiers.communes_qpv", "Anzin | Raismes", "une commune avec son code, comme", "séparés par |"),
    mistake("quartiers.nom_court", "V" * 41, "un nom de 40 caractères au plus"),
    mistake("constats.lignes", "l. 37", "des numéros de ligne du document (35, 35-40 ou 35, 40)"),
    # What several cells say together
    mistake("quartiers.code_insee", lambda old: f"{old} | 59491", "autant de codes que de communes (1)"),
    mistake("quartiers.communes_qpv", "00000 Ailleurs", "parmi celles du QPV"),
    mistake("quartiers.couverture", "entier", "partie, puisque plusieurs projets", where=is_part),
    mistake("diagnostic.valeur", "", "une valeur, une variation ou une tendance", where=is_level_only),
    mistake("diagnostic.annee_initiale", "", "l'année de la valeur initiale", where=has_initial_value),
    mistake("diagnostic.annee_initiale", "2019", "une année antérieure à 2018", beside=TWO_YEARS, where=is_percent),
    mistake("diagnostic.annee_initiale", "2018", "une année antérieure à 2018", beside=TWO_YEARS, where=is_percent),
    *(
        mistake(
            "diagnostic.reference", "", f"le territoire auquel « {column} » se rapporte",
            where=lambda r: r["reference"] != "",
            beside={**dict.fromkeys(("valeur_reference", "ecart_reference", "position"), ""), column: cell},
        )
        for column, cell in (("position", "au-dessus"), ("valeur_reference", "39"), ("ecart_reference", "7,2"))
    ),
    mistake(
        "priorites.thematique", "population",
        "une thématique qui peut porter des priorités", "Son échelle est « diagnostic » dans thematiques.csv.",
    ),
]  # fmt: skip


@pytest.mark.parametrize("wrong", CELLS, ids=str)
def test_one_wrong_cell_is_one_message(rows_of: RowsOf, write: Write, only_anomaly: OneFault, wrong: Mistake) -> None:
    line, old, new = wrong.make(rows_of, write)
    found = only_anomaly()
    column = wrong.at or wrong.column
    assert (found.fichier, found.ligne, found.colonne) == (TABLES[wrong.table].chemin, line, column)
    if wrong.at:  # another cell of the row, which no longer agrees
        assert all(text in str(found) for text in wrong.says)
        return
    shown = f"trouvé « {new} »" if new.strip() else "cellule vide"
    start = f"{TABLES[wrong.table].chemin}, ligne {line}, colonne « {wrong.column} » : {shown} ; attendu : "
    assert str(found).startswith(start)
    for text in wrong.says:
        assert text.format(old=old) in str(found).removeprefix(start)


def test_a_name_far_from_all_others_gets_no_suggestion(rows_of: RowsOf, write: Write, only_anomaly: OneFault) -> None:
    mistake("diagnostic.quartier", "zzz").make(rows_of, write)
    assert "Sans doute" not in str(only_anomaly())


def test_only_the_wrong_item_of_a_list_is_shown(rows_of: RowsOf, write: Write, only_anomaly: OneFault) -> None:
    mistake("priorites.publics", lambda old: f"{old} | martiens").make(rows_of, write)
    assert only_anomaly().trouve == "martiens"


def test_one_erased_identifier_hides_no_more_than_one_unknown(rows_of: RowsOf, write: Write, anomalies: Faults) -> None:
    """What was erased was one name: of two that nobody knows, one at least is misspelt."""
    mistake("priorites.priorite", "").make(rows_of, write)
    header, first, *others = rows_of("declinaisons")
    column = header.index("priorite")
    line, last = next((n, row) for n, row in enumerate(others, start=3) if row[column] != first[column])
    last[column] += "x"
    write("declinaisons", [header, first, *others])
    told = [a for a in anomalies() if a.fichier == "declinaisons.csv"]
    assert (line, last[column]) in [(a.ligne, a.trouve) for a in told]
    assert {a.colonne for a in told} == {"priorite"}


def test_an_identifier_refused_on_two_rows_is_not_an_erased_one(
    rows_of: RowsOf, write: Write, anomalies: Faults
) -> None:
    header, first, second, *others = rows_of("priorites")
    column = header.index("priorite")
    first[column] = second[column] = "Une priorité"
    write("priorites", [header, first, second, *others])
    forms = rows_of("declinaisons")
    unknown_one = [*forms[-1]]
    unknown_one[forms[0].index("priorite")] = "zzz"
    kept = [row for row in forms[1:] if row[forms[0].index("priorite")] in {row[column] for row in others}]
    write("declinaisons", [forms[0], *kept, unknown_one])
    assert "zzz" in [a.trouve for a in anomalies() if a.fichier == "declinaisons.csv"]


def test_a_published_row_names_its_own_priorities(
    rows_of: RowsOf, write: Write, only_anomaly: OneFault, contrat: Contrat
) -> None:
    quartier = contrat.synthese_publiee[0].quartier
    other = next(p.priorite for p in contrat.priorites if p.quartier != quartier)
    line, _, _ = mistake("synthese_publiee.priorites", lambda old: f"{old} | {other}").make(rows_of, write)
    assert str(only_anomaly()) == (
        f"synthese_publiee.csv, ligne {line}, colonne « priorites » : trouvé « {other} » ; "
        f"attendu : une priorité de {quartier}."
    )


class TestIdentifiers:
    """Identifiers become file names, on every system, and links: nothing else than their safe form gets in."""

    WRONG = (
        *("Sante", "santé", "sante mentale", "-sante", "sante-", "sante--mentale", "s" * 61, "sante.", "a:b"),
        *("../secret", "..", ".", "a/b", "a\\b", "/etc", "%2e%2e", "~", "<b>"),
        *("con", "nul", "aux", "prn", "com1", "lpt9"),  # Windows keeps these for devices
    )
    RIGHT = ("sante2", "2030", "sante-mentale", "sante_mentale", "s" * 60, "console", "con-centre", "com10")

    @staticmethod
    def add(identifiers: tuple[str, ...], rows_of: RowsOf, write: Write) -> int:
        """Add a theme under each identifier; gives the line of the first."""
        rows = rows_of("thematiques")
        assert rows[0] == ["thematique", "libelle", "echelle", "ordre", "mots", "en_phrase"]
        added = [[name, f"Thème ajouté {i}", "propre", f"{i}", "", ""] for i, name in enumerate(identifiers, start=100)]
        write("thematiques", [*rows, *added])
        return len(rows) + 1

    def test_refused(self, rows_of: RowsOf, write: Write, anomalies: Faults) -> None:
        line = self.add(self.WRONG, rows_of, write)
        found = anomalies()
        assert [(a.ligne, a.trouve) for a in found] == list(enumerate(self.WRONG, start=line))
        assert {(a.fichier, a.colonne) for a in found} == {("thematiques.csv", "thematique")}
        expected = "un identifiant : lettres minuscules sans accent"
        assert all(expected in str(a) for a in found)

    def test_accepted(self, dossier: Path, rows_of: RowsOf, write: Write) -> None:
        self.add(self.RIGHT, rows_of, write)
        assert set(load_contrat(dossier).thematiques) >= set(self.RIGHT)


class TestDuplicates:
    @pytest.mark.parametrize(
        "place",
        ["quartiers.quartier", "quartiers.ordre", "quartiers.nom", "diagnostic.affirmation", "thematiques.libelle"],
    )
    def test_a_value_that_must_be_unique(self, rows_of: RowsOf, write: Write, anomalies: Faults, place: str) -> None:
        table, column = place.split(".")
        rows = rows_of(table)
        position = rows[0].index(column)
        rows[3][position] = rows[1][position]
        write(table, rows)
        # A quartier renamed is also missed elsewhere: only what is said of this column counts here.
        found = [a for a in anomalies() if (a.fichier, a.colonne) == (f"{table}.csv", column)]
        assert [a.ligne for a in found] == [2, 4]
        assert {a.trouve for a in found} == {rows[1][position]}
        assert all("une valeur qui n'apparaît qu'une fois dans la colonne" in str(a) for a in found)

    @pytest.mark.parametrize(
        ("place", "expected"),
        [
            ("diagnostic.quartier", "un chiffre saisi une seule fois"),
            ("references.territoire", "une référence saisie une seule fois"),
            ("constats.quartier", "un constat saisi une seule fois"),
        ],
    )
    def test_a_row_entered_twice_names_the_first(
        self, rows_of: RowsOf, write: Write, only_anomaly: OneFault, place: str, expected: str
    ) -> None:
        table, column = place.split(".")
        rows = rows_of(table)
        copy = [*rows[3]]
        if table != "references":
            copy[0] = "copie"  # the identifier differs, the content does not
        write(table, [*rows, copy])
        found = only_anomaly()
        assert (found.fichier, found.ligne, found.colonne) == (f"{table}.csv", len(rows) + 1, column)
        assert f"attendu : {expected}. Voir aussi la ligne 4." in str(found)

    def test_an_emptier_row_is_not_taken_for_the_first(
        self, rows_of: RowsOf, write: Write, only_anomaly: OneFault, contrat: Contrat
    ) -> None:
        # Same quartier and indicator without figures, then with: only the last two say the same thing.
        common = {
            "quartier": next(iter(contrat.quartiers)),
            "indicateur": "population_femmes_pct",
            "tendance": "hausse",
            "precision": "exacte",
        }
        figures = {"annee": "2019", "valeur": "40"}
        added = [{"affirmation": "a"}, {"affirmation": "b", **figures}, {"affirmation": "c", **figures}]
        rows = rows_of("diagnostic")
        write("diagnostic", [*rows, *([{**common, **row}.get(c, "") for c in rows[0]] for row in added)])
        found = only_anomaly()
        assert (found.ligne, found.remede) == (len(rows) + 3, f"Voir aussi la ligne {len(rows) + 2}.")

    def test_two_forms_of_a_priority_with_the_same_rank(
        self, rows_of: RowsOf, write: Write, only_anomaly: OneFault
    ) -> None:
        rows = rows_of("declinaisons")
        write("declinaisons", [*rows, [*rows[1][:2], "Autre forme", ""]])
        found = only_anomaly()
        assert (found.fichier, found.ligne) == ("declinaisons.csv", len(rows) + 1)
        assert found.trouve == f"{rows[1][0]} / {rows[1][1]}"
        assert "Voir aussi la ligne 2." in str(found)

    @pytest.mark.parametrize(
        ("table", "expected"),
        [
            ("priorites", "une priorité saisie une seule fois"),
            ("declinaisons", "une déclinaison saisie une seule fois"),
        ],
    )
    def test_the_same_priority_or_form_in_other_letters(
        self, rows_of: RowsOf, write: Write, only_anomaly: OneFault, table: str, expected: str
    ) -> None:
        rows = rows_of(table)
        copy = [
            cell.upper() if n == rows[0].index({"priorites": "intitule"}.get(table, "declinaison")) else cell
            for n, cell in enumerate(rows[1])
        ]
        copy[0 if table == "priorites" else 1] = "copie" if table == "priorites" else "99"
        write(table, [*rows, copy])
        assert only_anomaly().ligne == len(rows) + 1
        assert expected in str(only_anomaly())
        assert "Voir aussi la ligne 2." in str(only_anomaly())

    def test_a_commune_has_one_code(self, rows_of: RowsOf, write: Write, anomalies: Faults) -> None:
        """« 59014 Denain » in one row, « 59014 Anzin » in all others."""
        header, *rows = rows_of("quartiers")
        place = header.index("communes_qpv")
        rows[0][place] = rows[0][place].replace("59014 Anzin", "59014 Denain")
        write("quartiers", [header, *rows])
        found = anomalies()
        assert all("puisque c'est la commune du code 59014" in str(a) for a in found)
        assert {a.trouve for a in found} == {"Anzin"}


class TestColumns:
    @pytest.fixture
    def rename(self, rows_of: RowsOf, write: Write) -> Callable[[str, str, str], None]:
        def change(table: str, old: str, new: str) -> None:
            header, *rows = rows_of(table)
            header[header.index(old)] = new
            write(table, [header, *rows])

        return change

    def test_missing(self, rows_of: RowsOf, write: Write, only_anomaly: OneFault) -> None:
        rows = rows_of("references")
        dropped = rows[0].index("valeur")
        write("references", [row[:dropped] + row[dropped + 1 :] for row in rows])
        assert str(only_anomaly()) == "references.csv, ligne 1 : attendu : une colonne « valeur » (elle manque)."

    def test_misspelt_is_told_with_the_name_it_should_have(
        self, rename: Callable[[str, str, str], None], only_anomaly: OneFault
    ) -> None:
        rename("references", "valeur", "valuer")
        assert str(only_anomaly()) == (
            "references.csv, ligne 1 : trouvé « valuer » ; attendu : une colonne connue. Sans doute « valeur »."
        )

    def test_unknown(self, rows_of: RowsOf, write: Write, only_anomaly: OneFault) -> None:
        write("references", [[*row, "remarque"] for row in rows_of("references")])
        text = str(only_anomaly())
        assert text.startswith("references.csv, ligne 1 : trouvé « remarque » ; attendu : une colonne connue.")
        assert "LISEZMOI.md" in text

    def test_without_a_name(self, rows_of: RowsOf, write: Write, only_anomaly: OneFault) -> None:
        rows = rows_of("references")
        write("references", [["remarque" if i else "", *row] for i, row in enumerate(rows)])
        assert "trouvé « (sans nom) » ; attendu : une colonne connue." in str(only_anomaly())

    def test_a_table_that_cannot_be_judged_accuses_no_other(
        self, rename: Callable[[str, str, str], None], anomalies: Faults
    ) -> None:
        # Without its identifiers, no other table can be said to name an unknown quartier.
        rename("quartiers", "quartier", "numero")
        assert {a.fichier for a in anomalies()} == {"quartiers.csv"}


class TestFolder:
    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(DonneesInvalides) as caught:
            load_contrat(tmp_path / "nulle-part")
        (found,) = caught.value.anomalies
        assert found.fichier == str(tmp_path / "nulle-part")
        assert "un dossier de données" in str(found)

    def test_a_file_in_its_place(self, dossier: Path) -> None:
        with pytest.raises(DonneesInvalides, match="un dossier de données"):
            load_contrat(dossier / "quartiers.csv")

    @pytest.mark.parametrize("table", ["quartiers", "indicateurs", "thematiques"])
    def test_missing_table(self, dossier: Path, only_anomaly: OneFault, table: str) -> None:
        (dossier / f"{table}.csv").unlink()
        text = str(only_anomaly())
        assert text.startswith(f"{table}.csv : attendu : un fichier {table}.csv, ou une feuille « {table} »")
        assert str(dossier) in text

    def test_a_contract_without_any_table(self, tmp_path: Path) -> None:
        shutil.copy(DEFAULT_DATA / "contrat.toml", tmp_path)
        with pytest.raises(DonneesInvalides) as caught:
            load_contrat(tmp_path)
        # The three tables that are not optional.
        tables = ["indicateurs.csv", "quartiers.csv", "thematiques.csv"]
        assert sorted(a.fichier for a in caught.value.anomalies) == tables

    def test_no_quartier_at_all(self, rows_of: RowsOf, write: Write, anomalies: Faults) -> None:
        write("quartiers", rows_of("quartiers")[:1])
        assert "quartiers.csv : attendu : au moins un quartier." in map(str, anomalies())


class TestAllAtOnce:
    def test_every_mistake_of_every_file_by_file_line_and_column(
        self, dossier: Path, rows_of: RowsOf, write: Write, anomalies: Faults
    ) -> None:
        last, _, _ = mistake("diagnostic.valeur_reference", "390").make(rows_of, write)
        first, _, _ = mistake("diagnostic.valeur", "4l", where=lambda r: r["annee"] != "", beside={"annee": "19"}).make(
            rows_of, write
        )
        finding, _, _ = mistake("constats.quartier", "zzz").make(rows_of, write)
        contract = dossier / "contrat.toml"
        contract.write_text(contract.read_text(encoding="utf-8").replace("horizon = ", "horizon = 0.5 + "), "utf-8")
        (dossier / "thematiques.csv").unlink()
        assert first < last
        assert [(a.fichier, a.colonne) for a in anomalies()] == [
            # What stops a whole file first, then the tables, those that others refer to before the others.
            ("contrat.toml", None),
            ("thematiques.csv", None),
            ("diagnostic.csv", "annee"),
            ("diagnostic.csv", "valeur"),
            ("diagnostic.csv", "valeur_reference"),
            ("constats.csv", "quartier"),
        ]
        assert [a.ligne for a in anomalies() if a.colonne] == [first, first, last, finding]

    def test_two_workbooks_do_not_hide_the_contract_file(self, dossier: Path, anomalies: Faults) -> None:
        (dossier / "contrat.toml").unlink()
        for name in ("a.xlsx", "b.xlsx"):
            (dossier / name).write_bytes(b"")
        assert [a.fichier for a in anomalies()] == ["a.xlsx, b.xlsx", "contrat.toml"]

    def test_unknown_items_of_one_cell_in_their_order(self, rows_of: RowsOf, write: Write, anomalies: Faults) -> None:
        items = [f"public{n}" for n in (3, 1, 2, 9, 5, 8)]
        mistake("priorites.publics", " | ".join(items)).make(rows_of, write)
        assert [a.trouve for a in anomalies()] == items


class TestMessage:
    def test_order_is_stable_and_repeats_are_dropped(self) -> None:
        # Same place, same expectation: the order found is kept, whatever the seed of Python's hashes.
        found = [Anomalie("a.csv", "un nombre", 3, "valeur", str(n)) for n in range(30)]
        later, sooner = Anomalie("a.csv", "un nombre", 12), Anomalie("a.csv", "un nombre", 2)
        error = DonneesInvalides([later, *found, *found, sooner])
        assert error.anomalies == (sooner, *found, later)

    def test_says_how_many_and_one_a_line(self) -> None:
        one = DonneesInvalides([Anomalie("a.csv", "un nombre", 3, "valeur", "x", "Voir la ligne 2.")])
        assert str(one) == (
            "1 anomalie dans les données :\n"
            "- a.csv, ligne 3, colonne « valeur » : trouvé « x » ; attendu : un nombre. Voir la ligne 2."
        )

    def test_a_flood_is_counted_by_kind(self) -> None:
        """A rule broken on a thousand lines does not hide the one that is broken once."""
        many = [Anomalie("a.csv", f"une année antérieure à {n}", n, "annee") for n in range(1, 1001)]
        lines = str(DonneesInvalides([*many, Anomalie("b.csv", "un nombre", 7, "valeur", "x")])).splitlines()
        assert lines[0] == "1001 anomalies dans les données :"
        assert [line.split(" :")[0] for line in lines[1:6]] == [
            f"- a.csv, ligne {n}, colonne « annee »" for n in range(1, 6)
        ]
        assert lines[6] == "  … et 995 autres du même genre, jusqu'à : a.csv, ligne 1000, colonne « annee »."
        assert lines[7:] == ["- b.csv, ligne 7, colonne « valeur » : trouvé « x » ; attendu : un nombre."]

    def test_more_kinds_than_can_be_read_are_counted_too(self) -> None:
        kinds = [
            Anomalie(f"{letter}.csv", "un nombre", 1, column) for letter in "abcdefghij" for column in "abcdefghij"
        ]
        lines = str(DonneesInvalides(kinds)).splitlines()
        assert len(lines) == 62
        assert lines[-1] == "… et 40 autres, de 40 genres."

    def test_found_text_is_shortened_and_printable(self) -> None:
        text = str(Anomalie("a.csv", "un nom", 1, "nom", "x" * 5000))
        assert "x…" in text
        assert len(text) < 200
        # A terminal escape must not reach the terminal; a no-break space is a space to whoever reads.
        assert "trouvé « 12 % �[31m »" in str(Anomalie("a.csv", "un nombre", 1, "valeur", "12\u202f% \x1b[31m"))


PAYLOADS = (
    "<script>alert('é')</script><img src=x onerror=alert(1)>",
    "&amp; &lt;b&gt; &#x3c;",
    '#import "/etc/passwd"; #eval("1") $x^2$ *gras* _penché_ @renvoi <ancre> \\ `code` ~ // fin',
    "{{ 7 * 7 }} {% raw %} ${HOME} %s {0}",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1;2)",
    "# titre **gras** [lien](javascript:alert(1))",
    "« guillemets », \"droits\", 'simples' ; virgule, point-virgule | barre",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🏘️ אבג \u202eabc",
)


@pytest.mark.parametrize(
    "place",
    [
        "quartiers.nom",
        "quartiers.note",
        "quartiers.libelle_qpv_2024",
        "indicateurs.definition",
        "diagnostic.note",
        "references.source",
        "constats.constat",
        "priorites.intitule",
        "declinaisons.declinaison",
        "declinaisons.forme",
        "synthese_publiee.note",
    ],
)
def test_free_text_is_text_whatever_it_looks_like(dossier: Path, rows_of: RowsOf, write: Write, place: str) -> None:
    """Escaping belongs to whoever renders: reading neither refuses nor changes what a cell says.

    A mark of direction says nothing: it turns what is said, and is dropped.
    """
    table, column = place.split(".")
    header, *rows = rows_of(table)
    for row, text in zip(rows, PAYLOADS, strict=False):
        row[header.index(column)] = text
    write(table, [header, *rows])
    read = load_contrat(dossier).tables[table][column]
    assert list(read[: len(PAYLOADS)]) == [text.replace("\u202e", "") for text in PAYLOADS]


@pytest.mark.parametrize("typed", ["anzin-Verrerie", "Anzin Verrerie", "anzin verrerie"])
def test_a_mistyped_identifier_is_said_where_it_is(
    edit: Callable[[str, str, str], None], only_anomaly: OneFault, typed: str
) -> None:
    """And not at each row that cites the right one."""
    edit("quartiers.csv", "anzin-verrerie;", f"{typed};")
    found = only_anomaly()
    assert (found.fichier, found.colonne, found.trouve) == ("quartiers.csv", "quartier", typed)


def test_a_refused_identifier_is_proposed_to_nobody(edit: Callable[[str, str, str], None], anomalies: Faults) -> None:
    edit("quartiers.csv", "anzin-verrerie;", "Verrerie!;")
    assert len(anomalies()) > 2
    assert not any("Sans doute « Verrerie" in str(anomaly) for anomaly in anomalies())


def test_a_name_that_windows_keeps_is_said_to_be_one(edit: Callable[[str, str, str], None], anomalies: Faults) -> None:
    edit("quartiers.csv", "anzin-verrerie;", "con;")
    assert "Windows garde « con » pour lui" in str(anomalies()[0])


def test_accents_garbled_by_a_wrong_opening_are_refused(dossier: Path, anomalies: Faults) -> None:
    """Excel, on a double click, reads UTF-8 as Windows-1252; saving then spoils every accent."""
    path = dossier / "thematiques.csv"
    path.write_bytes(path.read_bytes().removeprefix(codecs.BOM_UTF8).decode("cp1252").encode("utf-8"))
    found = anomalies()
    assert {a.attendu for a in found} == {"des accents intacts"}
    assert "Santé".encode().decode("cp1252") in {a.trouve for a in found}


def test_former_qpv_have_as_many_names_as_codes(edit: Callable[[str, str, str], None], anomalies: Faults) -> None:
    edit("quartiers.csv", "Cité Thiers - Cité Du Rivage | Brunehaut", "Cité Thiers - Cité Du Rivage")
    [found] = anomalies()
    assert (found.colonne, found.attendu) == ("libelle_qpv_2015", "autant de noms que de codes de 2015 (2)")


# -- published figures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place",
    [
        ("QN05999M", "QP059021", "59350", "3,06", "50,63"),
        ("QN02A01M", "QP02A001", "2A004", "8,74", "41,92"),
        ("QN02B03I", "QP02B003", "2B033", "9,45", "42,70"),
        ("QN97101M", "QP971001", "97101", "-61,53", "16,24"),
        ("QN97412I", "QP974012", "97411", "55,45", "-20,88"),
    ],
)
def test_codes_of_qpv_of_every_departement(
    dossier: Path, rows_of: RowsOf, write: Write, place: tuple[str, ...]
) -> None:
    """Corsica has letters in its département, and overseas three digits."""
    code, former, commune, longitude, latitude = place
    rows = rows_of("quartiers")
    typed = dict(zip(rows[0], rows[1], strict=True))
    typed |= {"code_qpv_2024": code, "code_qpv_2015": former, "longitude": longitude, "latitude": latitude}
    typed |= {"commune": "Ville", "code_insee": commune, "communes_qpv": f"{commune} Ville"}
    write("quartiers", [rows[0], [*typed.values()], *rows[2:]])
    found = load_contrat(dossier).quartiers["anzin-verrerie"]
    assert (found.code_qpv_2024, found.codes_qpv_2015) == (code, (former,))


QUARTIER = {  # what is typed in a row of quartiers.csv, and the column that is wrong; the others agree
    "a former code of another département": ({"code_qpv_2015": "QP013001"}, "code_qpv_2015"),
    "communes of another département": (
        {"commune": "Marseille", "code_insee": "13055", "communes_qpv": "13055 Marseille"},
        "communes_qpv",
    ),
    "a code of another département than all the rest": ({"code_qpv_2024": "QN01301M"}, "code_qpv_2024"),
    "one former code that would be several": ({"perimetre": "regroupé"}, "perimetre"),
    "a perimeter that did not change, of nothing": (
        {"code_qpv_2015": "", "libelle_qpv_2015": "", "perimetre": "inchangé"},
        "perimetre",
    ),
    "more people than any QPV has": ({"population_2024": "900000000"}, "population_2024"),
}


@pytest.mark.parametrize("kind", QUARTIER)
def test_a_quartier_that_contradicts_itself(rows_of: RowsOf, write: Write, only_anomaly: OneFault, kind: str) -> None:
    typed, column = QUARTIER[kind]
    header, first, *rows = rows_of("quartiers")
    write("quartiers", [header, [typed.get(name, cell) for name, cell in zip(header, first, strict=True)], *rows])
    assert (only_anomaly().ligne, only_anomaly().colonne) == (2, column)


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("population_2024", ("3000", "9")),
        ("perimetre", ("réduit", "étendu")),
        ("code_qpv_2015", ("QP059021", "QP059022")),
    ],
)
def test_two_projects_of_one_qpv_say_the_same_of_it(
    rows_of: RowsOf, write: Write, only_anomaly: OneFault, column: str, cells: tuple[str, str]
) -> None:
    header, *rows = rows_of("quartiers")
    rows[1][header.index(column)], rows[2][header.index(column)] = cells
    if column == "code_qpv_2015":  # the third of the QPV
        rows[13][header.index(column)] = cells[0]
    write("quartiers", [header, *rows])
    assert (only_anomaly().ligne, only_anomaly().colonne) == (4, column)


DIAGNOSTIC = {  # what is typed of a percentage, and the column that is wrong
    "a start under zero": ({"valeur": "5", "variation": "20"}, "variation"),
    "a reference above a hundred": (
        {"valeur": "90", "ecart_reference": "-40", "reference": "qpv-france"},
        "ecart_reference",
    ),
    "less than nothing": ({"valeur": "0", "precision": "moins de"}, "precision"),
    "more than all": ({"valeur": "100", "precision": "plus de"}, "precision"),
    "a start after the data": ({"tendance": "hausse", "annee_initiale": "2027"}, "annee_initiale"),
}


@pytest.mark.parametrize("kind", DIAGNOSTIC)
def test_a_statement_that_cannot_be(rows_of: RowsOf, write: Write, only_anomaly: OneFault, kind: str) -> None:
    typed, column = DIAGNOSTIC[kind]
    header, *rows = rows_of("diagnostic")
    kept = ("affirmation", "quartier", "indicateur", "precision", "lignes")
    rows[0] = [typed.get(name, cell if name in kept else "") for name, cell in zip(header, rows[0], strict=True)]
    rows[0][header.index("indicateur")] = "emploi_15_64_pct"
    write("diagnostic", [header, *rows])
    assert (only_anomaly().ligne, only_anomaly().colonne) == (2, column)


def test_a_number_of_people_is_whole(rows_of: RowsOf, write: Write, only_anomaly: OneFault) -> None:
    header, *rows = rows_of("diagnostic")
    rows[0][header.index("indicateur")], rows[0][header.index("valeur")] = "population_nb", "1,318"
    rows[0][header.index("variation")] = ""
    write("diagnostic", [header, *rows])
    assert "Les milliers s'écrivent sans point ni virgule" in str(only_anomaly())


@pytest.mark.parametrize("table", ["constats", "diagnostic", "priorites"])
def test_a_row_copied_from_another_quartier(rows_of: RowsOf, write: Write, anomalies: Faults, table: str) -> None:
    header, *rows = rows_of(table)
    rows[0][header.index("quartier")] = "bruay-cite-thiers"
    write(table, [header, *rows])
    assert "La ligne a sans doute été copiée d'un autre quartier." in " ".join(map(str, anomalies()))


def test_an_identifier_that_says_another_scale(rows_of: RowsOf, write: Write, anomalies: Faults) -> None:
    header, *rows = rows_of("priorites")
    line = next(n for n, row in enumerate(rows) if row[0].endswith("-i1"))
    rows[line][header.index("echelle")] = "propre"
    write("priorites", [header, *rows])
    assert (f"priorites.csv, ligne {line + 2}", "priorite") in {
        (a.ou.partition(", col")[0], a.colonne) for a in anomalies()
    }


def test_a_row_pasted_twice_is_one_message(rows_of: RowsOf, write: Write, only_anomaly: OneFault) -> None:
    rows = rows_of("quartiers")
    write("quartiers", [*rows, rows[2]])
    assert (only_anomaly().ligne, only_anomaly().attendu) == (len(rows) + 1, "une ligne saisie une seule fois")
    assert "Voir aussi la ligne 3." in str(only_anomaly())


@pytest.mark.parametrize("place", [0, 5])
def test_a_note_or_a_total_under_a_table_is_one_message(
    rows_of: RowsOf, write: Write, only_anomaly: OneFault, place: int
) -> None:
    header, *rows = rows_of("diagnostic")
    write("diagnostic", [header, *rows, ["Source : Insee" if n == place else "" for n in range(len(header))]])
    assert (only_anomaly().attendu, only_anomaly().trouve) == ("une ligne du tableau", "Source : Insee")


def test_a_suppressed_figure_cannot_hold_a_value(rows_of: RowsOf, write: Write, only_anomaly: OneFault) -> None:
    """« non diffusé » and a value: what secrecy hides would be in the folder, one mistake from being printed."""
    line, _, _ = mistake("mesures.statut", "non diffusé", where=has_value).make(rows_of, write)
    found = only_anomaly()
    assert (found.ligne, found.colonne) == (line, "valeur")
    assert "si, et seulement si, le statut est « non diffusé »" in str(found)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("mesures", "une mesure par territoire, indicateur, thème et diffusion"),
        ("repartitions", "une répartition par indicateur et par diffusion"),
        ("millesimes_insee", "une année par thème, volet et diffusion"),
    ],
)
def test_a_publication_entered_twice(
    rows_of: RowsOf, write: Write, only_anomaly: OneFault, table: str, expected: str
) -> None:
    rows = rows_of(table)
    write(table, [*rows, rows[1]])
    assert expected in str(only_anomaly())


def test_what_a_producer_publishes_beyond_100_percent_stays(dossier: Path, rows_of: RowsOf, write: Write) -> None:
    """INSEE's estimates hold a rate of 108,9; what we compute does not."""
    mistake("mesures.valeur", "108,9", where=lambda r: is_published(r) and r["indicateur"] == "emploi_15_64_pct").make(
        rows_of, write
    )
    assert any(m.valeur == 108.9 for m in load_contrat(dossier).mesures)
