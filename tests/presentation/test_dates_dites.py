"""Nothing of years ago is told as today's: sentences are dated, in the past, and changes by their steps."""

import re
from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup

from quartiers.analyse.appuis import names_its_theme
from quartiers.analyse.changements import ChangementDeChiffre, Diffusion, Lot
from quartiers.analyse.comparaisons import Date, Evolution, Marche, Sens, Tendance
from quartiers.donnees import Contrat
from quartiers.presentation import RapportDossier, RapportQuartier, RapportSynthese
from quartiers.presentation.mots import has_doubtful_value
from quartiers.presentation.mots_dates import are_past, between, head_of, in_brief, step_text
from quartiers.presentation.quartier.decisions import to_correct
from quartiers.presentation.suivi.depuis import MotsDepuis

NOW = 2026
# Verbs that would make a reader take figures of years ago for today's.
PRESENT = (
    r"\b(se classe|est plus fragile|est en revanche|s’améliore|se dégrade|augmente|(?<!en )baisse|changent?"
    r"|(est|sont) en (hausse|baisse))\b"
)


def sentences(rapport: RapportQuartier) -> list[str]:
    text = rapport.essentiel().to_text().replace("\u202f", " ").replace("\u00a0", " ")
    return text.splitlines()[:5]


def test_no_sentence_of_page_1_tells_old_figures_in_the_present(reports: dict[str, RapportQuartier]) -> None:
    for name, rapport in reports.items():
        told = [line for line in sentences(rapport) if re.search(r"\d %|médian de France|QPV de France", line)]
        assert told or not rapport.lu.chiffres, name
        for line in told:
            assert not re.search(PRESENT, line), (name, line)
            assert re.search(r"\b(20\d\d)\b", line), (name, line)


def test_each_figure_of_a_headline_has_its_date_beside_it(reports: dict[str, RapportQuartier]) -> None:
    [first, *_] = sentences(reports["anzin-verrerie"])
    assert first.startswith("Le QPV était plus fragile que le QPV médian de France pour")
    assert "(31 %, publié en 2022 ; QPV médian" in first
    [first, *_] = sentences(reports["valenciennes-dutemple"])  # an edition whose year is not known is not « en 2022 »
    assert "(34,9 %, publié en 2022 ; QPV médian" in first


def test_figures_that_are_recent_when_the_tables_are_made_are_told_in_the_present(contrat: Contrat) -> None:
    """The same tables, as they might have been closed in 2020: those of 2018 were two years old."""
    early = replace(contrat, edition=date(2020, 6, 1))
    [first, *_] = sentences(RapportQuartier("anzin-verrerie", contrat=early))
    assert first.startswith("Le QPV est plus fragile que le QPV médian de France pour")


def test_years_and_editions_are_told_apart(reports: dict[str, RapportQuartier]) -> None:
    figures = [f for f in reports["conde-centre"].lu.chiffres if f.publie]
    of_2017 = [f for f in figures if f.annee == 2017]
    undated = [f for f in figures if f.annee is None]
    assert head_of(of_2017) == "En 2017, "
    assert in_brief([*of_2017, *undated]) == "de 2017 et d'autres diffusés en 2022"
    assert head_of([]) == ""
    assert are_past(of_2017, NOW)
    assert are_past(undated, NOW)  # of an edition of 2022, data of 2021 at the latest
    assert not are_past(of_2017, 2021)
    assert not are_past(undated, 2025)


STEP = Tendance(10.0, None, None, Sens.HAUSSE, Evolution.DEGRADATION, editions=(2017, 2022))


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Marche(Date(None, 2021), Date(None, 2022), True, False), "l'essentiel entre les diffusions 2021 et 2022"),
        (Marche(Date(2010, 2018), Date(None, 2020), False, False), "entre 2010 et la diffusion 2020"),
        (Marche(Date(None, 2021), Date(None, 2022), True, True), "entre deux diffusions seulement"),
        (Marche(Date(2010, 2018), Date(2019, 2022), False, True), "entre deux dates seulement"),
        (
            Marche(Date(2011, 2018), Date(None, 2020), False, False, 40.7, -3.2),
            "l'essentiel entre 2011 et la diffusion 2020, −3,2 points depuis",
        ),
    ],
)
def test_a_change_of_a_single_step_says_so(step: Marche, said: str) -> None:
    assert said in (step_text(replace(STEP, marche=step)) or "")
    assert step_text(STEP) is None
    unsure = replace(STEP, marche=step, evolution=Evolution.INCERTAINE)
    assert step_text(unsure) is None


def test_the_step_is_said_wherever_the_change_is(reports: dict[str, RapportQuartier]) -> None:
    """Employment of women in La Solitude: 24,3 % in 2010, 38,6 % in edition 2020."""
    rapport = reports["vieux-conde-solitude"]
    opened = rapport.essentiel().to_text().replace("\u202f", " ")
    assert "de 24,3 % à 40,4 % (2010 – diffusion 2022), l’essentiel entre 2010 et la diffusion 2020" in opened
    assert "entre 2010 et la diffusion 2020" in rapport.diagnostic().to_text()


def test_a_share_that_falls_while_its_number_rises_is_nowhere_said_better(
    reports: dict[str, RapportQuartier],
) -> None:
    """RSA of Rives de l'Escaut: 33,1 % of 3 088 households (1 021), then 30,1 % of 3 527 (1 063)."""
    checked = 0
    for name, rapport in reports.items():
        for f in rapport.lu.chiffres:
            t = f.tendance
            if t is None or t.effectifs is None or t.variation is None or f.indicateur.unite != "%":
                continue
            more = t.effectifs[1] - t.effectifs[0]
            if t.evolution in (Evolution.AMELIORATION, Evolution.DEGRADATION):
                assert more * t.variation > 0, (name, f.indicateur.libelle)
                checked += 1
    assert checked
    rapport = reports["anzin-rives-escaut"]
    row = next(line for line in rapport.diagnostic().to_text().splitlines() if "RSA socle" in line)
    assert "la part baisse, le nombre augmente" in row
    assert "1 021 puis 1 063, sur 3 088 puis 3 527 foyers allocataires" in row.replace("\u202f", " ")
    assert "amélioration" not in row
    for section in ("essentiel", "graphique_evolutions"):
        text = getattr(rapport, section)().to_text()
        assert not re.search(r"RSA[^.;]*(favorablement|amélioration|s’est amélioré)", text), section


# -- what supports a priority ------------------------------------------------------------------------------


def test_a_finding_filed_under_a_theme_that_it_does_not_name_is_told_and_not_counted(
    contrat: Contrat, reports: dict[str, RapportQuartier]
) -> None:
    """Marly, l. 600: the non-recours of rights is filed under health, and its text has no word of health."""
    [finding] = [c for c in contrat.constats_de("marly-briquette") if c.thematique == "sante"]
    assert not names_its_theme(contrat, finding)
    box = reports["marly-briquette"].doutes_en_bref().to_text()
    assert "Santé" not in box
    assert "classé sous" not in box  # how the tables file it is no matter for the committee
    assert "non-recours important aux droits" in box.replace("\u202f", " ")


def test_the_committee_is_told_so_too(contrat: Contrat) -> None:
    """Marly's question on health rests on that finding alone; Rives de l'Escaut's speaks of care."""
    told = RapportDossier("Marly", contrat=contrat).questions().to_text()
    assert re.search(r"Non-recours important.*classé sous ce thème sans que son texte en parle", told)
    others = RapportDossier("Valenciennes", contrat=contrat).questions().to_text()
    assert "Structures de santé saturées" in others
    assert "sans que son texte en parle" not in others


def test_what_lacks_on_a_theme_is_said_as_it_is(reports: dict[str, RapportQuartier]) -> None:
    """The table of priorities says of those without support whether there is nothing at all of their theme, or nothing
    that shows a fragility."""
    for name, rapport in reports.items():
        listed = BeautifulSoup(rapport.priorites_en_bref().to_html(), "html.parser").select("li")
        by_title = {item.strong.text.replace("’", "'"): item.text for item in listed}  # type: ignore[union-attr]
        rows = rapport.priorites_retenues().to_text().replace("’", "'").splitlines()
        for p in rapport.lu.priorites:
            title = p.intitule.replace("’", "'")
            [row] = [line for line in rows if re.match(rf"(P\d+ )?{re.escape(title)}", line)]
            if "aucun constat ni chiffre de la même thématique" in row:
                assert not rapport.lu.constats_sur(p.thematique), (name, p.intitule)
            if re.search("aucun constat ni chiffre|ni difficulté constatée ni chiffre", row):
                assert re.search("n’en parle pas|aucun appui repéré|ne parle pas d", by_title[title]), (name, title)


def test_stated_figures_that_show_no_fragility_are_not_told_as_evidence(
    contrat: Contrat, reports: dict[str, RapportQuartier]
) -> None:
    """Fresnes: young people without job nor training, 32,4 %, under the mean of 36,4 %: as what the document has on the
    theme, with how it stands, and no support, as the reading of the document denies it."""
    listed = reports["fresnes-centre"].priorites_en_bref().to_text().replace("\u202f", " ").replace("\xa0", " ")
    assert (
        "sur ce thème : jeunes ni en emploi ni en formation (32,4 % selon le document, moins que la moyenne énoncée, "
        "36,4 %)" in listed
    )
    assert not re.search("(appuyée par|à rapprocher de) : jeunes ni en emploi", listed)
    unread = RapportQuartier("fresnes-centre", contrat=replace(contrat, appuis=()))
    text = unread.priorites_en_bref().to_text().replace("\u202f", " ")
    assert "des jeunes et des femmes (à rapprocher de : jeunes ni en emploi ni en formation (32,4 % selon" in text
    table = unread.priorites_retenues().to_text().replace("\u202f", " ")
    assert "À rapprocher de : jeunes ni en emploi" in table
    assert "Appuyée par : jeunes ni en emploi" not in table


# -- what agrees ---------------------------------------------------------------------------------------------


def test_a_value_of_another_population_is_not_said_to_agree(reports: dict[str, RapportQuartier]) -> None:
    """Condé, l. 229: 42,2 % of « la population du quartier », published as a share of households."""
    rapport = reports["conde-centre"]
    row = next(line for line in rapport.diagnostic().to_text().splitlines() if line.startswith("Part des personnes se"))
    assert "l’énoncé concorde" not in row
    assert "rapporté à : population du quartier" in row.replace("\u202f", " ")
    told = rapport.fiabilite_des_chiffres().to_text().splitlines()[0]
    assert "1 concorde avec une publication, 2 sont à corriger ou à vérifier" in told


def test_an_income_stated_as_that_of_the_poorest_quarter_says_so(reports: dict[str, RapportQuartier]) -> None:
    """Lines 228, 261 and 433: the document gives a ceiling as the income of those under it."""
    for name in ("conde-centre", "conde-chaussiette-macou", "saint-saulve-pepiniere"):
        rows = reports[name].diagnostic().to_text().splitlines()
        row = next(line for line in rows if line.startswith("Premier quartile"))
        assert "Le document en fait le revenu de ce quart d’habitants" in row, name
    told = reports["valenciennes-dutemple"].diagnostic().to_text()  # l. 473: « inférieur ou égal à 917 € »
    assert "revenu de ce quart" not in told


# -- the synthesis -------------------------------------------------------------------------------------------


def test_the_synthesis_counts_fragile_qpv_of_all_that_have_a_figure(contrat: Contrat) -> None:
    """Employment (edition 2022): five surely more fragile, of the fifteen QPV of 2015; not « 5 sur 5 » of those that
    can be read, and none left out without a word."""
    text = RapportSynthese(contrat=contrat).themes().to_text().replace("\u202f", " ").replace("\u00a0", " ")
    [row] = [line for line in text.splitlines() if line.startswith("Emploi des 15-64 ans diffusion 2022 | 44,6 % | ")]
    assert row.split(" | ")[2] == "5 sur 15"


def test_the_contract_s_average_of_old_figures_is_told_in_the_past(contrat: Contrat) -> None:
    text = RapportSynthese(contrat=contrat).tableaux_publies().to_text()
    assert "la moyenne des QPV du contrat était plus fragile pour" in text
    text = RapportSynthese(contrat=contrat).essentiel().to_text()
    assert not re.search(PRESENT, text)


def test_what_has_changed_since_a_committee_is_told_with_the_number_that_does_not_follow(contrat: Contrat) -> None:
    """RSA of Rives de l'Escaut, editions 2017 and 2022: the share falls, the households are more; in Condé, fewer."""

    def told(code: str) -> str:
        known = {
            m.edition: m for m in contrat.mesures_de(code, "allocataires_rsa_socle_pct") if m.edition in (2017, 2022)
        }
        change = ChangementDeChiffre(Diffusion.NOUVELLE, known[2017], known[2022])
        [(_, _, parts)] = MotsDepuis(contrat, date(2026, 3, 20)).rows(Lot(chiffres=(change,)))
        return "".join(part if isinstance(part, str) else part.texte for part in parts).replace("\u202f", " ")

    assert "le nombre ne suit pas, 1 021 puis 1 063 foyers allocataires" in told("QP059021")
    assert "ne suit pas" not in told("QP059023")


def test_a_change_that_has_turned_since_is_told_by_what_it_came_to(reports: dict[str, RapportQuartier]) -> None:
    """Employment of women in La Briquette: 23,7 % (2010), 40,7 % (edition 2020), 41,3 %, then 37,5 %. « Aucune hausse
    depuis » would hide that it fell."""
    opened = reports["marly-briquette"].essentiel().to_text().replace("\u202f", " ")
    assert "est passé de 23,7 % (2010) à 40,7 % (diffusion 2020), puis 37,5 % (diffusion 2022)" in opened


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("conde-chaussiette-macou", "RSA socle"),  # 41 %, 36,9, 36,1, 31,2: half of it in one step
        ("valenciennes-dutemple", "RSA socle"),  # 41,9 %, 35,9, 32,6, 30,3
        ("onnaing-quatre-chasses", "AAH"),
    ],
)
def test_what_changes_at_each_edition_is_not_said_to_in_one(
    reports: dict[str, RapportQuartier], name: str, figure: str
) -> None:
    told = reports[name].essentiel().to_text()
    [sentence] = [s for s in re.split(r"(?<=\.) ", told) if figure in s and "est passée" in s]
    assert "essentiel" not in sentence
    assert "surtout" not in sentence


def test_a_rise_that_the_newest_edition_ends_says_so(reports: dict[str, RapportQuartier]) -> None:
    """AAH in La Briquette: 13,4 % in edition 2021, then 12,4 %; in Quiévrechain it still rises."""
    opened = reports["marly-briquette"].essentiel().to_text().replace("\u202f", " ")
    assert "AAH parmi les allocataires, de 10 % à 13,4 %, puis 12,4 % (diffusions 2017, 2021 et 2022 ;" in opened
    steady = reports["quievrechain-centre"].essentiel().to_text().replace("\u202f", " ")
    assert "est passée de 8,5 % à 13,5 % (diffusions 2017-2022) ;" in steady


def test_a_change_of_one_edition_is_told_with_that_reserve(reports: dict[str, RapportQuartier]) -> None:
    """Le Jard: 52,6 % of income from work in 2013, 56,3 % in 2018, most of it from 2015 to 2017: no steady slope. It is
    a share, and no amount; INSEE has its own reserve on it."""
    jard = reports["vieux-conde-jard"].essentiel().to_text().replace("\u202f", " ")
    assert "est passée de 52,6 % à 56,3 % (2013-2018), l’essentiel entre 2015 et 2017 ; " in jard
    assert "Revenus : évolutions locales à lire avec prudence, selon l’Insee." in jard


def test_every_alert_of_the_tables_is_a_point_of_page_1(reports: dict[str, RapportQuartier]) -> None:
    """A « ! » beside a stated figure that page 1 counts in no box would let one believe that the rest is right."""
    seen = 0
    for name, rapport in reports.items():
        elsewhere = rapport.lu.fiabilite.autre_population
        for stated in (x for f in rapport.lu.chiffres for x in (f, *f.enonces)):
            if stated.affirmation is not None and has_doubtful_value(stated, elsewhere):
                assert stated.affirmation.affirmation in rapport.lu.en_doute, (name, stated.affirmation)
                seen += 1
    assert seen > 10


def test_what_the_text_of_the_file_lost_is_no_fault_of_the_document(reports: dict[str, RapportQuartier]) -> None:
    box = reports["quievrechain-centre"].doutes_en_bref().to_text()
    assert "1 point à compléter\n" in box
    assert "dans le document" not in box
    moved = reports["valenciennes-faubourg-cambrai"].doutes_en_bref().to_text()
    assert "semble y être sous un autre thème, à regarder d’abord sur le document (Rendre les soins" in moved
    assert ") (" not in moved


def test_a_contradiction_is_told_by_both_numbers(reports: dict[str, RapportQuartier]) -> None:
    told = reports["fresnes-le-trieu"].doutes_en_bref().to_text().replace("\u202f", " ")
    assert "31,5 %, dit au-dessous de la moyenne, 19,7 %" in told


def test_a_value_that_its_own_series_went_through_is_not_given_to_another_qpv_alone(
    reports: dict[str, RapportQuartier],
) -> None:
    """861 €, undated, in Rives de l'Escaut: 850 € in 2015, 896 € in 2017; and what two other QPV had in 2018."""
    told = " ".join(d.bref for d in reports["valenciennes-rives-escaut"].lu.doutes).replace("\u202f", " ")
    assert "861 € sans année : valeur d'aucune année reprise ici, de 835 € (2013) à 932 € (2018)" in told


def test_where_there_is_no_point_the_unchecked_are_counted(reports: dict[str, RapportQuartier]) -> None:
    lu = reports["fresnes-centre"].lu
    right = replace(lu, fiabilite=replace(lu.fiabilite, doutes=()))
    box = to_correct(right)
    assert box is not None
    assert box.titre == "Aucun point à corriger"
    assert (
        box.paragraphes[0] == "3 chiffres énoncés sur 4 ne sont pas vérifiables ici. Voir « Fiabilité des chiffres »."
    )


def test_a_step_from_an_edition_without_a_year_is_dated_by_editions() -> None:
    """Income support in Condé: edition 2017 has no year, edition 2019 is of 2017; two times 2017 would be one date."""
    assert between(Date(None, 2017), Date(2017, 2019)) == "entre les diffusions 2017 et 2019"
    assert between(Date(None, 2021), Date(None, 2022)) == "entre les diffusions 2021 et 2022"
    assert between(Date(2010, 2016), Date(None, 2020)) == "entre 2010 et la diffusion 2020"
    assert between(Date(2015, 2019), Date(2017, 2021)) == "entre 2015 et 2017"
