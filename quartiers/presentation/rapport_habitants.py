"""The page of residents, in easy French: short sentences, one idea each, from the tables only."""

from pathlib import Path

from quartiers.analyse.guide import offers, quotable_figures
from quartiers.donnees import Contrat, load_contrat
from quartiers.presentation.blocs import Bloc, Entete, Fort, Liste, Paragraphe, Suite
from quartiers.presentation.guide.facile import (
    GrandsCaracteres,
    NombreFacile,
    easy_or_not,
    split_sentences,
    tell_easily,
    tell_in_blocks,
)
from quartiers.typographie import join_words

NOMBRES = 3  # more would be too many for one page
ANCIEN = 3  # years after which a number is said to be perhaps no more true


class RapportHabitants:
    """One page, a method for each section; a section that has nothing to say is not there.

    ``donnees`` is the data folder (the project's ``data/`` when None).
    """

    def __init__(self, quartier: str, donnees: str | Path | None = None, *, contrat: Contrat | None = None):
        self.contrat = contrat if contrat is not None else load_contrat(donnees)
        self.quartier = self.contrat.quartier(quartier)
        told = (tell_easily(self.contrat, figure) for figure in quotable_figures(self.contrat, quartier))
        self.faciles: tuple[NombreFacile, ...] = tuple(t for t in told if t is not None)[:NOMBRES]
        self.priorites_ouvertes = tuple(o.priorite for o in offers(self.contrat, quartier))

    def entete(self) -> Bloc:
        q, c = self.quartier, self.contrat
        head = Entete(
            titre=q.nom,
            surtitre="Pour les habitants, en français facile",
            sous_titre=q.commune,
            titre_document=f"{q.nom} – Page des habitants",
            description=f"Le quartier {q.nom} ({q.commune}) en français facile.",
            date_iso=c.edition.isoformat(),
            pied=f"{q.nom} – Page des habitants",
        )
        return Suite((GrandsCaracteres(), head))

    def votre_quartier(self) -> Bloc:
        q = self.quartier
        said = [f"Votre quartier est à {join_words(q.communes)}.", "Cette page parle de votre quartier."]
        return Suite(tuple(Paragraphe(text) for text in said))

    def nombres(self) -> Bloc:
        """Each share with its drawing; a mere number with its explanation."""
        if not self.faciles:
            return Suite(())
        blocks: list[Bloc] = []
        if self.quartier.couverture == "partie":
            blocks.append(Paragraphe("Attention : ces nombres parlent d'un quartier plus grand que le vôtre."))
        blocks += tell_in_blocks(self.faciles)
        blocks.append(Paragraphe("Ces nombres viennent de l'Insee."))
        blocks.append(Paragraphe("L'Insee compte les habitants de la France."))
        years = [told.annee for told in self.faciles if told.annee is not None]
        if years and self.contrat.edition.year - min(years) >= ANCIEN:
            blocks.append(Paragraphe("Depuis, ces nombres ont peut-être changé."))
        return Suite(tuple(blocks))

    def priorites(self) -> Bloc:
        """The priorities in easy words, each once; in the words of the tables where they have no easy ones."""
        if not self.priorites_ouvertes:
            return Suite(())
        texts = [easy_or_not(self.contrat, p.intitule, priorite=p.priorite) for p in self.priorites_ouvertes]
        sentences = dict.fromkeys(sentence for text in texts for sentence in split_sentences(text))
        blocks: list[Bloc] = [
            Paragraphe("La ville ne travaille pas seule."),
            Paragraphe("Avec d'autres, elle a choisi ce qu'elle veut faire en premier :"),
            Liste(tuple(sentences)),
        ]
        publics = dict.fromkeys(public for p in self.priorites_ouvertes for public in p.publics)
        if publics:
            easy = [easy_or_not(self.contrat, public, public=public) for public in publics]
            blocks.append(Paragraphe("Ce travail est surtout pour ces personnes :"))
            blocks.append(Liste(tuple(easy)))
        return Suite(tuple(blocks))

    def avis(self) -> Bloc:
        """Where to say what one thinks; nothing where the contract tells no place."""
        contact = self.contrat.contact.strip()
        if not contact:
            return Suite(())
        return Suite((Paragraphe("Vous pouvez donner votre avis ici :"), Paragraphe(Fort(contact))))
