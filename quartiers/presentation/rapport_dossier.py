"""The file of a committee: its cover, its commune at a glance, its questions; the quartier reports follow."""

import datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from quartiers.analyse.changements import changes_since
from quartiers.analyse.communes import (
    BilanQuartier,
    Groupe,
    LigneCommune,
    compared_indicators,
    count_projects,
    group_by_qpv,
    share_themes,
)
from quartiers.analyse.doutes import when as date_of
from quartiers.analyse.fiabilite import Fiabilite, check_contract
from quartiers.analyse.publications import latest_of_parts, references_of
from quartiers.analyse.questions_comite import Question, choose_questions, raise_questions
from quartiers.analyse.suivi import to_complete
from quartiers.analyse.synthese import name_group
from quartiers.donnees import Contrat
from quartiers.donnees.acces import load_since
from quartiers.donnees.modele import Indicateur, Quartier
from quartiers.presentation import mots, mots_references
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    Discret,
    Fort,
    Fragment,
    Liste,
    Paragraphe,
    RenvoiPartie,
    Saut,
    Signal,
    Suite,
    Tableau,
    Titre,
)
from quartiers.presentation.blocs_dossier import Couverture, Questions, Sommaire
from quartiers.presentation.mots_questions import left_out_sentence, question_item, quoted
from quartiers.presentation.mots_suivi import missing_in_words
from quartiers.presentation.suivi.depuis import show_changes, show_last_time
from quartiers.presentation.synthese.forums import answers_block, votes_block
from quartiers.typographie import count, format_date, format_value, join_words

MAX_INDICATORS: Final = 9  # rows of the comparison, and columns of one table: what a page holds
MAX_COLUMNS: Final = 6
MAX_QUESTIONS: Final = 12  # on about a page, shared between the quartiers
MAX_REPAIRS: Final = 5  # of a quartier: its report has them all
MIN_QUESTIONS: Final = 3  # but each quartier has its gravest
_RULES: Final = (
    "Ces questions viennent de règles appliquées aux données, les plus graves d'abord : fragilités sans priorité, "
    "priorités sans action, actions sans résultat, retards, priorités sans rien, dégradations, priorités sans constat "
    "ni chiffre fragile de leur thématique. Elles ne jugent pas le projet."
)


class RapportDossier:
    """The opening of a committee's file: the contract, one of its communes, and a method for each section.

    ``date`` is the day of the meeting (ISO), None when it is not set; ``donnees`` is the data folder (the project's
    ``data/`` when None); ``depuis`` is the edition that it says what has changed since. Raises
    :class:`~quartiers.donnees.Introuvable` for a commune that the contract lacks.
    """

    def __init__(
        self,
        commune: str,
        date: str | None = None,
        donnees: str | Path | None = None,
        depuis: str | None = None,
        *,
        contrat: Contrat | None = None,
    ):
        self.jour = datetime.date.fromisoformat(date) if date else None
        self.contrat = contrat if contrat is not None else load_since(donnees, depuis, self.jour)
        self.commune = self.contrat.commune(commune)
        self.quartiers: tuple[Quartier, ...] = self.contrat.quartiers_de(commune)
        self.groupes: tuple[Groupe, ...] = group_by_qpv(self.quartiers)
        self.fiabilite: Fiabilite = check_contract(self.contrat)

    # -- cover and contents ---------------------------------------------------------------------------

    def couverture(self) -> Bloc:
        c = self.contrat
        meeting = "Comité Territorial" + (f" du {format_date(self.jour)}" if self.jour else "")
        nouns = ("projet de quartier", "projets de quartier") if c.a_un_document else ("quartier", "quartiers")
        reports = count(len(self.quartiers), *nouns)
        document = f"Constats et priorités : reformulés d'après {c.document.titre}, {c.document.auteur}."
        return Couverture(
            titre=meeting,
            surtitre=c.nom,
            lieu=self.commune,
            intitule=reports[:1].upper() + reports[1:],
            parties=tuple(RenvoiPartie(q.quartier, q.nom) for q in self.quartiers),
            mentions=(
                f"{c.epci} · {c.periode} · {mots.dates(c, self.quartiers)}",
                *((document,) if c.a_un_document else ()),
            ),
            titre_document=f"{meeting} – {self.commune}",
            description=f"Dossier du Comité Territorial : {reports} de {self.commune}, {c.nom}.",
            date_iso=(self.jour or c.edition).isoformat(),
            pied=f"Comité Territorial – {self.commune}",
        )

    def ouverture(self) -> Bloc:
        """What this body decided last time, what has changed since, what is to be decided: before the contents.

        Empty where no committee has met and no edition is kept: the file then opens with its contents.
        """
        told = self._last_time
        return Suite((*told, *self._asked("Ce qui est à décider")) if told else ())

    @cached_property
    def _last_time(self) -> tuple[Bloc, ...]:
        return (
            *show_last_time(self.contrat, self.commune, self.jour),
            *show_changes(changes_since(self.contrat), self.contrat, self.commune),
        )

    def sommaire(self) -> Bloc:
        return Sommaire("Sommaire")

    # -- the commune at a glance ----------------------------------------------------------------------

    def chiffres_compares(self) -> Bloc:
        """The published figures that set the quartiers apart, or why there is nothing to compare."""
        if len(self.groupes) == 1:
            return Paragraphe(self._nothing_to_compare())
        lines = compared_indicators(self.contrat, self.quartiers, MAX_INDICATORS)
        if not lines:
            return Paragraphe(
                "Aucun chiffre publié ne compare ces quartiers : il faudrait le même indicateur pour la plupart "
                "d'entre eux, et que l'un au moins s'écarte de sa référence."
            )
        tables = [
            self._figures_table(lines, self.groupes[start : start + MAX_COLUMNS])
            for start in range(0, len(self.groupes), MAX_COLUMNS)
        ]
        return Suite((*tables, *self._about_qpv()))

    def _nothing_to_compare(self) -> str:
        if len(self.quartiers) == 1 and not self.quartiers[0].est_qpv:
            return (
                "La commune a un seul projet de quartier dans le contrat, celui "
                f"{self.quartiers[0].noms.du} : aucun chiffre publié n'est repris à côté."
            )
        if len(self.quartiers) == 1:
            return (
                "La commune a un seul projet de quartier dans le contrat : ses chiffres sont comparés, dans son "
                "rapport, aux autres QPV du contrat et à ceux de France."
            )
        return (
            f"{join_words([q.nom_court for q in self.quartiers])} sont dans le même QPV : les chiffres publiés sont "
            "ceux de ce QPV, et rien ne permet de comparer l'un à l'autre. Chaque rapport les compare aux autres QPV "
            "du contrat et à ceux de France."
        )

    def _figures_table(self, lines: tuple[LigneCommune, ...], groups: tuple[Groupe, ...]) -> Tableau:
        rows: tuple[tuple[Contenu, ...], ...] = tuple(
            (
                [line.indicateur.libelle_court, Saut(), Discret(date_of(line.recente))],
                *(self._figure_cell(line, group) for group in groups),
                self._references_cell(line),
            )
            for line in lines
        )
        names = [name_group(group) for group in groups]
        return Tableau(
            f"Chiffres publiés{_of_perimeter(lines)} qui distinguent le plus ces quartiers parmi les QPV de France",
            ("Indicateur", *names, "QPV : références"),
            rows,
            (max(20, 34 - 3 * len(groups)), *([12.0] * len(groups)), 18),
        )

    def _figure_cell(self, line: LigneCommune, group: Groupe) -> Contenu:
        """The figure and its reading, with its own date where it is not that of the line."""
        figure, i = line.chiffres[group], line.indicateur
        if figure is None:
            return Discret(self._why_no_figure(group[0], i))
        if figure.valeur is None:
            return Discret(mots.value_text(figure))
        situation = figure.comparaison.situation
        nature = mots.NATURE_OF_SITUATION.get(situation, "neutre")
        parts: list[Fragment] = [Signal(nature, mots.value_text(figure)), Saut(), Discret(situation.value)]
        if figure.publication is not None and figure.publication.diffusion != line.recente.diffusion:
            parts += [Saut(), Discret(mots.when_beside(figure, line.recente))]
        return parts

    def _why_no_figure(self, quartier: Quartier, indicateur: Indicateur) -> str:
        parts = latest_of_parts(self.contrat, quartier, indicateur.indicateur)
        return "par ancien QPV" if parts else "non publié"

    def _references_cell(self, line: LigneCommune) -> Contenu:
        """What the figures of the line's edition are compared with."""
        known, unit = references_of(self.contrat, line.recente), line.indicateur.unite
        parts: list[Fragment] = []
        if known.repartition is not None:
            parts.append(f"{format_value(known.repartition.c50, unit)} QPV médian de France")
        elif known.france is not None:
            parts.append(f"{format_value(known.france, unit)} France")
        if known.contrat is not None:
            told = mots_references.of_how_many(known.contrat)
            parts.append(f"{format_value(known.contrat.valeur, unit)} contrat{f' ({told})' if told else ''}")
        return [piece for part in parts for piece in (part, Saut())][:-1] or "—"

    def _about_qpv(self) -> tuple[Bloc, ...]:
        """Which quartiers have the same figures, and which have those of a QPV that goes beyond the commune."""
        sentences: list[str] = []
        for group in self.groupes:
            names = join_words([q.nom_court for q in group])
            if len(group) > 1:
                sentences.append(f"{names} sont dans le même QPV, et ont donc les mêmes chiffres publiés.")
            others = [o.nom_court for o in self.contrat.projets_du_meme_qpv(group[0]) if o not in group]
            if others:
                sentences.append(f"{names} : chiffres du QPV entier, partagé avec {join_words(others)}.")
        return (Paragraphe(Discret(" ".join(sentences))),) if sentences else ()

    def projets(self) -> Bloc:
        """What each project counts, and the page of its report."""
        rows = tuple(
            (
                RenvoiPartie(b.quartier.quartier, b.quartier.nom_court),
                self._priorities_text(b),
                str(b.sans_priorite),
                str(b.a_corriger),
                str(b.a_verifier),
            )
            for b in count_projects(self.contrat, self.fiabilite, self.quartiers)
        )
        return Tableau(
            "Les projets : priorités, fragilités sans priorité, chiffres en doute",
            ("Projet de quartier", "Priorités", "Fragilités sans priorité", "Points à corriger", "Points à vérifier"),
            rows,
            (36, 28, 14, 11, 11),
            numeriques=(2, 3, 4),
        )

    @staticmethod
    def _priorities_text(b: BilanQuartier) -> str:
        total = b.intercommunales + b.propres
        if not total:
            return "aucune"
        own = f"{b.propres} {'propre' if b.propres < 2 else 'propres'}"
        return f"{total} ({count(b.intercommunales, 'intercommunale')}, {own})"

    def themes(self) -> Bloc:
        """The themes that all the projects share, and those of one alone."""
        if len(self.quartiers) == 1:
            return Suite(())
        shared = share_themes(self.contrat, self.quartiers)
        names = join_words([quoted(t.libelle) for t in shared.communs])
        items: list[Contenu] = [[Fort("Thèmes communs à tous les projets : "), f"{names or 'aucun'}."]]
        for quartier, themes in shared.particuliers.items():
            names = join_words([quoted(t.libelle) for t in themes])
            items.append([Fort(f"{quartier.nom_court} seulement : "), f"{names}."])
        return Liste(tuple(items))

    def suites_et_votes(self) -> Bloc:
        """What was done of what was said in the commune, and what is in force on the day of the committee."""
        votes = votes_block(self.contrat, self.quartiers, self.jour or self.contrat.edition)
        return Suite((answers_block(self.contrat, self.quartiers), votes))

    # -- questions ------------------------------------------------------------------------------------

    def a_discuter(self) -> Bloc:
        """The questions under their heading, unless the file opened with them."""
        if self._last_time:
            return Suite(())
        return Suite(self._asked("Questions à discuter"))

    def _asked(self, heading: str) -> tuple[Bloc, ...]:
        return Titre(heading, niveau=2), Paragraphe(_RULES), self.questions()

    def questions(self) -> Bloc:
        """By quartier, the questions that the data raise, the gravest first; those left out are counted."""
        raised = self._raised(services=False)
        if not any(raised.values()):
            return Paragraphe(
                "Les données ne soulèvent aucune question : chaque fragilité trouve une priorité, chaque priorité un "
                "appui, et rien de ce qui est suivi n'attend."
            )
        maximum = max(MIN_QUESTIONS, MAX_QUESTIONS // len(self.quartiers))
        blocks: list[Bloc] = []
        number = 1
        for quartier, questions in raised.items():
            choice = choose_questions(questions, maximum)
            where = RenvoiPartie(quartier.quartier, "Rapport du quartier")
            blocks.append(Titre(quartier.nom_court))
            if not questions:
                blocks.append(Paragraphe(["Les données ne soulèvent aucune question sur ce quartier. ", where]))
                continue
            items = tuple(question_item(q, self.contrat) for q in choice.posees)
            blocks += [Paragraphe(where), Questions(items, number)]
            number += len(items)
            if choice.laissees:
                blocks.append(Paragraphe(left_out_sentence(choice.laissees)))
        return Suite(tuple(blocks))

    def _raised(self, *, services: bool) -> dict[Quartier, tuple[Question, ...]]:
        """The questions for the committee, or those on the document itself, which are for the services."""
        raised = raise_questions(self.contrat, self.fiabilite, self.quartiers)
        return {q: tuple(x for x in asked if x.sujet.des_services is services) for q, asked in raised.items()}

    def pour_les_services(self) -> Bloc:
        """What is to be corrected or verified in the document, the gravest first, and what is to be completed."""
        blocks: list[Bloc] = []
        for quartier, questions in self._raised(services=True).items():
            missing = to_complete(self.contrat, quartier.quartier)
            if not questions and not missing:
                continue
            choice = choose_questions(questions, MAX_REPAIRS)
            blocks.append(Titre(quartier.nom_court))
            if choice.posees:
                blocks.append(Liste(tuple(question_item(q, self.contrat) for q in choice.posees)))
            if choice.laissees:
                blocks.append(Paragraphe(left_out_sentence(choice.laissees)))
            if missing:
                blocks.append(Paragraphe([Fort("À compléter avant le comité : "), f"{missing_in_words(missing)}."]))
        nothing = Paragraphe("Rien n'est à corriger ni à compléter.")
        return Suite(tuple(blocks)) if blocks else nothing


def _of_perimeter(lines: tuple[LigneCommune, ...]) -> str:
    known = sorted({line.recente.diffusion.geographie for line in lines})
    return f" (périmètre {known[0]})" if len(known) == 1 else ""
