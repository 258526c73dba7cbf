"""Published figures in a quartier report: origin, references, secrecy, and the notes that they call."""

import functools
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from quartiers.analyse.appuis import Reponse
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.donnees import Contrat
from quartiers.donnees.modele import Affirmation, Constat, Mesure
from quartiers.presentation import RapportQuartier, RapportSynthese
from quartiers.presentation.blocs import Graphique, inline_html, inline_text
from quartiers.presentation.mots_references import beside_in_table, beside_on_card
from quartiers.presentation.quartier.diagrammes import chart_figures
from quartiers.presentation.quartier.essentiel import cards
from quartiers.presentation.quartier.soutiens import support_text
from quartiers.typographie import format_value, lower_first, typeset

TEXTS = ("essentiel", "diagnostic", "diagnostic_et_priorites", "fiabilite_des_chiffres", "sources")


@functools.cache
def text_of(rapport: RapportQuartier, section: str) -> str:
    text: str = getattr(rapport, section)().to_text()
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def row(rapport: RapportQuartier, label: str) -> list[str]:
    """Cells of the only row of that indicator, which calls its note: value, three references, trend, reading."""
    lines = text_of(rapport, "diagnostic").splitlines()
    [found] = [
        line for line in lines if re.match(rf"{re.escape(label)} \[\d+\]( Le document en fait [^|]+)? \| ", line)
    ]
    return found.split(" | ")[1:]


@pytest.fixture(scope="module")
def pages(reports: dict[str, RapportQuartier]) -> dict[str, BeautifulSoup]:
    """What calls notes and what holds them, without charts, which are slow to draw."""

    def read(rapport: RapportQuartier) -> BeautifulSoup:
        identity = "".join(inline_html(value) for _, value in rapport._counts())
        html = identity + "".join(getattr(rapport, section)().to_html() for section in TEXTS)
        return BeautifulSoup(html, "html.parser")

    return {identifier: read(rapport) for identifier, rapport in reports.items()}


# -- what a row says ------------------------------------------------------------------------------------


def test_a_row_says_value_edition_references_trend_and_reading(reports: dict[str, RapportQuartier]) -> None:
    """La Pépinière, from INSEE's files: 42,4 % (IPRO_2022), 52,4 % in 2010; tenth of 15; median QPV 44,6 %.

    Of 837 people, 2,2 points of gap are within what chance alone may move; the change of 10 points in twelve years goes
    through a jump of 5 points from an edition to the next, when the other QPV of the contract hardly move.
    """
    cells = row(reports["saint-saulve-pepiniere"], "Taux d’emploi des 15-64 ans")
    assert cells == [
        "42,4 % diffusion 2022 l’énoncé concorde",
        "44,6 %",
        "—",
        "10e / 15",
        "saut entre deux diffusions 36,1 % puis 41,1 % (diffusions 2020 et 2021) ; −10 points depuis 2010",
        "non concluant −2,2 points marge ± 10,1",
    ]


def test_a_share_of_work_is_read_with_that_of_pensions(reports: dict[str, RapportQuartier]) -> None:
    """REVN_2022: of the income of Verrerie 49,6 % is of work and 30 % of pensions, of that of La Pépinière 17,9 %; 23 %
    of the median QPV's. Where many are retired less is left for work, and nobody is poorer."""

    def beside(name: str, label: str) -> str:
        figures = reports[name].lu.chiffres
        [figure] = [f for f in figures if f.indicateur.libelle_court == label and f.publie]
        return beside_on_card(figure, figures).replace("\u202f", " ").replace("\xa0", " ")

    told = beside("anzin-verrerie", "Revenus d'activité")
    assert told == "Réduite par pensions et retraites, 30 % (QPV médian : 23 %)"
    assert not beside("anzin-verrerie", "Taux de pauvreté")
    assert beside("saint-saulve-pepiniere", "Revenus d'activité").startswith("Pensions et retraites : 17,9 %")
    for rapport in reports.values():  # what pensions make sets no quartier apart
        for card in cards(rapport.lu):
            assert not any("Réduite" in inline_text(line) for line in card.lectures)
    label = "Part des revenus d’activité dans le revenu disponible"
    assert row(reports["anzin-verrerie"], label)[-1].endswith("pensions et retraites au-dessus")
    assert "ensions" not in row(reports["saint-saulve-pepiniere"], label)[-1]  # 17,9 %: under the median
    for rapport in reports.values():
        shown = {f.indicateur.indicateur: f for f in rapport.lu.chiffres if f.publie}
        if (work := shown.get("revenus_activite_pct")) is None:
            continue
        pensions = shown["pensions_pct"]
        fewer = (
            work.comparaison.situation is Situation.FRAGILE and pensions.comparaison.situation is Situation.AU_DESSUS
        )
        assert ("pensions et retraites au-dessus" in row(rapport, label)[-1]) is fewer


def test_pensions_are_neither_good_nor_bad_and_not_read_where_they_are_not_published(
    reports: dict[str, RapportQuartier],
) -> None:
    for rapport in reports.values():
        work = [f for f in rapport.lu.chiffres if f.indicateur.lire_avec is not None]
        assert all(beside_on_card(f, [f]) == "" and beside_in_table(f, [f]) == () for f in work)
        for f in rapport.lu.chiffres:
            if f.indicateur.indicateur == "pensions_pct":
                assert f.comparaison.situation not in (Situation.FRAGILE, Situation.FAVORABLE)
                assert not f.fragile


def test_averages_of_the_contract_and_of_the_country_are_beside_the_value(reports: dict[str, RapportQuartier]) -> None:
    # Job seekers of two years and more: 31,5 % for the 15 QPV (sum of ABC_DUR4 / sum of ABC, IPRO_2022).
    label = "Part des demandeurs d’emploi inscrits depuis deux ans ou plus"
    _, france, contract, *_ = row(reports["saint-saulve-pepiniere"], label)
    assert (france, contract) == ("29,8 %", "31,5 %")


def test_an_average_that_lacks_qpv_says_how_many_it_has(reports: dict[str, RapportQuartier]) -> None:
    contract = row(reports["conde-centre"], "Part des plus de 60 ans dans la population")[2]
    assert re.fullmatch(r"[\d,]+ % 13 QPV sur 15", contract)


def test_a_stated_figure_that_differs_is_beside_the_published_one(reports: dict[str, RapportQuartier]) -> None:
    label = "Premier quartile du revenu mensuel (un quart des habitants a moins)"
    value, *_, change, _ = row(reports["saint-saulve-pepiniere"], label)
    assert value == "827 € 2018 énoncé : 895 € (année non précisée)"
    assert change == "805 € en 2013, en euros courants : pas d’évolution lue"  # REVN_2017: 9 658 € a year


def test_a_stated_figure_near_the_published_one_is_printed_with_how_near(reports: dict[str, RapportQuartier]) -> None:
    """Chaussiette: 19,6 % stated (l. 266), 19,4 % published."""
    value = row(reports["conde-chaussiette-macou"], "Taux d’emploi des femmes")[0]
    assert value == "19,4 % diffusion 2022 énoncé : 19,6 %, proche à 0,2 point près"
    poverty = row(reports["conde-chaussiette-macou"], "Taux de pauvreté")[0]
    assert poverty.endswith("énoncé : −6,1 points de 2018 à 2020, sans niveau")


def test_a_shared_qpv_is_said_beside_each_published_figure(
    contrat: Contrat, reports: dict[str, RapportQuartier]
) -> None:
    for identifier, rapport in reports.items():
        text = text_of(rapport, "diagnostic") + text_of(rapport, "essentiel")
        assert (", QPV entier" in text) is (contrat.quartiers[identifier].couverture == "partie")


def test_former_qpv_that_cannot_be_taken_together_are_shown_apart(reports: dict[str, RapportQuartier]) -> None:
    value, *references, trend, reading = row(reports["bruay-cite-thiers"], "Taux d’emploi des femmes")
    assert "par ancien QPV" in value
    assert "Cité Thiers - Cité Du Rivage : 32,5 % (diffusion 2022)" in value
    assert "Brunehaut : 26,6 % (diffusion 2022)" in value
    assert (references, reading) == (["—"] * 3, "non comparé")
    assert "%" not in trend


def test_why_there_is_no_trend_is_said(reports: dict[str, RapportQuartier]) -> None:
    pepiniere = reports["saint-saulve-pepiniere"]
    assert row(pepiniere, "Part des plus de 60 ans dans la population")[4] == "valeur non diffusée"
    menages = row(reports["conde-chaussiette-macou"], "Part des ménages de six personnes ou plus")
    assert "moins de 5 ans d’écart" in menages[4]
    broken = next(
        line
        for line in text_of(reports["onnaing-quatre-chasses"], "diagnostic").splitlines()
        if line.startswith("Part des 75 ans et plus parmi les personnes seules")
    )
    assert "le départ a une autre définition" in broken


def test_every_fragile_figure_is_under_a_priority_or_said_to_have_none(reports: dict[str, RapportQuartier]) -> None:
    for rapport in reports.values():
        priorities = text_of(rapport, "priorites_retenues")
        alone = text_of(rapport, "diagnostic_et_priorites")
        for support in rapport.lu.correspondance.chiffres:
            assert isinstance(support.source, ChiffreLu)
            name = support.source.indicateur.libelle_court.replace("'", "’")
            if support.reponse is Reponse.DIRECTE:
                assert lower_first(name) in priorities
            elif support.reponse in (Reponse.AUCUNE, Reponse.EVOQUEE):
                assert name in alone
        for support in rapport.lu.correspondance.constats:
            if support.reponse is Reponse.AUCUNE:
                assert isinstance(support.source, Constat)
                assert support.source.constat.replace("'", "’")[1:] in alone
        for priorite in rapport.lu.correspondance.priorites_sans_appui:
            near = "à rapprocher de" in support_text(rapport.lu, priorite)
            if rapport.lu.complet and not near:  # of a text that was not read whole, nothing follows
                assert typeset(priorite.intitule).replace("\u202f", " ") in alone


def test_a_priority_quotes_the_findings_by_the_numbers_they_have(reports: dict[str, RapportQuartier]) -> None:
    """Anzin – Verrerie: C1 (vivre ensemble) is alone under « Vivre mieux ensemble et partager l'espace public »."""
    rapport = reports["anzin-verrerie"]
    lines = text_of(rapport, "constats_de_terrain").splitlines()
    findings = dict(line.split(" | ")[:2] for line in lines if re.match(r"C\d", line))
    shown = text_of(rapport, "priorites_retenues").splitlines()
    [line] = [n for n in shown if re.match(r"(P\d+ )?Vivre mieux ensemble", n)]
    [quoted] = re.findall(r"Appuyée (?:en partie )?par : constat (C\d+)", line)
    assert findings[quoted].startswith("Problèmes de qualité et de partage des espaces publics")


def test_a_stated_count_is_not_lost(contrat: Contrat) -> None:
    """Counts are in the identity box, not in the tables: one that only the document states must be in either."""
    blank = dict.fromkeys(Affirmation.__dataclass_fields__)
    basis = {**blank, "affirmation": "centre-d1", "quartier": "bruay-centre", "precision": "exacte"}
    stated = Affirmation(**{**basis, "indicateur": "population_nb", "annee": 2021, "valeur": 1500.0})  # type: ignore[arg-type]
    rapport = RapportQuartier("bruay-centre", contrat=replace(contrat, affirmations=(*contrat.affirmations, stated)))
    assert "1 500" in text_of(rapport, "identite") + text_of(rapport, "diagnostic")


# -- secrecy --------------------------------------------------------------------------------------------


def test_what_is_not_published_is_said_so_and_is_never_zero(reports: dict[str, RapportQuartier]) -> None:
    seen = 0
    for rapport in reports.values():
        for f in rapport.lu.chiffres:
            if f.publie and f.valeur is None:
                value, *references, _, reading = row(rapport, f.indicateur.libelle.replace("'", "’"))
                assert value.startswith("non diffusé ")
                assert (references, reading) == (["—"] * 3, "non comparé")
                seen += 1
    assert seen >= 5


def suppress(contrat: Contrat, territoire: str, indicateur: str) -> Contrat:
    def hidden(m: Mesure) -> Mesure:
        if (m.territoire, m.indicateur) != (territoire, indicateur):
            return m
        return replace(m, valeur=None, statut="non diffusé")

    return replace(contrat, mesures=tuple(map(hidden, contrat.mesures)))


def everything(contrat: Contrat, quartier: str) -> str:
    rapport, synthese = RapportQuartier(quartier, contrat=contrat), RapportSynthese(contrat=contrat)
    parts = [text_of(rapport, section) for section in (*TEXTS, "identite", "priorites_en_bref", "graphique_positions")]
    sections = ("essentiel", "graphique_indicateurs", "tableaux_publies", "fiabilite_des_chiffres", "sources")
    return "\n".join([*parts, *(getattr(synthese, s)().to_text().replace("\u202f", " ") for s in sections)])


def test_one_suppressed_part_leaves_no_total_from_which_to_find_it(contrat: Contrat) -> None:
    """Bruay: 385 and 205 job seekers. Without the second, neither 590 nor 385 as if it were the whole."""
    assert re.search(r"Demandeurs d’emploi \[\d+\] : 590", everything(contrat, "bruay-cite-thiers"))
    text = everything(suppress(contrat, "QP059056", "demandeurs_emploi_nb"), "bruay-cite-thiers")
    assert re.search(r"Demandeurs d’emploi \[\d+\] : non diffusé", text)
    assert not re.search(r"\b(590|385|205)\b", text)


@pytest.mark.parametrize(
    ("indicateur", "label"),
    [
        ("demandeurs_2_ans_pct", "Part des demandeurs d’emploi inscrits depuis deux ans ou plus"),
        ("population_0_24_pct", "Part des moins de 25 ans dans la population"),
    ],
)
def test_a_rate_with_a_suppressed_part_is_not_published_as_a_whole(
    contrat: Contrat, indicateur: str, label: str
) -> None:
    hidden = RapportQuartier("bruay-cite-thiers", contrat=suppress(contrat, "QP059056", indicateur))
    value, *references, trend, reading = row(hidden, label)
    assert value.startswith("non diffusé ")
    assert (references, trend, reading) == (["—"] * 3, "valeur non diffusée", "non comparé")


def test_a_suppressed_value_is_left_out_of_the_average_that_is_printed(contrat: Contrat) -> None:
    """What is printed elsewhere is an average of what is published: it says over how many, and holds nothing else."""
    label = "Part des demandeurs d’emploi inscrits depuis deux ans ou plus"
    seen = suppress(contrat, "QP059030", "demandeurs_2_ans_pct")
    without = replace(
        contrat,
        mesures=tuple(
            m for m in contrat.mesures if (m.territoire, m.indicateur) != ("QP059030", "demandeurs_2_ans_pct")
        ),
    )
    cells = [row(RapportQuartier("anzin-verrerie", contrat=c), label)[2] for c in (seen, without)]
    assert cells[0] == cells[1]
    assert cells[0].endswith(" 14 QPV sur 15")


# -- notes ----------------------------------------------------------------------------------------------


def test_every_call_leads_to_a_note_and_every_note_is_called(pages: dict[str, BeautifulSoup]) -> None:
    for soup in pages.values():
        calls = {a["href"].removeprefix("#") for a in soup.select("sup.renvoi a")}
        notes = [li["id"] for li in soup.select("ol.notes li")]
        assert len(notes) == len(set(notes))
        assert calls == set(notes)
        assert [int(li["value"]) for li in soup.select("ol.notes li")] == list(range(1, len(notes) + 1))


def test_every_published_figure_has_a_note_that_names_its_edition(
    reports: dict[str, RapportQuartier], pages: dict[str, BeautifulSoup]
) -> None:
    for identifier, rapport in reports.items():
        notes = {int(li["value"]): li.get_text() for li in pages[identifier].select("ol.notes li")}
        published = [f for f in rapport.lu.chiffres if f.publication is not None]
        for f in published:
            assert f.publication is not None
            note = notes[rapport.lu.notes[f.indicateur.indicateur]]
            d = f.publication.diffusion
            [sources] = re.findall(r"Sources?\u202f: ([^.]+)\.", note)
            assert re.search(rf"{d.theme} {d.edition}( \(|$)", sources)
            assert note.startswith(f.indicateur.libelle.replace("'", "’"))


def test_every_figure_of_the_tables_calls_its_own_note(
    reports: dict[str, RapportQuartier], pages: dict[str, BeautifulSoup]
) -> None:
    for identifier, rapport in reports.items():
        for r in pages[identifier].select("table tbody tr"):
            calls = r.select("th sup.renvoi a")
            if not calls:
                continue
            assert not r.select("td sup.renvoi"), "a figure that the number of its note follows"
            label = r.th.get_text(" ")
            name = next(n for n, number in rapport.lu.notes.items() if f"#note-{number}" == calls[0]["href"])
            assert label.startswith(rapport.contrat.indicateurs[name].libelle.replace("'", "’"))


def test_notes_name_the_weights_and_why_there_is_no_average(reports: dict[str, RapportQuartier]) -> None:
    notes = text_of(reports["saint-saulve-pepiniere"], "sources")
    assert "Contrat : pondéré par « demandeurs d’emploi »" in notes
    assert "Contrat : 13 QPV sur 15, pondérés par « population »" in notes
    assert "La moyenne du contrat porte sur tous ses QPV, sauf mention." in notes
    assert "une médiane ne se moyenne pas" in notes
    # Both the publication and the line of the document, where both have the figure.
    [employment] = [line for line in notes.splitlines() if "Taux d’emploi des 15-64 ans." in line]
    assert "Source " in employment
    assert "Énoncé l. 428 du document" in employment


def test_a_figure_of_the_document_alone_has_a_note_that_says_so(reports: dict[str, RapportQuartier]) -> None:
    notes = text_of(reports["saint-saulve-pepiniere"], "sources")
    [neet] = [line for line in notes.splitlines() if "Part des jeunes ni en emploi ni en formation." in line]
    assert "Producteur selon le document" in neet
    assert not re.search(r"Sources? :", neet)


def test_counts_of_the_identity_box_call_notes_too(reports: dict[str, RapportQuartier]) -> None:
    """And their date is in parentheses: beside a count, a bare year would be read as its last digits."""
    text = text_of(reports["saint-saulve-pepiniere"], "identite")
    assert re.search(r"Population \[\d+\] : 837 \(diffusion 2022\)", text)
    assert re.search(r"Demandeurs d’emploi \[\d+\] : 201 \(2021\)", text)


def test_every_published_value_is_printed_in_the_tables(reports: dict[str, RapportQuartier]) -> None:
    for rapport in reports.values():
        for f in rapport.lu.chiffres:
            if f.publie and f.valeur is not None and f.indicateur.unite != "nombre":
                value = row(rapport, f.indicateur.libelle.replace("'", "’"))[0]
                assert value.startswith(format_value(f.valeur, f.indicateur.unite).replace("\u202f", " "))


def chart_among(rapport: RapportQuartier) -> Graphique | None:
    """The chart of where the quartier stands among the contract's QPV, if it has one."""
    block = chart_figures(rapport.lu)
    among = isinstance(block, Graphique) and block.donnees is not None and "Rang" in block.donnees.entetes
    return block if among and isinstance(block, Graphique) else None


def test_a_chart_s_title_counts_what_its_rows_read_and_the_most_fragile_come_first(
    reports: dict[str, RapportQuartier],
) -> None:
    charts = [chart for rapport in reports.values() if (chart := chart_among(rapport)) is not None]
    assert len(charts) > 10
    for chart in charts:
        assert chart.donnees is not None
        told_of = r"(plus fragile|moins fragile|comparable|écart non concluant)"
        rows = [re.findall(told_of, str(line[-1]))[0] for line in chart.donnees.lignes]
        fragile = rows.count("plus fragile")
        assert rows[:fragile] == ["plus fragile"] * fragile, "what is surely fragile is on top"
        told = re.search(r"pour (?:(\d+) des|les) (\d+) chiffres comparés", chart.titre)
        assert fragile == 0 or told is not None
        assert told is not None or chart.titre.startswith("Aucun écart défavorable")


def test_page_1_the_chart_and_the_table_count_the_same_figures(reports: dict[str, RapportQuartier]) -> None:
    """One partition: what page 1 counts, the chart's title and the head of the table; its parts add up."""
    seen = 0
    for name, rapport in reports.items():
        chart = chart_among(rapport)
        if chart is None:
            continue
        seen += 1
        page_1 = text_of(rapport, "essentiel").replace("\u202f", " ")
        counted = re.search(r"(\d+) chiffres?(?: publiés?|, calculés? ici .*?,) se compare.*?\) : (.*?)\.", page_1)
        assert counted is not None, name
        numbers = [int(n) for n in re.findall(r"\d+", re.sub(r"\([^)]*\)", "", counted[2]))]  # a figure is named there
        assert sum(numbers) == int(counted[1]), name
        head = text_of(rapport, "diagnostic").replace("\u202f", " ")
        total, told = re.search(r"(\d+) chiffres publiés \(.*?\) : (.*?)\. ", head).groups()
        outside = re.sub(r"\(.*?\)", "", told)
        assert sum(int(n) for n in re.findall(r"(\d+) (?:se li|sont|est|n)", outside)) == int(total), name
        assert int(re.search(r"(\d+) se lisent face", told)[1]) == int(counted[1]), name
        parts = re.search(r"médian de France \((.*?)\)", told)[1]
        assert [int(n) for n in re.findall(r"\d+", parts)] == numbers, name
        fragile = re.search(r"(\d+) plus fragiles?", counted[2])
        if fragile:
            assert f"pour {fragile[1]} des {counted[1]} chiffres comparés" in chart.titre, name
        drawn = len(chart.donnees.lignes) if chart.donnees is not None else 0
        left = re.search(r"(Un autre|Deux autres|Trois autres).*? au tableau seulement", chart.source)
        words = {"Un autre": 1, "Deux autres": 2, "Trois autres": 3}
        assert drawn + (words[left[1]] if left else 0) == int(counted[1]), name
    assert seen > 10
