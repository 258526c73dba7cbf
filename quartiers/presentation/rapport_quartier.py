"""The sections of a quartier report: what each notebook cell calls."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Final

from quartiers.analyse.doutes import Gravite, Regle, join_lines
from quartiers.analyse.fiabilite import unchecked
from quartiers.analyse.perimetres import communes_by_side, perimeter_change
from quartiers.analyse.publications import Publication
from quartiers.analyse.recensement_communes import communes_of
from quartiers.analyse.regles_noms import places_beyond
from quartiers.analyse.regles_portee import stated_elsewhere
from quartiers.analyse.suivi import follow
from quartiers.analyse.vues import share_out, view_of
from quartiers.donnees import Contrat
from quartiers.donnees.acces import load_for_quartier
from quartiers.donnees.tables.cadre import VALIDATIONS
from quartiers.donnees.tables.importees import ANCIENNE
from quartiers.presentation import mots
from quartiers.presentation.blocs import (
    Bloc,
    Colonnes,
    Contenu,
    Discret,
    Encadre,
    Entete,
    Fiche,
    Fort,
    Fragment,
    Graphique,
    Liste,
    Paragraphe,
    Suite,
    Titre,
    fragments,
)
from quartiers.presentation.blocs_dossier import SansPage
from quartiers.presentation.blocs_notes import Note, Notes
from quartiers.presentation.cartes import describe_place, map_of_quartier
from quartiers.presentation.cartes.lieux import ground_of
from quartiers.presentation.mots_dates import closed_on
from quartiers.presentation.quartier import boites, diagnostic, diagrammes, essentiel, ouverture, priorites
from quartiers.presentation.quartier.chaine import show_chain
from quartiers.presentation.quartier.concertation import show_consultation
from quartiers.presentation.quartier.forums import show_answers, show_votes
from quartiers.presentation.quartier.lu import read_quartier
from quartiers.presentation.quartier.retraits import show_withdrawals
from quartiers.presentation.quartier.territoire import given_sentence, show_given
from quartiers.presentation.sources import (
    PLACE_A_SAVOIR,
    doubts_table,
    indicator_note,
    known_list,
    notes_guide,
    reading_rule,
)
from quartiers.presentation.suivi.depuis import show_since
from quartiers.presentation.suivi.quartier import list_actions, show_progress
from quartiers.typographie import NARROW_SPACE, format_value, join_words, lower_first
from quartiers.unites import COUNT

MAP_CM = 5.8
SMALL_MAP_CM = 4.5  # where what is to decide takes much of the page
WIDE_MAP_CM = 9.2
CHART_OF_PAGE_1_CM = 16.4  # as wide as leaves its texts 8 points
ROWS_OF_PAGE_1 = 4  # of a chart: fewer are said by the cards
UNKNOWN_FORMER = "De quels QPV de 2015 celui-ci vient n'est pas connu : leurs chiffres ne sont pas repris."


def prepare(contrat: Contrat) -> None:
    """Compute what the reports of all quartiers share: once, before many processes are given the contract.

    The results stay with the contract object, through a fork or a pickle.
    """
    share_out(contrat)
    ground_of(contrat)


# What the codes of the rules are, for who has only the report.
_REGLES: Final = tuple(regle.value for regle in Regle)
CODES: Final = f"{_REGLES[0]} à {_REGLES[-1]} : numéros des contrôles, pour s'y référer."
# What nothing at hand confirms nor denies, and what to do of it.
UNCHECKED: Final = (
    "Ce qui n'a pas pu être vérifié : à citer comme tel, avec sa source et son année, ou « année inconnue »"
)


def _why_unchecked(reasons: Mapping[str, list[str]]) -> list[Contenu]:
    return [[Fort(f"{join_words(names)} : "), f"{lower_first(reason)}."] for reason, names in reasons.items()]


class RapportQuartier:
    """One report: a quartier, what may be known of its contract, and a method for each section.

    ``donnees`` is the data folder (the project's ``data/`` when None), ``depuis`` the edition that it says what has
    changed since (:func:`~quartiers.donnees.acces.load_since`). Of the contract, only the quartier's view is kept
    (:mod:`quartiers.analyse.vues`): the report depends on nothing else of the data.

    >>> rapport = RapportQuartier("anzin-verrerie")
    >>> print(rapport.entete().to_text().splitlines()[0])
    Verrerie – Square République
    """

    def __init__(
        self,
        quartier: str,
        donnees: str | Path | None = None,
        depuis: str | None = None,
        *,
        contrat: Contrat | None = None,
    ):
        vue = view_of(contrat if contrat is not None else load_for_quartier(donnees, quartier, depuis), quartier)
        self.contrat = vue.contrat
        self.depuis = vue.depuis
        self.lu = read_quartier(vue)
        self.quartier = self.lu.quartier
        self.suivi = follow(vue.contrat, quartier)

    # -- page 1 -------------------------------------------------------------------------------------

    def entete(self) -> Bloc:
        q, c = self.quartier, self.contrat
        what = "Diagnostic, constats de terrain et priorités du projet de quartier"
        if not self.lu.avec_document:
            what = "Chiffres publiés et constats de terrain" if self.lu.constats else "Chiffres publiés"
            what += " du quartier"
        kind = f"Projet de quartier, horizon {c.horizon}" if self.lu.avec_document else "Portrait du quartier"
        return Entete(
            titre=q.nom,
            surtitre=f"{q.commune} · {kind} · {closed_on(c)}",
            sous_titre=" · ".join(filter(None, (c.nom, mots.figures_from(c, [q])))),
            titre_document=f"{q.nom} – {'Projet de quartier' if self.lu.avec_document else 'Portrait du quartier'}",
            description=f"{what} {q.nom} ({q.commune}), {c.nom}.",
            date_iso=c.edition.isoformat(),
            pied=f"{q.nom} – {c.nom}",
        )

    def identite(self) -> Bloc:
        q = self.quartier
        rows: list[tuple[str, Contenu]] = [
            *self._territory(),
            (f"Communes couvertes par {q.noms.le}", self._communes()),
            ("Périmètre du projet" if self.lu.avec_document else "Périmètre décrit", self._coverage()),
            *self._changed(),
            *self._counts(),
        ]
        if q.validation not in (None, VALIDATIONS[0]):  # of the others, the document only says that all were to be
            rows.append(("Réserve", "projet sous réserve de validation du conseil municipal"))
        blocks: list[Bloc] = [Fiche(tuple(rows))]
        if notes := self._notes():
            blocks.append(Encadre("À savoir avant de lire les chiffres", notes, "alerte"))
        return Suite(tuple(blocks))

    def _territory(self) -> list[tuple[str, Contenu]]:
        """The QPV by its codes; what it is, where it is none, and the QPV that it was."""
        q = self.quartier
        if q.est_qpv:
            return [("QPV 2024", f"{q.code_qpv_2024} – {q.libelle_qpv_2024}"), ("QPV 2015", self._former_qpv())]
        what = f"{q.noms.nom}, hors de la géographie prioritaire de 2024"
        former: list[tuple[str, Contenu]] = [("QPV 2015", self._former_qpv())] if q.codes_qpv_2015 else []
        return [("Territoire", what), *former]

    def _counts(self) -> list[tuple[str, Contenu]]:
        """How many people and households the QPV has, as published or as stated: one line of the identity."""
        parts: list[Fragment] = []
        for figure in self.lu.chiffres:
            if (i := figure.indicateur).unite == COUNT:
                parts += [" ; " if parts else "", i.libelle_court, self.lu.renvoi(figure), f"{NARROW_SPACE}: "]
                parts += fragments(mots.value_cell(figure, en_ligne=True))
        label = "Effectifs du QPV entier" if ouverture.counts_more(self.lu) else "Effectifs"
        known = {f.publication.diffusion.geographie for f in self.lu.chiffres if f.publication is not None}
        if len(known) == 1:
            label += f", périmètre {known.pop()}"
        rows: list[tuple[str, Contenu]] = [(label, parts)] if parts else []
        if self.quartier.population_2024 is not None:
            rows.append(("Population, périmètre 2024", format_value(self.quartier.population_2024, COUNT)))
        return rows

    def _former_qpv(self) -> str:
        q = self.quartier
        if q.est_nouveau:
            return "Aucun : quartier entré dans la géographie prioritaire en 2024"
        if not q.codes_qpv_2015:
            return "Non connu"
        pairs = zip(q.codes_qpv_2015, q.libelles_qpv_2015, strict=False)
        return " ; ".join(f"{code} – {name}" for code, name in pairs)

    def _coverage(self) -> str:
        """What the project covers, as the document says it: that a QPV goes beyond the communes of the project, or of
        the contract, does not say that the project stops there."""
        others, noms = self.contrat.projets_du_meme_qpv(self.quartier), self.quartier.noms
        inside, outside = communes_by_side(self.contrat, self.quartier)
        if others:
            part = f"Une partie du QPV ; les autres projets du QPV : {join_words([o.nom_court for o in others])}"
            told = {name for project in (self.quartier, *others) for name in project.communes}
            nobody = [name for name in inside if name not in told]
            return f"{part} ; sans projet : la partie située à {join_words(nobody)}" if nobody else part
        if self.quartier.couverture != "entier":
            return "Une partie du QPV"
        if self.lu.avec_document and (outside or any(name not in self.quartier.communes for name in inside)):
            return "Non précisé par le document"
        return f"{noms.le[:1].upper()}{noms.le[1:]} {noms.accord('entier')}{self._doubtful_places()}"

    def _communes(self) -> str:
        """``Anzin, La Sentinelle (hors du contrat) et Valenciennes``."""
        inside, outside = communes_by_side(self.contrat, self.quartier)
        names = [commune.split(" ", 1)[1] for commune in self.quartier.communes_qpv]
        if not inside:
            return join_words(names)
        return join_words([f"{name} (hors du contrat)" if name in outside else name for name in names])

    def _doubtful_places(self) -> str:
        """`` ; Cuvinot, que nomme le projet, y est-il ? (à vérifier)``: a project that names a place which nothing puts
        in the QPV is not said to be of the whole QPV without a word."""
        places = places_beyond(self.quartier) if self.lu.avec_document else []
        if not places:
            return ""
        there = "y est-il ?" if len(places) == 1 else "y sont-ils ?"
        return f" ; {join_words(places)}, que nomme le projet, {there} (à vérifier)"

    def _changed(self) -> list[tuple[str, Contenu]]:
        """That the perimeter of 2024 is not that of the figures, and why, in a few words."""
        change = perimeter_change(self.contrat, self.quartier)
        if change is None:
            return []
        return [("Périmètre de 2024", f"{change.verbe} de celui de 2015 ({', '.join(change.brefs)})")]

    def _notes(self) -> tuple[Contenu, ...]:
        q = self.quartier
        notes: list[Contenu] = []
        if q.note:
            notes.append(q.note)
        if not q.est_qpv and not q.codes_qpv_2015:
            if self.lu.chiffres:  # else the headline says it
                told = "les chiffres de ce rapport sont ceux que le document énonce"
                none = f"Aucun chiffre publié n'est repris pour {q.noms.ce} : {told}."
                notes.append(given_sentence(self.lu) or none)
        elif not q.codes_qpv_2015:
            note = "Ce QPV n'existait pas avant 2024." if q.est_nouveau else UNKNOWN_FORMER
            if self.lu.chiffres:
                notes.append(note)
            elif not self.lu.avec_document:
                notes.append(f"{note} {diagnostic.not_imported(q)}")
        return tuple(notes)

    def carte(self) -> Bloc:
        width = SMALL_MAP_CM if boites.has_small_map(self.lu) else MAP_CM
        return map_of_quartier(self.contrat, self.quartier, largeur_cm=width)

    def essentiel(self) -> Bloc:
        """The headline and a few sentences beside the map, then the core figures."""
        told = essentiel.write_sentences(self.lu)
        if self.lu.avec_document and self.quartier.est_qpv and not self.lu.chiffres:
            told = (*told, Paragraphe(Discret(diagnostic.not_imported(self.quartier))))
        if not (self.lu.chiffres or self.lu.avec_document):
            told = (*told, Paragraphe(describe_place(self.contrat, self.quartier)))
        sentences = Suite(told)
        chart, parts = self.carte(), (65, 36)
        if not (self.lu.chiffres or self.lu.avec_document):  # the map is all that there is to see
            chart, parts = map_of_quartier(self.contrat, self.quartier, largeur_cm=WIDE_MAP_CM), (44, 57)
        blocks = [Colonnes(sentences, chart, parts), essentiel.show_key_figures(self.lu)]
        follow = () if self.lu.avec_document or self._chart_of_page_1 else (SansPage(),)
        return Suite((*blocks, *self._chart_of_page_1, *follow))

    @cached_property
    def _chart_of_page_1(self) -> tuple[Bloc, ...]:
        """A portrait has no priorities to show there: where the quartier stands takes their place, if there is enough
        to see; else the diagnostic begins there."""
        if self.lu.avec_document:
            return ()
        chart = diagrammes.chart_figures(self.lu, ROWS_OF_PAGE_1)
        return (replace(chart, largeur_cm=CHART_OF_PAGE_1_CM),) if isinstance(chart, Graphique) else ()

    def priorites_en_bref(self) -> Bloc:
        return essentiel.list_priorities(self.lu)

    def doutes_en_bref(self) -> Bloc:
        return boites.show_boxes(self.lu)

    # -- what is done ---------------------------------------------------------------------------------

    def ou_en_est_le_projet(self) -> Bloc:
        """A line a priority; nothing where nothing is followed."""
        return show_progress(self.lu, self.suivi)

    def actions(self) -> Bloc:
        return list_actions(self.suivi)

    # -- what follows -------------------------------------------------------------------------------

    def diagnostic(self) -> Bloc:
        """The figures; nothing, and no heading over it, where page 1 has said that there is none."""
        c = self.contrat
        if not (self.lu.chiffres or self.lu.donnes or c.demarches or c.contributions or c.validations):
            return Suite(())
        return Suite((diagnostic.show_figures(self.lu), show_given(self.lu)))

    def graphique_positions(self) -> Bloc:
        """Where the quartier stands; a portrait shows it on its page 1."""
        return Suite(()) if self._chart_of_page_1 else diagrammes.chart_figures(self.lu)

    def graphique_evolutions(self) -> Bloc:
        return diagrammes.chart_changes(self.lu)

    def constats_de_terrain(self) -> Bloc:
        return priorites.show_findings(self.lu, self.suivi)

    def concertation(self) -> Bloc:
        """What was asked of residents and what they said; nothing where no démarche is entered."""
        return show_consultation(self.contrat)

    def suites_donnees(self) -> Bloc:
        """What was done of what was said in forums; nothing where no contribution is entered."""
        return show_answers(self.contrat)

    def votes(self) -> Bloc:
        """The votes, and what is in force; nothing where no vote is entered."""
        return show_votes(self.contrat, self.quartier.quartier)

    def priorites_retenues(self) -> Bloc:
        return priorites.show_priorities(self.lu)

    def diagnostic_et_priorites(self) -> Bloc:
        return priorites.show_matching(self.lu)

    def chaine(self) -> Bloc:
        """From what was said to what is decided, priority by priority."""
        return show_chain(self.lu, self.suivi)

    def retraits(self) -> Bloc:
        """What was withdrawn, since when and why; nothing where nothing was."""
        return show_withdrawals(self.contrat)

    def depuis_le_comite(self) -> Bloc:
        """What has changed since an edition; empty without one."""
        return show_since(self.depuis, self.contrat)

    # -- reliability ----------------------------------------------------------------------------------

    def fiabilite_des_chiffres(self) -> Bloc:
        """What the check of the stated figures found: doubts, things to know, what could not be checked."""
        doubts = self.lu.fiabilite.points_de(self.quartier.quartier)
        checked = self.lu.fiabilite.verifications_de({self.quartier.quartier})
        if not (self.lu.avec_document or doubts):
            return Suite(())
        nothing = "Le diagnostic partagé n'énonce aucun chiffre : à compléter."
        if self.quartier.est_qpv and not self.quartier.codes_qpv_2015:
            nothing = (
                "Le diagnostic partagé n'énonce aucun chiffre : à compléter, d'abord par la population et les revenus "
                "de 2021 que l'Insee publie depuis août 2024 dans les limites de 2024."
            )
        if not self.lu.complet:
            nothing = "Le texte lu du diagnostic partagé n'énonce aucun chiffre, mais il n'est pas complet."
        sentence = (
            mots.checking_sentence(self.lu.fiabilite.bilan({self.quartier.quartier}), self._stated_elsewhere())
            if checked
            else nothing
        )
        head: list[Fragment] = [sentence] if self.lu.avec_document else []
        known = [d for d in doubts if d.gravite is Gravite.INFORMATION and d.est_a_dire]
        graver = [d for d in doubts if d.gravite is not Gravite.INFORMATION]
        if graver or known:
            head += [Discret(f"{' ' if head else ''}{CODES}")]
        blocks: list[Bloc] = [Paragraphe(head)] if head else []
        if graver:
            own = {v.affirmation.affirmation for v in checked}
            blocks.append(doubts_table("À corriger ou à vérifier", graver, own))
        if known:
            blocks.append(Titre("À savoir", ancre="a-savoir"))
            same = {q.quartier for q in (self.quartier, *self.contrat.projets_du_meme_qpv(self.quartier))}
            blocks.append(known_list(known, PLACE_A_SAVOIR if self.lu.chiffres else PLACE_A_SAVOIR // 4, same))
        if missing := unchecked(self.contrat, self.lu.fiabilite, self.quartier.quartier):
            reasons: dict[str, list[str]] = {}
            elsewhere = stated_elsewhere(self.contrat, self.quartier)
            for item in missing:
                a, name = item.affirmation, self.contrat.indicateurs[item.affirmation.indicateur].libelle_court
                if a in elsewhere:  # who looks for it in the section does not find it
                    name += f" (l. {a.lignes})"
                reasons.setdefault(item.motif, []).append(name)
            blocks.append(Titre(UNCHECKED, ancre="non-verifies"))
            blocks.append(Liste(tuple(_why_unchecked(reasons))))
        return Suite(tuple(blocks))

    def _stated_elsewhere(self) -> str:
        """``dont 1 dans une autre section, l. 669``; empty where all the figures are in the quartier's own."""
        rows = stated_elsewhere(self.contrat, self.quartier)
        return f"dont {len(rows)} dans une autre section, l. {join_lines(a.lignes for a in rows)}" if rows else ""

    # -- sources ------------------------------------------------------------------------------------

    def sources(self) -> Bloc:
        c, rule = self.contrat, self.contrat.lecture
        lines = f", lignes {self.quartier.lignes} du texte extrait" if self.quartier.lignes else ""
        origin = (
            "Chiffres publiés : Insee, données sur les quartiers prioritaires (Licence Ouverte 2.0) ; sous secret "
            "statistique, « non diffusé »."
        )
        published = self.lu.publie or self.quartier.est_qpv
        if self.lu.donnes and not (self.lu.publie or self.lu.avec_document):
            return Paragraphe(Discret(given_sentence(self.lu)))
        if not (self.lu.publie or self.lu.avec_document):
            return Paragraphe(Discret("Codes, noms et contours des QPV : ANCT (Licence Ouverte 2.0)."))
        if not published:
            origin = given_sentence(self.lu) or f"Aucun chiffre publié n'est repris pour {self.quartier.noms.ce}."
        if published and not self.lu.chiffres:
            origin = ""  # none is shown
        if self.lu.avec_document:
            origin = (
                f"Document : {c.document.titre} ({c.document.auteur}){lines}. Ses constats et ses priorités sont "
                "reformulés, ses chiffres (« énoncés ») repris sans correction ; ce qu'il ne dit pas est « non "
                f"renseigné ». {origin}".strip()
            )
        blocks: list[Bloc] = [
            Paragraphe(Discret(origin)),
            *(
                [
                    reading_rule(
                        rule,
                        enonces=self.lu.avec_document,
                        publies=published,
                        compares=self.lu.chiffres,
                        comptage=communes_of(c, self.quartier, self.quartier.codes(ANCIENNE)).comptage,
                    )
                ]
                if self.lu.chiffres
                else []
            ),
        ]
        if self.lu.notes:
            shown = [p for name in self.lu.notes for p in self._published(name)]
            blocks += [notes_guide(c, shown)] if published else []
            items = {number: self._note(name) for name, number in self.lu.notes.items()}
            blocks.append(Notes("Source, date et définition de chaque chiffre", items))
        return Suite(tuple(blocks))

    def _published(self, indicator: str) -> list[Publication]:
        """What is published of an indicator in this report: one publication a figure."""
        figures = [f for f in self.lu.chiffres if f.indicateur.indicateur == indicator]
        return [p for f in figures for p in ((f.publication,) if f.publication else f.parties[:1])]

    def _note(self, indicator: str) -> Note:
        """Where the report's figures of an indicator come from."""
        figures = [f for f in self.lu.chiffres if f.indicateur.indicateur == indicator]
        lines = [a.lignes for f in figures for x in (f, *f.enonces) if (a := x.affirmation) is not None and a.lignes]
        noted = [a.note for f in figures if (a := f.affirmation) is not None and a.note]
        return indicator_note(
            self.contrat, self.contrat.indicateurs[indicator], self._published(indicator), lines, noted
        )
