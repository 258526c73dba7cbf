"""The whole contract in the contents page: what it is, where its data come from, what can be opened of it."""

from datetime import date
from typing import Final

from quartiers.donnees.modele import Contrat, fold
from quartiers.presentation.sommaire.filtres import in_letters, make_filters, name_publics
from quartiers.presentation.sources import name_origin
from quartiers.repertoire import Filtre
from quartiers.typographie import count, format_date, join_words

# What can be opened beside the reports of quartiers: titles, and what each holds.
SYNTHESE: Final = ("Synthèse intercommunale", "Ce que les quartiers partagent, ce qui leur est propre")
SANS_SYNTHESE: Final = "Sans objet : le contrat n'a qu'un quartier, et son rapport dit tout ce qu'elle dirait."
COMPARER: Final = ("Comparer", "Deux ou trois quartiers côte à côte, chiffre par chiffre")
CLASSEUR: Final = ("Classeur des données", "Toutes les tables, pour un tableur")
GUIDE: Final = (
    "Guide des acteurs locaux",
    "Décrire une action, trouver les priorités ; les guides et les pages des habitants",
)
BILAN: Final = "Actions, moyens, résultats et décisions de l'année"
EVALUATION: Final = "Ce qui peut être dit, ce qui manque, et ce que les règles proposent"
EVALUATION_SEULE: Final = "rapport du quartier à fabriquer"  # its mid-term file is there, its report is not


def count_quartiers(contrat: Contrat) -> str:
    """``18 projets de quartier, 10 communes``."""
    what = ("projet de quartier", "projets de quartier") if contrat.a_un_document else ("quartier", "quartiers")
    return in_letters(f"{count(len(contrat.quartiers), *what)}, {count(len(list_communes(contrat)), 'commune')}")


def list_communes(contrat: Contrat) -> list[str]:
    """The communes of the contract's quartiers, each once, in alphabetical order."""
    return sorted({c for q in contrat.quartiers.values() for c in q.communes}, key=fold)


def describe_provenance(contrat: Contrat, built: int) -> tuple[tuple[str, str], ...]:
    """Where the data come from, how old they are, and how many reports are built: a label and a text a line."""
    document = contrat.document
    rows = [
        *([("Document", f"{document.titre} ({document.auteur})")] if contrat.a_un_document else []),
        ("Données au", format_date(contrat.edition)),
        ("Chiffres publiés", _editions(contrat)),
        ("Rapports fabriqués", f"{built} sur {len(contrat.quartiers)}"),
    ]
    return tuple((label, in_letters(text)) for label, text in rows)


def _editions(contrat: Contrat) -> str:
    """``Insee, diffusions 2010 à 2022``, from what the measures say of themselves."""
    if not contrat.mesures:
        return "aucun n'a été repris"
    producers = join_words(sorted({m.source.split(",")[0] for m in contrat.mesures}, key=fold))
    first, last = min(m.edition for m in contrat.mesures), contrat.derniere_edition
    return f"{producers}, " + (f"diffusion {last}" if first == last else f"diffusions {first} à {last}")


def name_bilan(year: int) -> str:
    return f"Rapport politique de la ville {year}"


def name_evaluation(contrat: Contrat, of: str | None) -> str:
    """The title of a mid-term file: of all the contract, else of what is named."""
    return in_letters(f"Évaluation de {contrat.horizon} – {of or 'tout le contrat'}")


def name_dossier(contrat: Contrat, spoken: str) -> str:
    """The title of a committee's file, of which its name says what it is about, in letters without accents."""
    names = {fold(c).replace("'", " "): c for c in list_communes(contrat)}
    return in_letters(f"Dossier du comité – {names.get(fold(spoken), spoken.capitalize())}")


def name_session(day: date | None) -> str:
    """The day of a committee, nothing where it is not known."""
    return f"Séance du {format_date(day)}" if day else ""


def offer_filters(contrat: Contrat) -> tuple[Filtre, ...]:
    """By commune, and by theme and public of what the priorities name."""
    themes = {p.thematique for p in contrat.priorites}
    named = {public for p in contrat.priorites for public in p.publics}
    of_themes = [(t.thematique, t.libelle) for t in contrat.thematiques_de_priorite if t.thematique in themes]
    return make_filters(
        (
            ("commune", "Commune", "Toutes les communes", [(c, c) for c in list_communes(contrat)]),
            ("theme", "Thème d'une priorité", "Tous les thèmes", of_themes),
            ("public", "Public nommé par une priorité", "Tous les publics", name_publics(contrat, named)),
        )
    )


def caption_map(contrat: Contrat) -> str:
    """What the map's outlines are: those of whole QPV, whatever each project covers of them."""
    drawn = [contrat.contours[q.territoire] for q in contrat.quartiers.values() if q.territoire in contrat.contours]
    return in_letters(
        f"En teinte, les QPV entiers ; un trait relie chaque numéro au centre du sien. {name_origin(drawn)}"
    )
