"""The mid-term file of a quartier, a commune or the contract: what can be answered, and what cannot."""

from functools import cached_property
from pathlib import Path

from quartiers.analyse.evaluation import Etendue, Perimetre, PrioriteEvaluee, evaluate, perimeter_of, title_of
from quartiers.analyse.evaluation_ecarts import Ecart, read_gaps
from quartiers.analyse.evaluation_lacunes import find_lacks
from quartiers.analyse.evaluation_questions import answer_questions, count_matter
from quartiers.donnees import Contrat, load_contrat
from quartiers.presentation.blocs import Bloc, Contenu, Entete, Fort, Liste, Paragraphe, Suite
from quartiers.presentation.blocs_dossier import PageNouvelle
from quartiers.presentation.evaluation.ecarts import show_gaps
from quartiers.presentation.evaluation.lacunes import show_lacks
from quartiers.presentation.evaluation.page import show_page
from quartiers.presentation.evaluation.parties import show_actions, show_added, show_context
from quartiers.presentation.evaluation.priorites import show_by_quartier, show_overview
from quartiers.presentation.evaluation.questions import show_questions
from quartiers.presentation.mots_dates import closed_on
from quartiers.typographie import count, format_date


class RapportEvaluation:
    """The file of a quartier, of a commune, or of the contract without either; a method for each section.

    ``donnees`` is the data folder (the project's ``data/`` when None). Raises
    :class:`~quartiers.donnees.Introuvable` for a quartier or a commune that the contract lacks.
    """

    def __init__(
        self,
        quartier: str | None = None,
        commune: str | None = None,
        donnees: str | Path | None = None,
        *,
        contrat: Contrat | None = None,
    ):
        self.contrat = contrat if contrat is not None else load_contrat(donnees)
        self.perimetre: Perimetre = perimeter_of(self.contrat, quartier, commune)
        self.evaluees: tuple[PrioriteEvaluee, ...] = tuple(
            e for q in self.perimetre.quartiers for e in evaluate(self.contrat, q)
        )

    @property
    def _of_contract(self) -> bool:
        return self.perimetre.etendue is Etendue.CONTRAT

    @cached_property
    def _everywhere(self) -> tuple[Ecart, ...]:
        return read_gaps(self.contrat, tuple(self.contrat.quartiers.values()))

    @cached_property
    def _gaps(self) -> tuple[Ecart, ...]:
        """Those of the perimeter, whole groups of quartiers that share a QPV: its figures are of them all."""
        own = {q.quartier for q in self.perimetre.quartiers}
        return tuple(g for g in self._everywhere if any(q.quartier in own for q in g.groupe))

    def entete(self) -> Bloc:
        c, title = self.contrat, title_of(self.contrat)
        name = self.perimetre.nom
        number = count(len(self.perimetre.quartiers), "projet de quartier", "projets de quartier")
        alone = self.perimetre.etendue is Etendue.QUARTIER
        what = self.perimetre.quartiers[0].commune if alone else number
        return Entete(
            titre=title if self._of_contract else f"{title} : {name}",
            surtitre=f"{c.epci} · {c.periode}",
            sous_titre=f"{c.nom} · {what} · {closed_on(c)}",
            titre_document=f"{title} – {name}",
            description=f"Évaluation à mi-parcours, {name} : ce que les données permettent de dire, et ce qui manque.",
            date_iso=c.edition.isoformat(),
            pied=f"{title} – {name}",
        )

    def lacunes(self) -> Bloc:
        """What cannot be answered, before anything else."""
        c, scope = self.contrat, self.perimetre
        read = sum(g.chiffre is not None and g.chiffre.valeur is not None for g in self._gaps)
        lacks = find_lacks(c, scope, self.evaluees, self._gaps)
        return show_lacks(c, lacks, count_matter(c, scope, read))

    def ecarts(self) -> Bloc:
        return show_gaps(self.contrat, self.perimetre, self._gaps, self._everywhere)

    # -- the three parts of the national guide --------------------------------------------------------

    def contexte(self) -> Bloc:
        return show_context(self.contrat, self.perimetre, self.evaluees)

    def actions(self) -> Bloc:
        return show_actions(self.contrat, self.perimetre, self.evaluees)

    def apport(self) -> Bloc:
        return show_added(self.contrat, self.perimetre, self.evaluees)

    # -- questions and priorities ---------------------------------------------------------------------

    def questions(self) -> Bloc:
        named = {name for q in self.contrat.questions_evaluatives for name in q.indicateurs}
        gaps = {name: read_gaps(self.contrat, self.perimetre.quartiers, (name,)) for name in sorted(named)}
        return show_questions(self.contrat, answer_questions(self.contrat, self.perimetre, self.evaluees, gaps))

    def priorites(self) -> Bloc:
        """What is proposed and decided: by priority, or by quartier where each has a file of its own."""
        if self._of_contract and len(self.perimetre.quartiers) > 1 and self.evaluees:
            told = "Le dossier de chaque quartier a une page par priorité suivie, et nomme les autres."
            return Suite((Paragraphe(told), show_by_quartier(self.contrat, self.evaluees)))
        return show_overview(self.contrat, self.evaluees, several=len(self.perimetre.quartiers) > 1)

    def pages(self) -> Bloc:
        """A page a priority of which something was recorded; nothing for the contract whole."""
        followed = [e for e in self.evaluees if e.a_une_page]
        if not followed or (self._of_contract and len(self.perimetre.quartiers) > 1):
            return Suite(())
        several = len(self.perimetre.quartiers) > 1
        pages = (show_page(self.contrat, e, n, several=several) for n, e in enumerate(followed, start=1))
        return Suite(
            tuple(block for page in pages for block in (PageNouvelle(), page))[1:]
        )  # the first is under a title

    # -- sources --------------------------------------------------------------------------------------

    def methode(self) -> Bloc:
        c = self.contrat
        items: list[Contenu] = [
            [
                Fort("Écart et son évolution : "),
                "l'écart à l'agglomération quand references en a la valeur pour l'année même du chiffre, sinon l'écart "
                "au QPV médian de France, et le dossier le dit. Une évolution n'est nommée que si elle dépasse "
                "l'incertitude, dans un seul périmètre et une seule source, sans saut, et au-delà du mouvement de "
                "l'étalon.",
            ],
            [
                Fort("Réalisations, résultats, contexte : "),
                "la dernière valeur saisie de chaque indicateur de suivi, face à sa cible ; les chiffres de l'Insee "
                "sont du contexte, et ne sont attribués à aucune action.",
            ],
            [
                Fort("Besoin d'une priorité : "),
                "les chiffres publiés de son thème et de ses publics, lus comme partout face au QPV médian de France ; "
                "ceux qu'une incertitude ou un saut empêche de lire ne disent rien.",
            ],
            [
                Fort("Propositions : "),
                "la première des règles E1 à E11 qui s'applique (docs/methode.md). Elle lit les actions, les cibles, "
                "le besoin, ce qui est demandé et accordé, les avis sans réponse ; ni les paroles, ni les décisions. "
                "Faute de résultat suivi avec une cible, rien n'est proposé.",
            ],
            [
                Fort("Habitants, avant et depuis : "),
                "avant ou depuis le vote du projet (à défaut, la première année du contrat), d'après la date de la "
                "démarche. Aucune démarche n'est un échantillon.",
            ],
            [
                Fort("Sources : "),
                f"tables du contrat arrêtées au {format_date(c.edition)} ; chiffres publiés par l'Insee ; priorités et "
                f"constats reformulés d'après {c.document.titre}, {c.document.auteur}.",
            ],
        ]
        return Liste(tuple(items))
