"""The sections of the intercommunal synthesis: what each notebook cell calls."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from quartiers.analyse.changements import changes_since
from quartiers.analyse.doutes import PERIMETRE_DU_QPV, Gravite, Regle
from quartiers.analyse.doutes import when as date_of
from quartiers.analyse.evaluation_lacunes_contexte import SOUS_RESERVE
from quartiers.analyse.familles import Familles, classify
from quartiers.analyse.fiabilite import Fiabilite, check_contract
from quartiers.analyse.publications import Publication, references_of
from quartiers.analyse.synthese import (
    ContratEtFrance,
    LigneComparee,
    carried_apart,
    contract_and_france,
    differences_with_published,
    newest_publication,
    quartiers_by_qpv,
    quartiers_of_theme,
    shared_indicators,
)
from quartiers.analyse.themes import FicheTheme, theme_sheets
from quartiers.donnees import Contrat
from quartiers.donnees.acces import load_since
from quartiers.donnees.modele import Indicateur, Quartier
from quartiers.donnees.natures import QPV, count_natures, noun_of_all
from quartiers.donnees.tables.importees import NOUVELLE
from quartiers.presentation import mots, mots_references
from quartiers.presentation.blocs import (
    Bloc,
    ChiffreCle,
    ChiffresCles,
    Colonnes,
    Contenu,
    Entete,
    Fort,
    Liste,
    Paragraphe,
    Suite,
    Tableau,
    Titre,
)
from quartiers.presentation.blocs_notes import Note, Notes
from quartiers.presentation.cartes import map_of_contract
from quartiers.presentation.mots_dates import are_past
from quartiers.presentation.sources import indicator_note, notes_guide, reading_rule
from quartiers.presentation.suivi.depuis import show_counts
from quartiers.presentation.synthese.actions import actions_block
from quartiers.presentation.synthese.chiffres import published_block, read_with, stated_block, strips_block
from quartiers.presentation.synthese.familles import MAX_CLASSES, families_block, method_block, none_block
from quartiers.presentation.synthese.fiabilite import differences_block, reliability_block, say_differences, say_silent
from quartiers.presentation.synthese.forums import answers_block, votes_block
from quartiers.presentation.synthese.hors_compte import beside_differences
from quartiers.presentation.synthese.mediane import against_median
from quartiers.presentation.synthese.nombreux import are_many, list_groups
from quartiers.presentation.synthese.themes import matrix_block, sheets_block, together_block
from quartiers.typographie import count, format_value, join_words, lower_first
from quartiers.unites import COUNT

ALONE = "Le contrat n'a qu'un quartier : ce qu'une synthèse dirait est dans le rapport de ce quartier."
MAX_NAMED = 3  # themes, forms or indicators that a sentence names


class RapportSynthese:
    """The synthesis of a contract; ``donnees`` is the data folder (the project's ``data/`` when None).

    ``depuis`` is the edition that it says what has changed since.
    """

    def __init__(self, donnees: str | Path | None = None, depuis: str | None = None, *, contrat: Contrat | None = None):
        self.contrat = contrat if contrat is not None else load_since(donnees, depuis)
        self.quartiers: tuple[Quartier, ...] = tuple(self.contrat.quartiers.values())
        # Nothing is shared by one quartier, nothing compared of one territory: no mean, rank or family of one.
        self.se_partage = len(self.quartiers) > 1
        self.se_compare = len(quartiers_by_qpv(self.contrat)) > 1
        self.indicateurs = shared_indicators(self.contrat)
        shown = (i.indicateur for i in self.indicateurs if i.unite != COUNT)
        self.notes = {name: number for number, name in enumerate(shown, start=1)}
        self.fiabilite: Fiabilite = check_contract(self.contrat)

    @cached_property
    def fiches(self) -> tuple[FicheTheme, ...]:
        """The facts of each theme."""
        return theme_sheets(self.contrat, self.indicateurs)

    def entete(self) -> Bloc:
        c = self.contrat
        subjects, subject = ("projets de quartier", "projet") if c.a_un_document else ("quartiers", "quartier")
        return Entete(
            titre=f"Synthèse intercommunale des {subjects}",
            surtitre=f"{c.epci} · {c.periode}",
            sous_titre=f"{c.nom} · {count(len(self.quartiers), subject)} · {mots.dates(c, self.quartiers)}",
            titre_document=f"Synthèse intercommunale – {c.nom}",
            description=f"Ce que les {subjects} partagent et ce qui leur est propre, {c.nom}.",
            date_iso=c.edition.isoformat(),
            pied=f"Synthèse intercommunale – {c.nom}",
        )

    # -- what matters -------------------------------------------------------------------------------

    def essentiel(self) -> Bloc:
        """Key numbers, then a few sentences."""
        cards = ChiffresCles(tuple(self._key_numbers()))
        if not self.se_partage:
            return Suite((cards, Paragraphe(ALONE)))
        table, widest = against_median(self.contrat, self.indicateurs)
        said = [
            *widest,
            *self._shared(),
            *self._apart(),
            *self._published_synthesis(),
            *self._too_few_to_compare(),
        ]
        return Suite((cards, table, Liste(tuple(said)))) if said else Suite((cards, table))

    def _key_numbers(self) -> list[ChiffreCle]:
        c = self.contrat
        communes = {name for q in self.quartiers for name in q.communes}
        territories = {q.territoire: q.nature or QPV for q in self.quartiers}
        where = f"dans {count(len(communes), 'commune')}, sur {count_natures(territories.values())}"
        where += f" (périmètre {NOUVELLE})" if QPV in territories.values() else ""  # figures are of the former ones
        if not c.a_un_document:
            return [ChiffreCle(str(len(self.quartiers)), _noun(len(self.quartiers), "quartier"), where)]
        where = f"{self._reserved()}{where}"
        cards = [
            ChiffreCle(
                str(len(self.quartiers)),
                _noun(len(self.quartiers), "projet") + " de quartier",
                where,
            )
        ]
        if c.priorites:
            joint = sum(p.echelle == "intercommunale" for p in c.priorites)
            cards += [
                ChiffreCle(
                    str(len(c.priorites)),
                    _noun(len(c.priorites), "priorité"),
                    f"dont {joint} d'échelle intercommunale",
                ),
            ]
        return [*cards, self._to_mend()]

    def _reserved(self) -> str:
        """``dont 1 sous réserve de validation, ``: how many projects a council had not approved."""
        reserved = sum(q.validation == SOUS_RESERVE for q in self.quartiers)
        return f"dont {reserved} sous réserve de validation, " if reserved else ""

    def _to_mend(self) -> ChiffreCle:
        """How many points are to correct, how many to check, and what they are about."""
        points = [p for p in self.fiabilite.points if p.gravite is not Gravite.INFORMATION]
        wrong = sum(p.gravite is Gravite.ERREUR for p in points)
        published = sum(p.regle is Regle.SYNTHESE for p in points)
        figures = sum(
            bool(p.affirmations) and p.objet != PERIMETRE_DU_QPV for p in points if p.regle is not Regle.SYNTHESE
        )
        others = len(points) - figures - published
        about = [
            *([f"{figures} sur des chiffres énoncés"] if figures else []),
            *([f"{published} sur la synthèse publiée"] if published else []),
            *([count(others, "autre")] if others else []),
        ]
        told = join_words(about) if about else "dans les chiffres énoncés, les périmètres et les priorités"
        return ChiffreCle(str(wrong), f"{_noun(wrong, 'point')} à corriger, {len(points) - wrong} à vérifier", told)

    def _shared(self) -> list[Contenu]:
        c = self.contrat
        shares = [(t, len(quartiers_of_theme(c, t.thematique))) for t in c.thematiques_de_priorite]
        top = [t for t in sorted(shares, key=lambda s: -s[1]) if t[1]][:MAX_NAMED]
        if not top:
            return []
        listed = join_words([f"« {t.libelle} » ({count(n, 'quartier')} sur {len(self.quartiers)})" for t, n in top])
        return [[Fort("Les thèmes les plus partagés : "), f"{listed}."]]

    def _apart(self) -> list[Contenu]:
        apart = carried_apart(self.contrat)
        if not apart:
            return []
        top = join_words([f"{lower_first(r.nom)} ({len(r.communes)})" for r in apart[:MAX_NAMED]])
        return [
            [
                Fort("Ce qui pourrait être porté ensemble : "),
                f"{count(len(apart), 'forme')} d'action, dans deux communes ou plus, que seules des priorités propres "
                f"aux quartiers prévoient ; les plus répandues, et leur nombre de communes : {top}.",
            ]
        ]

    def _against_france(self) -> list[Contenu]:
        read = contract_and_france(self.contrat, self.indicateurs)
        if not (read.toutes and self.se_compare):
            return []
        # What sets the contract apart is named; what does not is counted: the table of figures has it.
        parts = [
            f"{word} pour {len(group)}{f' : {join_words([self._beside(p) for p in group])}' if named else ''}"
            for word, group, named in (
                ("plus fragile", read.fragiles, True),
                ("moins fragile", read.favorables, True),
                ("comparable", read.comparables, not (read.fragiles or read.favorables)),
                ("à écart non concluant", read.imprecis, False),
            )
            if group
        ]
        where = join_words(sorted({mots.perimeter(p) for p in read.toutes}))
        reads = "lit" if len(read.toutes) == 1 else "lisent"
        said = (
            f" ({where}), sur {count(len(read.toutes), 'indicateur')} qui se {reads} en bien ou en mal, la "
            f"moyenne des QPV du contrat {'était' if are_past(read.toutes, self.contrat.edition.year) else 'est'} "
        )
        of_whom = self._of_whom(read.toutes)
        context = self._context(read)
        return [[Fort("Face à l'ensemble des QPV de France"), f"{said}{' ; '.join(parts)}.{context}{of_whom}"]]

    def _context(self, read: ContratEtFrance) -> str:
        """The figure of context that sets the contract most apart: neither good nor bad, and not left out for that."""
        if not read.contextes:
            return ""
        p, ours, theirs = read.contextes[0]
        told = f"{format_value(ours, '%')} contre {format_value(theirs, '%')}"
        few = "Parmi les chiffres qui ne se lisent ni en bien ni en mal"
        return f" {few}, le plus grand écart : {self._dated(p)}, {told}."

    def _beside(self, p: Publication) -> str:
        """``RSA socle (diffusion 2022, 29,5 % contre 26,4 %)``: the table has the median QPV, not them all together."""
        i, known = self.contrat.indicateurs[p.indicateur], references_of(self.contrat, p)
        assert known.contrat is not None and known.france is not None
        ours, theirs = (format_value(value, i.unite) for value in (known.contrat.valeur, known.france))
        return f"{lower_first(i.libelle_court)} ({date_of(p)}, {ours} contre {theirs})"

    def _dated(self, p: Publication) -> str:
        return f"{lower_first(self.contrat.indicateurs[p.indicateur].libelle_court)} ({date_of(p)})"

    def _of_whom(self, publications: Iterable[Publication]) -> str:
        """Of how many QPV those means are, where they are not of all."""
        labels: dict[str, list[str]] = {}
        for p in publications:
            known = references_of(self.contrat, p).contrat
            if known is not None and (told := mots_references.of_how_many(known)):
                label = lower_first(self.contrat.indicateurs[p.indicateur].libelle_court)
                labels.setdefault(told, []).append(label)
        if not labels:
            return ""
        said = " ; ".join(f"{told} ({join_words(names)})" for told, names in labels.items())
        return f" Cette moyenne n'est pas de tous les QPV du contrat : {said}."

    @property
    def _published(self) -> bool:
        """Whether any published figure is known of enough QPV to be compared."""
        return any(lines[0].chiffre.publie and i.unite != COUNT for i, lines in self.indicateurs.items())

    def _too_few_to_compare(self) -> list[Contenu]:
        """Why a synthesis has no published figure: else its silence would be taken for theirs."""
        if self._published or not self.se_compare:
            return []
        territories = {code: group[0] for code, group in quartiers_by_qpv(self.contrat).items()}
        measured = {m.territoire for m in self.contrat.mesures}
        known = [code for code, q in territories.items() if measured.intersection(q.tous_les_codes)]
        head = Fort("Chiffres publiés : ")
        if not known:
            return [[head, "aucun n'est importé pour ces quartiers."]]
        verb = "en ont, dans leurs rapports" if len(known) > 1 else "en a, dans son rapport"
        return [[head, f"{len(known)} QPV sur {len(territories)} {verb} ; c'est trop peu pour les comparer."]]

    def _published_synthesis(self) -> list[Contenu]:
        c = self.contrat
        share = self.fiabilite.partage(c.quartiers)
        said = mots.shared_out(share) if share.total else ""
        said += f" {told}" if (told := say_silent(self.quartiers, c)) else ""
        if differences := differences_with_published(c):
            told = say_differences(c)
            said += f" Synthèse publiée et sections : {told}{self._publics_left_out(len(differences))}."
        return [[Fort("À savoir avant de lire. "), said.strip()]] if said else []

    def _publics_left_out(self, number: int) -> str:
        """What the card counts besides: rows that do not name all those whom the section means."""
        left = sum(p.regle is Regle.SYNTHESE and p.gravite is not Gravite.INFORMATION for p in self.fiabilite.points)
        if left <= number:
            return ""
        told = count(left - number, "autre point à vérifier", "autres points à vérifier")
        return f", et {told} : des publics que vise la section et que la synthèse publiée ne nomme pas"

    def depuis_le_comite(self) -> Bloc:
        """What has changed since an edition, in numbers; empty without one."""
        return show_counts(changes_since(self.contrat), self.contrat)

    def carte(self) -> Bloc:
        """The map of the QPV, numbered, and who is there."""
        if not self.se_compare:
            return Suite(())
        chart, places = map_of_contract(self.contrat, largeur_cm=5.4)
        if are_many(self.contrat):
            return Suite((Titre("Carte des quartiers"), chart, list_groups(self.contrat)))
        noun = noun_of_all(p.nature for p in places)
        legend = Tableau(
            f"Les {noun} de la carte et leurs projets",
            ("N°", "QPV 2024" if noun == QPV else "QPV 2024, ou territoire", "Projets de quartier"),
            tuple((p.numero, p.code if p.nature == QPV else p.nature, p.nom) for p in places),
            (8, 24, 68),
            dense=True,
        )
        return Suite((Titre("Carte des quartiers"), Colonnes(chart, legend, (82, 88))))

    # -- priorities ---------------------------------------------------------------------------------

    def matrice(self) -> Bloc:
        """Quartiers and themes on one page."""
        return matrix_block(self.contrat) if self._has_priorities_to_share else Suite(())

    @property
    def _has_priorities_to_share(self) -> bool:
        return self.contrat.a_un_document and self.se_partage

    def portes_ensemble(self) -> Bloc:
        """What several communes carry apart, and whom the priorities are for."""
        return together_block(self.contrat) if self._has_priorities_to_share else Suite(())

    def actions_et_moyens(self) -> Bloc:
        """What is done and with whose money, under a heading of its own; nothing where there is no action."""
        return actions_block(self.contrat)

    def suites_et_votes(self) -> Bloc:
        """What was done of what was said, and what is in force; nothing where none is entered."""
        quartiers = tuple(self.contrat.quartiers.values())
        votes = votes_block(self.contrat, quartiers, self.contrat.edition)
        return Suite((answers_block(self.contrat, quartiers), votes))

    def themes(self) -> Bloc:
        """A sheet a theme."""
        if not self._has_priorities_to_share:
            return Suite(())
        return sheets_block(self.fiches, len(self.quartiers), read_with(self.contrat, self.indicateurs))

    # -- figures ------------------------------------------------------------------------------------

    def graphique_indicateurs(self) -> Bloc:
        """Where every QPV stands on each indicator."""
        if not self.se_compare:
            return Suite(())
        return strips_block(self.contrat, self.indicateurs)

    def tableaux_publies(self) -> Bloc:
        """The published figures of every QPV, then how their mean stands in France."""
        if not self.se_compare:
            return Suite(())
        tables, mean = published_block(self.contrat, self.indicateurs, self.notes), self._against_france()
        return Suite((tables, *(Paragraphe(said) for said in mean)))

    def tableaux_enonces(self) -> Bloc:
        """The indicators that only the document states."""
        if not self.se_compare:
            return Suite(())
        return stated_block(self.contrat, self.indicateurs, self.notes, self.fiabilite)

    @cached_property
    def _familles(self) -> Familles | None:
        """What the search of families gave; None where none is made."""
        if not (self.se_compare and self._published) or len(quartiers_by_qpv(self.contrat)) > MAX_CLASSES:
            return None
        return classify(self.indicateurs, tuple(quartiers_by_qpv(self.contrat).values()))

    def familles(self) -> Bloc:
        """QPV whose situations are alike, where the figures show some."""
        return families_block(self._familles) if self._familles is not None else Suite(())

    def annexe_familles(self) -> Bloc:
        """How families were sought, where there are some."""
        found = self._familles
        return method_block(found) if found is not None and found.familles else Suite(())

    def _why_no_families(self) -> tuple[Bloc, ...]:
        """In a sentence, and not in an annex of its own."""
        if not (self.se_compare and self._published):
            return ()
        if self._familles is None:
            return (Paragraphe(f"Au-delà de {MAX_CLASSES} QPV, aucune famille n'est cherchée."),)
        return () if self._familles.familles else (none_block(self._familles),)

    # -- doubts and method --------------------------------------------------------------------------

    def fiabilite_des_chiffres(self) -> Bloc:
        """What the check of all stated figures found."""
        if not (self.contrat.a_un_document or self.fiabilite.doutes):
            return Suite(())
        return reliability_block(self.fiabilite, self.contrat)

    def ecarts_de_publication(self) -> Bloc:
        """What differs from the published synthesis."""
        if not self.contrat.a_un_document:
            return Suite(())
        return Suite((differences_block(self.contrat), *beside_differences(self.contrat)))

    def sources(self) -> Bloc:
        c = self.contrat
        document = [
            Paragraphe(
                f"Source : {c.document.titre} ({c.document.auteur}). Les fiches par thème sont rebâties à partir des "
                "priorités de chaque section, et non reprises de la synthèse publiée ; les formes d'action sont des "
                "libellés communs, donnés à chaque déclinaison pour que les reprises d'un quartier à l'autre se "
                "comptent. Les déclinaisons entières sont dans le rapport de chaque quartier."
            )
        ]
        compared = [line.chiffre for lines in self.indicateurs.values() for line in lines]
        rule = reading_rule(c.lecture, enonces=c.a_un_document, evolutions=False, compares=compared)
        blocks: list[Bloc] = [*(document if c.a_un_document else ()), rule, *self._why_no_families()]
        notes = {
            self.notes[i.indicateur]: self._note(i, lines)
            for i, lines in self.indicateurs.items()
            if i.indicateur in self.notes
        }
        if notes and self.se_compare:
            newest = [p for lines in self.indicateurs.values() if (p := newest_publication(lines)) is not None]
            blocks += [notes_guide(c, newest), Notes("Source, date et définition de chaque indicateur", notes)]
        return Suite(tuple(blocks))

    def _note(self, indicateur: Indicateur, lines: tuple[LigneComparee, ...]) -> Note:
        newest = newest_publication(lines)
        return indicator_note(self.contrat, indicateur, [newest] if newest is not None else [])


def _noun(number: int, noun: str) -> str:
    """The noun, in the plural from two."""
    return noun if number < 2 else f"{noun}s"
