"""What is refused of the tables of the concertation, in words that do not repeat what they found."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from quartiers.donnees import Anomalie, DonneesInvalides, load_contrat
from quartiers.donnees.coherences_concertation import age_range
from quartiers.donnees.personnes import Indice, what_leads_to_someone

Spoil = Callable[[str, str, str], tuple[Anomalie, ...]]


def test_the_example_shows_what_may_be_shown(folder: Path) -> None:
    """Eight people of 15 to 24 are withheld, and those of 60 and more, who would give them back."""
    contract = load_contrat(folder)
    lost = {r.groupe for r in contract.reponses if r.effectif is None}
    assert lost == {"15 à 24 ans", "60 ans et plus"}
    frame = contract.tables["reponses"]
    assert set(frame.loc[frame["groupe"].isin(lost), "reponse"]) == {""}
    assert frame.loc[frame["groupe"].isin(lost), ["effectif", "repondants"]].isna().all(axis=None)
    assert frame.loc[~frame["groupe"].isin(lost), "effectif"].notna().all()
    assert set(contract.tables["paroles"]["parole"]) == set(contract.paroles) == {
        "2026-porteur-tilleuls-1", "2026-porteur-tilleuls-2", "2026-marche-tilleuls-1"
    }  # fmt: skip
    walk = contract.demarches["2026-marche-tilleuls"]
    assert (walk.participants, walk.sous_seuil) == (None, True)
    assert contract.tables["demarches"].set_index("demarche")["participants"].isna()["2026-marche-tilleuls"]


def test_the_threshold_is_the_contract_s(folder: Path) -> None:
    path = folder / "contrat.toml"
    path.write_text(path.read_text("utf-8").replace("seuil_personnes = 11", "seuil_personnes = 8"), encoding="utf-8")
    contract = load_contrat(folder)
    assert contract.seuil_personnes == 8
    assert all(r.effectif is not None for r in contract.reponses)
    path.write_text(path.read_text("utf-8").replace("seuil_personnes = 8", "seuil_personnes = 4"), encoding="utf-8")
    with pytest.raises(DonneesInvalides, match="seuil_personnes, un nombre entier entre 5 et 1000"):
        load_contrat(folder)


SURE = {
    "un numéro de téléphone": (
        "Appelez le 06 12 34 56 78", "Appelez le 06.12.34.56.78", "Mon numéro : +33 6 12 34 56 78", "0033612345678",
        "au 06-12-34-56-78", "le 06 12 345 678", "zéro six douze trente-quatre",
    ),
    "une adresse électronique": ("Écrivez à k.benali@exemple.fr", "k.benali [at] exemple.fr", "voyez @karim59"),
    "une plaque d'immatriculation": ("La Clio AB-123-CD gêne", "la clio ab-123-cd gêne", "La vieille 1234 AB 59"),
    "un numéro de sécurité sociale": ("Mon numéro est 2 85 05 59 606 123", "285055960612345"),
}  # fmt: skip
LIKELY = {
    "le nom d'une personne": (
        "Demandez à Mme Durand, elle sait", "Mme. durand le sait", "M.Benali ferme à six heures",
        "monsieur dupont est parti", "Je m’appelle Karima", "Le docteur Petit est parti", "On l'a dit à Ahmed BENALI",
        "Ma voisine Hakima ne sort plus", "Le petit Wesley attend le bus seul", "Mme L. a peur",
    ),
    "un prénom": ("C'est Karim qui le dit", "Sophie de la mission locale nous aide", "demandez à kévin"),
    "une adresse": (
        "Au 12 rue des Lilas, ça coule", "Au 12 bis, avenue de la Gare", "5 allée des Peupliers", "rue Pasteur, au 14",
    ),
    "un logement": ("L'appartement 34 est vide", "l'appt 34 fait du bruit", "4e étage porte droite"),
}  # fmt: skip


@pytest.mark.parametrize("text", [t for texts in SURE.values() for t in texts])
def test_what_leads_to_someone_is_seen(text: str) -> None:
    [what] = [what for what, texts in SURE.items() if text in texts]
    assert what_leads_to_someone(text) == Indice(what, sur=True)


@pytest.mark.parametrize("text", [t for texts in LIKELY.values() for t in texts])
def test_what_names_someone_is_seen(text: str) -> None:
    [what] = [what for what, texts in LIKELY.items() if text in texts]
    assert what_leads_to_someone(text) == Indice(what, sur=False)


@pytest.mark.parametrize("text", ["Mme\u200bDurand", "Mme Du\u00adrand", "\uff10\uff16 12 34 56 78"])
def test_what_cannot_be_seen_hides_nothing(text: str) -> None:
    assert what_leads_to_someone(text) is not None


def test_a_long_text_is_read_at_once() -> None:
    start = time.process_time()
    what_leads_to_someone("a" * 20_000)
    what_leads_to_someone("0 " * 10_000)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "text",
    [
        "Le soir, il n'y a plus que nous et le distributeur.",
        "Il manque 12 places au marché de la place Verte",
        "Depuis 2019, la CAF et Pôle emploi sont partis de Valenciennes",
        "Au 3e étage l'ascenseur est en panne depuis 15 jours",
        "Le bus 2 ne passe plus après 19 h 30",
        "La rue Jean-Jaurès est mal éclairée, l'école Marie-Curie aussi",
        "On paie 60 € de charges de plus par mois",
        "Les médecins ne prennent plus personne, à Saint-Saulve comme ici",
        "Monsieur le maire est venu, madame la préfète aussi",
        "le 05/12/2026 on était dix",
        "Le logement 4 pièces est trop cher, le bus 12 avenue de la Gare ne passe plus",
    ],
)
def test_what_names_nobody_is_kept(text: str) -> None:
    assert what_leads_to_someone(text) is None


def test_a_verbatim_that_names_someone_is_refused_with_its_line_and_not_repeated(spoiled: Spoil) -> None:
    [anomaly] = spoiled("paroles", "plus que nous et le distributeur", "plus que Mme Durand et le distributeur")
    assert (anomaly.fichier, anomaly.ligne, anomaly.colonne) == ("paroles.csv", 2, "texte")
    assert "le nom d'une personne" in anomaly.attendu
    assert "Durand" not in str(anomaly)


def test_what_is_no_name_is_kept_once_somebody_says_so(folder: Path) -> None:
    path = folder / "paroles.csv"
    text = path.read_text(encoding="utf-8-sig").replace("le distributeur.;oui", "Chez Paul.;oui malgré l'alerte")
    path.write_text(text, encoding="utf-8")
    assert load_contrat(folder).paroles["2026-porteur-tilleuls-1"].texte.endswith("Chez Paul.")
    path.write_text(text.replace("Chez Paul", "le 06 12 34 56 78"), encoding="utf-8")
    with pytest.raises(DonneesInvalides, match="un numéro de téléphone"):
        load_contrat(folder)


def test_what_slips_into_another_column_of_a_verbatim_is_not_repeated(spoiled: Spoil) -> None:
    anomalies = spoiled("paroles", "le distributeur.;oui", "le distributeur.;Karim Benali me frappe")
    assert not any("Benali" in str(a) for a in anomalies)


@pytest.mark.parametrize(
    ("text", "span"),
    [("15 à 24 ans", (15, 24)), ("60 ans et plus", (60, float("inf"))), ("femmes", None), ("T1, T2, T3", None)],
)
def test_the_name_of_a_group_may_tell_from_what_to_what(text: str, span: tuple[float, float] | None) -> None:
    assert age_range(text) == span


def test_a_message_about_a_verbatim_does_not_repeat_it(spoiled: Spoil) -> None:
    anomalies = spoiled("paroles", "Le soir, il n'y a plus", "Le soir, il n'y a plÃ©us")  # a garbled accent
    assert {(a.ligne, a.colonne) for a in anomalies} == {(2, "texte")}
    assert not any("distributeur" in str(a) for a in anomalies)


@pytest.mark.parametrize(
    "case",
    [
        ("reponses", "?;sexe;femmes;Oui;11;", "?;sexe;;Oui;11;", "groupe", "un groupe et son critère"),
        ("reponses", "?;sexe;femmes;Oui;11;", "?;sexe;femmes;Oui;;", "effectif", "un nombre de personnes"),
        ("reponses", "?;sexe;femmes;Oui;11;", "?;sexe;femmes;Oui;12;", "effectif", "ne dépasse pas l'ensemble"),
        ("reponses", "?;sexe;femmes;Oui;11;", "?;sexe;femmes;Ouais;11;", "reponse", "pour tous les répondants"),
        ("reponses", "?;sexe;hommes;Oui;10;", "?;sexe;60 ans et plus;Oui;10;", "groupe", "d'un seul critère"),
        ("reponses", "L'éclairage;38;87", "L'éclairage;38;86", "repondants", "un même nombre de répondants"),
        ("reponses", "L'éclairage;38;87", "L'éclairage;38;", "repondants", "comme aux autres lignes"),
        ("reponses", "?;âge;15 à 24 ans;", "?;tranche d'âge;15 à 24 ans;", "critere", "aussi « tranche d'âge »"),
        ("reponses", "?;âge;25 à 59 ans;Oui;", "?;âge;18 à 59 ans;Oui;", "groupe", "ne recoupe pas « 15 à 24 ans »"),
        ("reponses", "quartier ?;sexe;femmes;Oui", "quartier;sexe;femmes;Oui", "question", "ou une autre question"),
        ("demarches", "lien par message;87;", "lien par message;;", "participants", "un nombre de personnes"),
        ("demarches", "lien par message;87;", "lien par message;80;", "effectif", "pas plus que les participants"),
        ("demarches", ";Place centrale;", ";Chez Mme Durand;", "lieu", "ne désigne personne"),
        ("reponses", "sexe;femmes;Oui;11;", "sexe;femmes;Oui;11,5;", "effectif", "un nombre entier"),
        ("paroles", ";2026-porteur-tilleuls;", ";2026-porteur;", "demarche", "une démarche"),
        ("demarches", "2026-05-16", "2026-05-12", "fin", "ne précède pas le début"),
        ("demarches", ";Valrive;tilleuls;", ";Montigny-le-Pré;tilleuls;", "quartiers", "des quartiers de Montigny"),
        ("demarches", ";Valrive;tilleuls;", ";Valrives;tilleuls;", "commune", "une commune de quartiers.csv"),
        ("demarches", ";64;", ";-3;", "participants", "un nombre de personnes"),
        ("demarches", "Centre social (inventé);Passants", "Mme Durand;Passants", "organisateur", "ne désigne personne"),
        ("avis", "2026-09-08", "2026-06-08", "reponse_le", "ne précède pas celle de l'avis"),
        ("constats", ";2026-porteur-tilleuls", ";2026-porteur", "demarche", "une démarche"),
    ],
)
def test_what_cannot_be_is_refused_where_it_is(spoiled: Spoil, case: tuple[str, str, str, str, str]) -> None:
    table, before, after, column, expected = case
    anomalies = spoiled(table, before, after)
    assert any(a.colonne == column and expected in a.attendu for a in anomalies), [str(a) for a in anomalies]


def test_what_makes_one_cell_too_many_is_not_repeated(spoiled: Spoil) -> None:
    anomalies = spoiled("paroles", "le distributeur.;oui", "le distributeur;on me frappe;oui;on me frappe encore")
    assert not any("frappe" in str(a) for a in anomalies)
    assert {a.ligne for a in anomalies} == {2}
