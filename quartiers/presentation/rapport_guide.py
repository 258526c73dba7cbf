"""The guide of a quartier for local actors: what may be quoted of it, what is expected, what is missing."""

from collections import Counter
from pathlib import Path

from quartiers.analyse.guide import is_followed, left_out, offers, quotable_figures
from quartiers.analyse.suivi import follow
from quartiers.donnees import Contrat, load_contrat
from quartiers.presentation import mots_references
from quartiers.presentation.blocs import Bloc, Contenu, Discret, Encadre, Entete, Fort, Paragraphe, Suite, Tableau
from quartiers.presentation.guide.citations import area_of, name_project, quote_priority, source_of, value_of
from quartiers.presentation.guide.priorites import NOT_FOLLOWED, priorities_table
from quartiers.presentation.mots_dates import closed_on
from quartiers.typographie import count, format_date, join_words


class RapportGuide:
    """One guide, a method for each section.

    ``donnees`` is the data folder (the project's ``data/`` when None).

    >>> guide = RapportGuide("anzin-verrerie")
    >>> print(guide.entete().to_text().splitlines()[0])
    Verrerie – Square République
    """

    def __init__(self, quartier: str, donnees: str | Path | None = None, *, contrat: Contrat | None = None):
        self.contrat = contrat if contrat is not None else load_contrat(donnees)
        self.quartier = self.contrat.quartier(quartier)
        self.chiffres = quotable_figures(self.contrat, quartier)
        self.offres = offers(self.contrat, quartier)
        self.suivi = follow(self.contrat, quartier)

    def entete(self) -> Bloc:
        q, c = self.quartier, self.contrat
        return Entete(
            titre=q.nom,
            surtitre="Guide pour les acteurs locaux",
            sous_titre=f"{q.commune} · {c.nom} · {closed_on(c)}",
            titre_document=f"{q.nom} – Guide pour les acteurs locaux",
            description=f"Chiffres à citer, priorités et formes d'action attendues, {q.nom} ({q.commune}), {c.nom}.",
            date_iso=c.edition.isoformat(),
            pied=f"{q.nom} – Guide pour les acteurs locaux",
        )

    # -- figures --------------------------------------------------------------------------------------

    def chiffres_a_citer(self) -> Bloc:
        """A row a figure, all that a quotation needs beside it; why they are few, where they are."""
        if not self.chiffres:
            return Paragraphe(self._none())
        shared = self.quartier.couverture == "partie"
        rows: list[tuple[Contenu, ...]] = []
        for figure in self.chiffres:
            p = figure.publication
            assert p is not None  # what is quotable is published
            rows.append(
                (
                    figure.indicateur.libelle,
                    Fort(value_of(figure)),
                    str(p.annee),
                    area_of(p, self.quartier, shared=shared),
                    source_of(p),
                )
            )
        table = Tableau(
            "Citer la valeur avec son année, son périmètre et sa source",
            ("Ce qui est mesuré", "Valeur", "Année", "Territoire mesuré", "Source"),
            tuple(rows),
            (31, 10, 8, 20, 31),
            dense=True,
        )
        notes = [Paragraphe(Discret(text)) for text in self._about()]
        return Suite((table, *notes))

    def _about(self) -> list[str]:
        q = self.quartier
        said = []
        if q.couverture == "partie":
            others = join_words([o.nom_court for o in self.contrat.projets_du_meme_qpv(q)])
            also = f", que ce quartier partage avec : {others}" if others else ""
            said.append(f"Ces chiffres sont ceux du QPV entier{also}. Ne pas les citer pour ce quartier seul.")
        if (missing := 5 - len(self.chiffres)) > 0:
            told = _counted(left_out(self.contrat, q.quartier))
            verb = "peut" if len(self.chiffres) == 1 else "peuvent"
            few = f"{count(len(self.chiffres), 'chiffre')} seulement {verb} être {'cité' if missing == 4 else 'cités'}."
            said.append(f"{few} Les autres sont {told}." if told else few)
        return said

    def _none(self) -> str:
        q = self.quartier
        if q.est_nouveau:
            return (
                f"Aucun chiffre à citer : {q.noms.ce} n'existait pas avant 2024, et rien n'est encore repris pour lui."
            )
        if told := left_out(self.contrat, q.quartier):
            return f"Aucun chiffre ne peut être cité. Ceux qui sont connus sont {_counted(told)}."
        return f"Aucun chiffre à citer : aucun n'est repris pour {q.noms.ce}."

    # -- priorities -----------------------------------------------------------------------------------

    def priorites(self) -> Bloc:
        if not self.contrat.priorites_de(self.quartier.quartier):
            return Paragraphe(
                "Aucune priorité n'est saisie pour ce quartier : il n'y en a aucune à citer dans un dossier."
            )
        if not self.offres:
            return Paragraphe("Toutes les priorités de ce quartier sont closes : aucune n'appelle plus d'action.")
        followed = is_followed(self.suivi)
        table = priorities_table(self.contrat, self.offres, followed=followed)
        if not followed:
            return Suite((Paragraphe(NOT_FOLLOWED), table))
        about = (
            "Les actions sont reliées à une priorité, pas à l'une de ses formes : lesquelles restent sans action n'est "
        )
        return Suite((table, Paragraphe(Discret(f"{about}pas renseigné. Seuls les liens confirmés sont comptés."))))

    def citer(self) -> Bloc:
        """How an application quotes a priority: one of them, ready to copy."""
        if not self.offres:
            return Suite(())
        example = quote_priority(self.contrat, self.offres[0].priorite)
        return Encadre("Pour citer une priorité dans un dossier", ([Fort("Exemple : "), example],))

    # -- sources --------------------------------------------------------------------------------------

    def sources(self) -> Bloc:
        c, q = self.contrat, self.quartier
        said = []
        if self.offres:
            said.append(
                f"Priorités et formes : {name_project(c, q)}, reformulées d'après « {c.document.titre} » "
                f"({c.document.auteur}). L'identifiant permet au service de retrouver la priorité."
            )
        if self.chiffres:
            files = mots_references.short_sources(
                f.publication.source for f in self.chiffres if f.publication is not None
            )
            said.append(f"{files} Le document du projet peut en énoncer d'autres, que ce guide ne reprend pas.")
        said.append(f"Informations arrêtées au {format_date(c.edition)}.")
        return Paragraphe(Discret(" ".join(said)))


def _counted(reasons: Counter[str]) -> str:
    """``publiés sans l'année de leurs données (8) et énoncés par le document, sans publication (1)``."""
    return " ; ".join(f"{why} ({number})" for why, number in reasons.items())
