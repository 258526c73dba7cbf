"""The tables against the document they were taken from: nothing left out, nothing added, nothing copied.

Every number of the diagnostic sections is extracted with its unit, then accounted for; every number of the
tables is found again in the lines that its row cites. Skipped where the document is not at hand.
"""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest

from quartiers import PROJECT_ROOT
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Affirmation
from quartiers.donnees.tables.relecture import INTERCALE

NOTICE = PROJECT_ROOT.parent / "shared" / "source" / "quartiers.tsv"

# Numbers of the diagnostic sections that are no figure and no part of a name, by line.
EXCEPTIONS = {
    (108, "other", 19.0),  # la crise de la Covid 19
    (263, "year", 2015.0),  # footnote: the former priority geography, 2015-2023 (kept in the quartier's note)
    (263, "year", 2023.0),
    (263, "year", 2030.0),  # footnote: the name of the contract, Contrat Quartier 2030
}
# A figure about one quartier that the document states in the section of another, as a comparison.
STATED_ELSEWHERE = {"vieux-conde-jard-d8": 669}
# A change of the number of people, which is not the change of the share that the row states.
CHANGE_OF_SOMETHING_ELSE = {425}
# Sections without a figure; the second begins in the middle of its diagnostic.
WITHOUT_FIGURES = ("bruay-centre", "quievrechain-centre")

Token = tuple[str, float]


@dataclass(frozen=True)
class Section:
    """Where a quartier stands in the document (line numbers start at 1, both ends included)."""

    first: int
    last: int
    lines: list[str]

    def numbered(self) -> Iterator[tuple[int, str]]:
        return ((n, self.lines[n - 1]) for n in range(self.first, self.last + 1))

    def find(self, start: str) -> int | None:
        return next((n for n, line in self.numbered() if line.startswith(start)), None)

    def diagnostic(self) -> list[tuple[int, str]]:
        """Lines of the shared diagnostic, heading excluded."""
        start, end = self.find("ELEMENTS DE DIAGNOSTIC PARTAGE"), self.find("ENJEUX RETENUS")
        assert end is not None
        return [(n, line) for n, line in self.numbered() if (start or self.first - 1) < n < end]

    def bullets(self, echelle: str) -> dict[int, int]:
        """Top-level bullets of the priorities of a scale, with the last of their sub-bullets."""
        common, own = self.find("AU SEIN DES PRIORITES FIXEES"), self.find("LES PRIORITES PROPRES")
        assert common is not None
        assert own is not None
        first, last = (common, own) if echelle == "intercommunale" else (own, self.last + 1)
        found: dict[int, int] = {}
        for number, line in self.numbered():
            if first < number < last:
                if line.startswith("- "):
                    found[number] = number
                elif line.startswith(" - "):
                    found[max(found)] = number
        return found


@pytest.fixture(scope="module")
def notice() -> list[dict[str, str]]:
    if not NOTICE.is_file():
        pytest.skip("the source document (../shared/source) is not on this machine")
    with NOTICE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="module")
def sections(notice: list[dict[str, str]], source_text: list[str]) -> dict[str, Section]:
    found = {}
    for row in notice:
        first, last = map(int, row["lignes_du_document"].split("-"))
        found[row["quartier"]] = Section(first, last, source_text)
    return found


def cited(lignes: str | None) -> set[int]:
    """Line numbers of a cell such as « 35, 40-42 »."""
    numbers: set[int] = set()
    for part in (lignes or "").split(","):
        if part.strip():
            first, _, last = part.strip().partition("-")
            numbers.update(range(int(first), int(last or first) + 1))
    return numbers


def as_float(text: str) -> float:
    return float(text.replace(",", "."))


# Wordings of a share, brought to « a/b »; and of a number in full letters, to figures.
REWORDINGS = [
    (r"un jeune (de \d+ à \d+ ans )?sur (?:deux|2)\b", r"1/2 \1"),
    (r"(\d+) jeunes? sur (\d+)", r"\1/\2"),
    (r"un travailleur sur (?:quatre|4)\b", "1/4"),
    (r"la moitié", "1/2"),
    (r"un tiers", "1/3"),
    (r"un cinquième", "1/5"),
    (r"\bdeux ans", "2 ans"),
]
# Kinds of numbers, the most specific first: what one takes, the next do not see.
KINDS = [
    ("share", r"(\d+)/(\d+)"),
    ("threshold", r"(\d+) ?% des habitants les plus pauvres"),
    ("threshold", r"à (\d+) ?% des prestations"),
    ("%", r"(\d+(?:,\d+)?) ?%(?: %)?"),
    ("€", r"(\d+(?:,\d+)?) ?€"),
    ("points", r"[+-]?(\d+(?:,\d+)?) points"),
    ("year", r"\b(20\d\d)\b"),
    ("age", r"(\d+)(?: ?[-–] ?| à | et )(\d+)"),
    ("age", r"(\d+) ans"),
    ("other", r"(\d+(?:,\d+)?)"),
    ("other", r"\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|tiers|quart|cinquième|double|triple)\b"),
]


def numbers_of(text: str) -> Counter[Token]:
    """Every number of a text with its kind; what fits no kind is « other », never dropped."""
    text = text.replace("\u00a0", " ").replace("\u202f", " ")
    for pattern, replacement in REWORDINGS:
        text = re.sub(pattern, replacement, text, flags=re.IGNORECASE)
    found: Counter[Token] = Counter()
    for kind, pattern in KINDS:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            values = [as_float(group) for group in match.groups()]
            if kind == "share":
                values = [round(100 * values[0] / values[1], 1)]
            found.update((kind, value) for value in values or [-1.0])
        text = re.sub(pattern, "…", text, flags=re.IGNORECASE)
    return found


def numbers_in_name(text: str) -> set[float]:
    """Numbers that are part of the name of an indicator or of a population: ages, thresholds, durations."""
    words = {"quart": 25.0, "moitié": 50.0, "deux": 2.0}
    return {words.get(n) or as_float(n) for n in re.findall(r"\d+(?:,\d+)?|\bquart\b|\bmoitié\b|\bdeux\b", text)}


def stated_by(affirmation: Affirmation, unit: str) -> set[Token]:
    """What a row of the diagnostic says, in the same terms as the document's numbers."""
    row = affirmation
    main = unit if row.precision == "exacte" else "share"
    pairs: list[tuple[str, float | None]] = [
        (main, row.valeur),
        (unit, row.valeur_initiale),
        (unit, row.valeur_reference),
        ("points", None if row.variation is None else abs(row.variation)),
        ("points", row.ecart_reference),
        ("year", row.annee),
        ("year", row.annee_initiale),
    ]
    return {(kind, float(value)) for kind, value in pairs if value is not None}


class TestExtraction:
    """The proof is worth what the extraction sees."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("passe de 6,4% à 18 % entre 2011 et 2019", [("%", 6.4), ("%", 18), ("year", 2011), ("year", 2019)]),
            ("42,2% % de la population", [("%", 42.2)]),
            ("inférieur ou égal à 917€ en 2020", [("€", 917), ("year", 2020)]),
            ("en baisse (-5,4 points)", [("points", 5.4)]),
            ("Les 25% des habitants les plus pauvres", [("threshold", 25)]),
            ("dépendant à 100% des prestations sociales", [("threshold", 100)]),
            ("Près de 4 jeunes sur 10 entre 16 et 25 ne", [("share", 40), ("age", 16), ("age", 25)]),
            ("Près de 1 jeune sur 2", [("share", 50)]),
            ("moins d'un jeune de 15 à 24 ans sur deux", [("share", 50), ("age", 15), ("age", 24)]),
            ("Un travailleur sur 4 résidant", [("share", 25)]),
            ("plus d'1/3 dont 1/5 a plus de 75 ans", [("share", 33.3), ("share", 20), ("age", 75)]),
            ("Plus de la moitié des allocataires", [("share", 50)]),
            ("depuis deux ans ou plus", [("age", 2)]),
            ("les 15 – 24 ans, les 15-64", [("age", 15), ("age", 24), ("age", 15), ("age", 64)]),
            ("la Covid 19 et trois quartiers", [("other", 19), ("other", -1)]),
        ],
    )
    def test_numbers_of(self, text: str, expected: list[Token]) -> None:
        assert numbers_of(text) == Counter(expected)

    def test_no_figure_of_the_diagnostic_escapes(self, sections: dict[str, Section]) -> None:
        """As many digits in the numbers found as on the page, so that no pattern swallows one."""
        for section in sections.values():
            for _, line in section.diagnostic():
                written = len(re.findall(r"\d+(?:,\d+)?", line))
                in_letters = len(re.findall(r"\bun jeune de|\bun travailleur|moitié|deux ans", line, re.IGNORECASE))
                # A share takes two numbers of the page and is one; in letters it takes none, or one of the two.
                shares = len(re.findall(r"\d/\d|\d jeunes? sur \d", line))
                taken = len(re.findall(r"travailleur sur \d", line))
                assert sum(numbers_of(line).values()) == written + in_letters - shares - taken, line


class TestNumbers:
    @pytest.fixture(scope="class")
    def known(self, contrat: Contrat) -> dict[int, set[Token]]:
        """Numbers that the tables state or name, by the line that their rows cite."""
        by_line: dict[int, set[Token]] = {}
        for row in contrat.affirmations:
            indicator = contrat.indicateurs[row.indicateur]
            texts = (indicator.libelle, indicator.libelle_court, indicator.population, row.population or "")
            named = {(kind, n) for n in numbers_in_name(" ".join(texts)) for kind in ("age", "threshold")}
            shares = re.findall(r"(\d+) % (?:ou plus )?des revenus", indicator.definition)  # in words in the name
            named |= {("threshold", float(share)) for share in shares}
            for line in cited(row.lignes):
                by_line.setdefault(line, set()).update(stated_by(row, indicator.unite), named)
        for finding in contrat.constats:  # some speak of an age group
            for line in cited(finding.lignes):
                by_line.setdefault(line, set()).update(numbers_of(finding.constat))
        return by_line

    def test_every_number_of_the_document_is_accounted_for(
        self, sections: dict[str, Section], known: dict[int, set[Token]]
    ) -> None:
        found, missing = set(), set()
        for section in sections.values():
            for number, line in section.diagnostic():
                tokens = {(number, *token) for token in numbers_of(line)}
                found |= tokens
                missing |= {t for t in tokens if t[1:] not in known.get(number, set())}
        assert sorted(missing - EXCEPTIONS) == []
        assert found >= EXCEPTIONS, "an exception that the document no longer needs"

    def test_every_number_of_the_tables_is_in_the_lines_cited(self, contrat: Contrat, source_text: list[str]) -> None:
        wrong = []
        for row in contrat.affirmations:
            lines = Counter[Token]()
            for number in cited(row.lignes):
                lines += numbers_of(source_text[number - 1])
            expected = stated_by(row, contrat.indicateurs[row.indicateur].unite)
            ages = {n for kind, n in lines if kind == "age"}
            wrong += [(row.affirmation, token) for token in expected if token not in lines]
            wrong += [(row.affirmation, n) for n in numbers_in_name(row.population or "") if n not in ages]
            # A note in our words may count (« deux signes % ») what the document does not write.
            wrong += [(row.affirmation, t) for t in numbers_of(row.note or "") if t[0] != "other" and t not in lines]
        assert wrong == []

    def test_a_value_goes_with_the_year_it_is_stated_for(self, contrat: Contrat, source_text: list[str]) -> None:
        """« 23% en 2011 contre 26% en 2019 », « de 6,4% à 18% entre 2011 et 2019 »: not the other way round."""
        direct = re.compile(r"(\d+(?:,\d+)?) ?% en (20\d\d)")
        crossed = re.compile(r"de (\d+(?:,\d+)?) ?% à (\d+(?:,\d+)?) ?% entre (20\d\d) et (20\d\d)")
        stated: dict[int, set[tuple[float, int]]] = {}
        for row in contrat.affirmations:
            for number in cited(row.lignes):
                pairs = stated.setdefault(number, set())
                for value, year in ((row.valeur, row.annee), (row.valeur_initiale, row.annee_initiale)):
                    if value is not None and year is not None:
                        pairs.add((value, year))
        checked = 0
        for number, pairs in stated.items():
            line = source_text[number - 1]
            expected = {(as_float(value), int(year)) for value, year in direct.findall(line)}
            for before, after, start, end in crossed.findall(line):
                expected |= {(as_float(before), int(start)), (as_float(after), int(end))}
            assert expected <= pairs, f"line {number}"
            checked += len(expected)
        assert checked > 40

    def test_a_figure_without_a_year_says_so(self, contrat: Contrat) -> None:
        for row in contrat.affirmations:
            assert (row.annee is None) == ("nnée non énoncée" in (row.note or "")), row.affirmation

    def test_a_change_goes_the_way_it_is_told(self, contrat: Contrat, source_text: list[str]) -> None:
        words = {"hausse": r"hausse|augment|bondit", "baisse": r"baisse|recul|diminu"}
        told: dict[int, set[str]] = {}
        for row in contrat.affirmations:
            if row.variation is not None:
                assert row.tendance == ("hausse" if row.variation > 0 else "baisse"), row.affirmation
            if row.valeur is not None and row.valeur_initiale is not None:
                assert row.tendance == ("hausse" if row.valeur > row.valeur_initiale else "baisse"), row.affirmation
            for number in cited(row.lignes):
                told.setdefault(number, set()).update({row.tendance} - {None})
        for number, trends in told.items():
            if number in CHANGE_OF_SOMETHING_ELSE:
                assert trends == set()
                continue
            expected = {trend for trend, pattern in words.items() if re.search(pattern, source_text[number - 1])}
            assert trends == expected, f"line {number}"

    def test_a_position_is_the_one_it_is_told(self, contrat: Contrat, source_text: list[str]) -> None:
        mean = r" (?:à|de|que) la moyenne"
        words = {
            "au-dessus": rf"(?:au-dessus|au-delà|supérieure?|plus élevée|points de plus){mean}",
            "au-dessous": rf"(?:au-dessous|en[- ]deçà|inférieure?|plus faible){mean}",
            "comparable": r"dans la moyenne",
        }
        told: dict[int, Counter[str]] = {}
        for row in contrat.affirmations:
            for number in cited(row.lignes):
                counted = told.setdefault(number, Counter())
                if row.position is not None:
                    counted[row.position] += 1
        for number, positions in told.items():
            line = source_text[number - 1]
            expected = Counter({p: n for p, pattern in words.items() if (n := len(re.findall(pattern, line)))})
            assert positions == expected, f"line {number}"

    def test_a_comparison_is_with_the_territory_it_names(self, contrat: Contrat, source_text: list[str]) -> None:
        for row in contrat.affirmations:
            if row.reference is not None:
                text = " ".join(source_text[n - 1] for n in cited(row.lignes))
                expected = "qpv-nord" if re.search(r"(?:quartiers|prioritaires) du Nord", text) else "qpv-agglo"
                assert row.reference == expected, row.affirmation

    def test_an_approximate_figure_is_marked_as_such(self, contrat: Contrat, source_text: list[str]) -> None:
        patterns = {
            "environ": r"Près de|Un travailleur sur|dont 1/5",
            "plus de": r"plus d(?:'|e la)",
            "moins de": "moins d'",
        }
        for row in contrat.affirmations:
            if row.precision != "exacte":
                text = " ".join(source_text[n - 1] for n in cited(row.lignes))
                assert re.search(patterns[row.precision], text, re.IGNORECASE), row.affirmation

    def test_references_are_the_comparisons_of_the_diagnostic(self, contrat: Contrat) -> None:
        compared = Counter(
            (row.reference, row.indicateur, row.annee, row.valeur_reference, line)
            for row in contrat.affirmations
            if row.valeur_reference is not None
            for line in cited(row.lignes)
        )
        listed = Counter(
            (row.territoire, row.indicateur, row.annee, row.valeur, line)
            for row in contrat.references
            for line in cited(row.lignes)
        )
        assert listed == compared

    @pytest.mark.parametrize("name", WITHOUT_FIGURES)
    def test_sections_without_figures_have_none(
        self, contrat: Contrat, sections: dict[str, Section], name: str
    ) -> None:
        assert sections[name].diagnostic()
        assert not any(numbers_of(line) for _, line in sections[name].diagnostic())
        assert contrat.affirmations_de(name) == ()

    def test_every_other_section_has_some(self, contrat: Contrat) -> None:
        assert {n for n in contrat.quartiers if not contrat.affirmations_de(n)} == set(WITHOUT_FIGURES)


class TestLines:
    def test_rows_cite_lines_of_their_own_section(self, contrat: Contrat, sections: dict[str, Section]) -> None:
        outside = {}
        for table, key in (("diagnostic", "affirmation"), ("constats", "constat_id"), ("priorites", "priorite")):
            for row in contrat.tables[table].to_dict("records"):
                section = sections[row["quartier"]]
                lines = cited(row["lignes"])
                assert lines, f"{row[key]} cites no line"
                if not lines <= set(range(section.first, section.last + 1)):
                    outside[row[key]] = min(lines)
        assert outside == STATED_ELSEWHERE

    def test_every_bullet_of_the_diagnostic_is_used(self, contrat: Contrat, sections: dict[str, Section]) -> None:
        used = {n for rows in (contrat.affirmations, contrat.constats) for row in rows for n in cited(row.lignes)}
        unused = {
            number: line
            for section in sections.values()
            for number, line in section.diagnostic()
            # Running heads and footnotes aside; a line that ends with a colon only introduces the next ones.
            if line.strip() and not line.startswith(("Projet de quartier", "¹", "²")) and not line.endswith(":")
        }
        assert {n: line for n, line in unused.items() if n not in used} == {}

    @pytest.mark.parametrize("echelle", ["intercommunale", "propre"])
    def test_every_priority_is_a_bullet_and_every_bullet_a_priority(
        self, contrat: Contrat, sections: dict[str, Section], echelle: str
    ) -> None:
        for name, section in sections.items():
            bullets = section.bullets(echelle)
            assert bullets, name
            rows = [cited(p.lignes) for p in contrat.priorites_de(name) if p.echelle == echelle]
            # In order, one row a bullet, down to the last of its sub-bullets.
            assert rows == sorted(rows, key=min)
            expected = [set(range(first, last + 1)) for first, last in bullets.items()]
            assert sorted(map(sorted, rows)) == sorted(map(sorted, expected)), name

    def test_what_a_reader_noted_is_what_the_cited_lines_print(self, contrat: Contrat, source_text: list[str]) -> None:
        def plain(text: str) -> str:
            return re.sub(r"\s+", " ", text.replace("\u2019", "'").replace("**", "")).casefold()

        noted = [row for row in contrat.relecture if row.imprime]
        assert noted
        for row in noted:
            # Of what stands between two paragraphs, the words are those of its first line: they tell what it is.
            numbers = [min(cited(row.lignes))] if row.nature == INTERCALE else cited(row.lignes)
            for number in numbers:
                for piece in (row.imprime or "").split("[…]"):  # words left out in the middle
                    assert plain(piece).strip(" ,") in plain(source_text[number - 1]), (row.imprime, number)

    def test_every_row_of_the_published_synthesis_is_used_once(self, contrat: Contrat, source_text: list[str]) -> None:
        start = source_text.index("Synthèse projets de quartier") + 1
        # Rows of the two tables: cells are split by tabs; the title row and a label repeated by a page break aside.
        rows = {
            number
            for number, line in enumerate(source_text[start:], start=start + 1)
            if line.count("\t") == 2 and line.split("\t")[2].strip() and not line.startswith("Priorité")
        }
        uses = Counter(n for row in contrat.synthese_publiee for n in cited(row.lignes))
        assert uses == Counter(rows)

    def test_published_rows_are_filed_as_published(self, contrat: Contrat, source_text: list[str]) -> None:
        labels = {
            "Insertion sociale et professionnelle": "insertion",
            "Santé": "sante",
            "Soutenir la parentalité et la réussite éducative": "parentalite",
            "Prévention des violences conjugales et intrafamiliales": "violences",
            "Vivre ensemble/cadre de vie": "vivre-ensemble",
            "Mobilisation des habitants": "mobilisation",
            "Logement": "logement",
            "Mobilité": "mobilite",
            "Jeunesse/enfance": "jeunesse",
            "Prévention de la délinquance et de ses conséquences": "delinquance",
        }
        for row in contrat.synthese_publiee:
            # The label stands on the first row of its group: the nearest one upwards.
            above = (source_text[n - 1].split("\t")[0] for n in range(min(cited(row.lignes)), 0, -1))
            label = next(text for text in above if text in labels)
            assert labels[label] == row.thematique, row.lignes


class TestNotice:
    def test_quartiers_agree_with_the_official_list(self, contrat: Contrat, notice: list[dict[str, str]]) -> None:
        assert list(contrat.quartiers) == [row["quartier"] for row in notice]
        for row in notice:
            quartier = contrat.quartiers[row["quartier"]]
            former = [] if row["code_qpv_2015"] == "" else row["code_qpv_2015"].split("+")
            former_names = row["libelle_qpv_2015"].split(" ; ") if former else []
            assert (
                quartier.ordre,
                list(quartier.communes),
                list(quartier.codes_insee),
                quartier.code_qpv_2024,
                quartier.libelle_qpv_2024,
                list(quartier.codes_qpv_2015),
                list(quartier.libelles_qpv_2015),
                list(quartier.communes_qpv),
                quartier.longitude,
                quartier.latitude,
                quartier.lignes,
            ) == (
                int(row["ordre"]),
                row["commune"].split(" ; "),
                row["code_insee_commune"].split(" ; "),
                row["code_qpv_2024"],
                row["libelle_qpv_2024"],
                former,
                former_names,
                row["communes_du_qpv_2024"].split(", "),
                float(row["centroide_longitude"]),
                float(row["centroide_latitude"]),
                row["lignes_du_document"],
            )
            # One name is written there with a part in brackets, « Centre(-ville) ».
            assert quartier.nom == row["nom_dans_le_document"].replace("(-ville)", "-ville")

    def test_a_reserve_is_stated_where_the_document_states_it(
        self, contrat: Contrat, sections: dict[str, Section]
    ) -> None:
        reserved = {name for name, section in sections.items() if section.find("Sous réserve de validation")}
        assert {n for n, q in contrat.quartiers.items() if q.validation == "sous réserve"} == reserved
        assert reserved


RUN_LENGTH = 8
OWN_TEXTS = {
    "quartiers": ("note",),
    "indicateurs": ("population", "definition"),  # the names are the producers' own
    "diagnostic": ("population", "note"),
    "constats": ("constat",),
    "priorites": ("intitule",),
    "declinaisons": ("declinaison", "forme"),
    "synthese_publiee": ("note",),
}


def words(text: str) -> list[str]:
    """Words of a text as one counts them (« l'emploi » is one), without case, accents, marks or Markdown."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("œ", "oe"))
    bare = (re.sub(r"[^a-z0-9]", "", word) for word in plain.split())
    return [word for word in bare if word]


def runs(text: Iterable[str], length: int) -> set[tuple[str, ...]]:
    items = list(text)
    return {tuple(items[i : i + length]) for i in range(len(items) - length + 1)}


class TestOwnWords:
    """The tables summarise in our own words: no run of eight words of the document."""

    @pytest.fixture(scope="class")
    def source_runs(self, source_text: list[str]) -> set[tuple[str, ...]]:
        return runs(words(" ".join(source_text)), RUN_LENGTH)

    @pytest.mark.parametrize("table", OWN_TEXTS)
    def test_no_run_of_words_is_shared(self, contrat: Contrat, source_runs: set[tuple[str, ...]], table: str) -> None:
        shared = {
            text: [" ".join(run) for run in runs(words(text), RUN_LENGTH) & source_runs]
            for column in OWN_TEXTS[table]
            for text in contrat.tables[table][column].dropna()
        }
        assert {text: copied for text, copied in shared.items() if copied} == {}

    def test_a_copy_would_be_seen(self, source_text: list[str], source_runs: set[tuple[str, ...]]) -> None:
        # Retyped without accents, bold marks and case, and with other quotes, it is still a copy.
        line = source_text[48 - 1]
        copy = unicodedata.normalize("NFD", line.replace("**", "").replace("'", "’").upper())
        assert len(words(line)) > RUN_LENGTH
        assert runs(words(copy), RUN_LENGTH) == runs(words(line), RUN_LENGTH) <= source_runs
