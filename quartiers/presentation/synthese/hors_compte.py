"""What the table of the differences with the published synthesis does not count, and where it is."""

from quartiers.donnees.modele import Contrat
from quartiers.presentation.blocs import Bloc, Discret, Paragraphe
from quartiers.typographie import count, join_words


def beside_differences(contrat: Contrat) -> tuple[Bloc, ...]:
    """What rule 11 tells beside them: a theme of ours that the document has no table for, rows that shorten."""
    published = {row.thematique for row in contrat.synthese_publiee}
    filed = {name for row in contrat.synthese_publiee for name in row.priorites}
    apart = [p for p in contrat.priorites if p.priorite in filed and p.thematique not in published]
    told = []
    if apart:
        themes = join_words(
            [f"« {contrat.thematiques[t].libelle} »" for t in dict.fromkeys(p.thematique for p in apart)]
        )
        what = count(len(apart), "priorité", "priorités")
        told.append(
            f"{what} du thème {themes}, qui n'a pas de tableau dans le document et qui est publié sous d'autres"
        )
    if any(row.note for row in contrat.synthese_publiee):
        told.append(
            "les lignes qui ne nomment pas un public, ou qui abrègent (R11, dans le rapport de chaque quartier)"
        )
    if not told:
        return ()
    return (Paragraphe(Discret(f"Ne sont pas comptées ici : {' ; '.join(told)}.")),)
