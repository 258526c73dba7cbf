"""What reports say of their figures and maps: where they come from, how they are read, which are in doubt."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from quartiers.analyse.doutes import TITRES, Gravite, Point, Regle, join_lines
from quartiers.analyse.incertitude import PERSONNES_MIN
from quartiers.analyse.publications import Publication, References, references_of
from quartiers.donnees.lieux.contours import LICENCE
from quartiers.donnees.modele import Contour, Contrat, Indicateur, Lecture
from quartiers.presentation.blocs import (
    Contenu,
    Discret,
    Fort,
    Fragment,
    Liste,
    Nature,
    Paragraphe,
    Saut,
    Signal,
    Tableau,
)
from quartiers.typographie import COUNT, count, format_number, format_value, join_words, lower_first


def letter_sources(sources: Iterable[str]) -> dict[str, str]:
    """A letter for each distinct source, in order: the notes then quote the letter (beyond z: ``s27``…)."""
    distinct = dict.fromkeys(sources)
    return {source: chr(97 + rank) if rank < 26 else f"s{rank + 1}" for rank, source in enumerate(distinct)}


def indicator_note(
    contrat: Contrat,
    indicateur: Indicateur,
    published: Sequence[Publication],
    lines: Sequence[str],
    letters: Mapping[str, str] | None = None,
) -> Contenu:
    """The definition, population, sources, weights and reserve of an indicator's figures.

    ``lines`` are those of the document that state it; ``letters`` stand for the sources that the report has
    listed already.
    """
    found = list(dict.fromkeys(p.source for p in published))
    sources = [f"{source}." for source in found]
    if letters is not None and found:
        plural = "s" if len(found) > 1 else ""
        sources = [f"Source{plural} {join_words([letters[source] for source in found])}."]
    if not published:
        sources.append(f"Producteur selon le document : {indicateur.producteur}.")
    else:
        sources += _origin_of_references(references_of(contrat, published[0]))
    if lines:
        sources.append(f"Énoncé l. {', '.join(lines)} du document.")
    if indicateur.reserve:
        sources.append(f"{indicateur.reserve}.")
    definition = f" {indicateur.definition}. Base : {lower_first(indicateur.population)}. "
    return [Fort(f"{indicateur.libelle}."), definition, Discret(" ".join(sources))]


def _origin_of_references(known: References) -> list[str]:
    """How what a published figure is compared with was obtained."""
    found = []
    if known.contrat is not None:
        weight = lower_first(known.contrat.poids.libelle_court)
        share = f"{known.contrat.effectif} QPV sur {known.contrat.total}"
        found.append(f"Contrat : {share}, pondérés par « {weight} ».")
    if known.repartition is not None:
        found.append(f"Médiane : {format_value(known.repartition.effectif, COUNT)} QPV.")
    elif known.precision_france:
        found.append(f"France : {known.precision_france}.")
    return found


def name_origin(contours: Iterable[Contour]) -> str:
    """Where contours come from, of which geographies they are, and by what licence they are there."""
    found = tuple(contours)
    simplified = " simplifiés" if any(c.simplifie for c in found) else ""
    years = join_words(sorted({c.geographie for c in found}))
    return f"Contours{simplified} de {years} : ANCT, {LICENCE}."


# How many characters a report of six pages has for what is only worth knowing, and what it tells first: how to read a
# figure, then what the document leaves unsaid; what other sections of the report show already comes last.
PLACE_A_SAVOIR: Final = 1000
PLACE_DES_RAISONS: Final = 500
SUITE: Final = "feuille « Doutes » de donnees.xlsx"
_A_SAVOIR: Final = (
    *(Regle.PUBLICATION, Regle.SAUT, Regle.JUGEMENT, Regle.REPETITION, Regle.SUPERLATIF, Regle.PERIMETRE),
    *(Regle.AMPLEUR, Regle.ANNEE, Regle.COPIE, Regle.POPULATION, Regle.NIVEAU, Regle.SANS_APPUI, Regle.SANS_PRIORITE),
    *(Regle.SYNTHESE, Regle.RECOPIE, Regle.COUPURE, Regle.LIBELLE),
)


def doubts_table(legende: str, points: Sequence[Point], room: int | None = None) -> Tableau:
    """A row for each figure: the rules and the gravity, every reason, and what to do.

    ``room`` is how many characters all rows have together for the reasons that only inform; those that find no place
    are counted. None: as many as there are.
    """
    rows: list[tuple[Contenu, ...]] = []
    for p in points:
        # What only informs may be of many lines, of other quartiers too: they are not where to look first.
        grave = [d.lignes for d in p.doutes if d.gravite is not Gravite.INFORMATION or p.gravite is d.gravite]
        where = f"{p.objet} (l. {lines})" if (lines := join_lines(grave)) else p.objet
        head: list[Fragment] = [Fort(f"{p.regle.value} · {where}"), Saut(), Discret(TITRES[p.regle])]
        head += [part for rule in p.regles[1:] for part in (Saut(), Discret(f"{rule.value} : {TITRES[rule]}"))]
        nature: Nature = "alerte" if p.gravite is Gravite.ERREUR else "neutre"
        told = [d for d in p.doutes if d.gravite is not Gravite.INFORMATION or room is None]
        for d in p.doutes:
            if room is not None and d.gravite is Gravite.INFORMATION and len(d.phrase) <= room:
                room -= len(d.phrase)
                told.append(d)
        left = len(p.doutes) - len(told)
        phrases = list(dict.fromkeys(d.phrase for d in p.doutes if d in told))
        if left:
            phrases.append(f"(Et {count(left, 'raison', 'raisons')} à savoir : {SUITE}.)")
        remedies = Point(tuple(told)).propositions
        found = [part for phrase in phrases for part in (phrase, Saut())]
        rows.append((head, [*found, Signal(nature, p.gravite.value)], " ".join(remedies)))
    return Tableau(legende, ("Règle et chiffre", "Ce qui est constaté", "Que faire"), tuple(rows), (26, 48, 26))


def known_list(points: Sequence[Point], room: int = PLACE_A_SAVOIR) -> Liste:
    """What is only worth knowing, what bears on the reading of figures first, in so many characters; the rest is
    counted, by what the rules check, with where to read it."""
    ordered = sorted(points, key=lambda p: _A_SAVOIR.index(p.regle) if p.regle in _A_SAVOIR else len(_A_SAVOIR))
    items: list[Contenu] = []
    left: list[Point] = []
    for p in ordered:
        told = " ".join(p.phrases)
        if items and len(told) > room:
            left.append(p)
            continue
        room -= len(told)
        items.append([Fort(f"{p.regle.value} · {p.objet} : "), told])
    if left:
        numbers = Counter(p.regle for p in left)
        told = " ; ".join(f"{rule.value} ({n}), {lower_first(TITRES[rule])}" for rule, n in numbers.items())
        what = count(len(left), "autre point est", "autres points sont")
        items.append([Fort(f"{what} à savoir : "), f"{told}. Les lire : {SUITE}."])
    return Liste(tuple(items))


def reading_rule(rule: Lecture, *, enonces: bool = True, publies: bool = True) -> Paragraphe:
    """The rule of the readings, in words, with the contract's thresholds: of published figures, of stated ones."""
    against = " ; un chiffre que seul le document énonce, à la référence qu'il énonce" if enonces else ""
    about = (
        f" Un chiffre énoncé « environ » vaut à {format_number(rule.marge_environ_points)} points près "
        f"({format_number(rule.marge_environ_relative_pct)} % d'un montant) : la lecture n'est donnée que si tout "
        "l'intervalle y conduit."
    )
    if not publies:
        text = (
            "Règle de lecture : un chiffre que seul le document énonce est comparé à la référence qu'il énonce. "
            f"L'écart est la valeur moins la référence. En deçà de {format_number(rule.ecart_points)} points "
            f"({format_number(rule.ecart_relatif_pct)} % d'un montant), le chiffre est dit comparable ; au-delà, plus "
            "ou moins fragile selon le sens de l'indicateur."
        )
        return Paragraphe(Discret(f"{text}{about} La méthode entière est dans docs/methode.md."))
    text = (
        "Règle de lecture : un chiffre publié est comparé au QPV médian de France, dans la même diffusion (à défaut à "
        "l'ensemble des QPV de France, ou à la moyenne de ceux du contrat, et la lecture le dit)"
        f"{against}. L'écart est la valeur moins la référence, telles qu'elles sont imprimées. Sûrement en deçà de "
        f"{format_number(rule.ecart_points)} points ({format_number(rule.ecart_relatif_pct)} % d'un montant), le "
        "chiffre est dit comparable ; sûrement au-delà, plus ou moins fragile selon le sens de l'indicateur ; ni l'un "
        "ni l'autre, écart non concluant ; et seulement au-dessus ou au-dessous pour un indicateur de contexte. Une "
        f"évolution de moins de {format_number(rule.tendance_points)} point "
        f"({format_number(rule.tendance_relative_pct)} %) est dite stable. Au-delà du seuil, un écart ou une évolution "
        "n'est lu que s'il dépasse l'incertitude du chiffre, tirée de ce que les QPV de cette taille bougent d'une "
        "diffusion à la suivante, et "
        f"{PERSONNES_MIN} personnes ; une évolution, que si elle n'est pas celle de tous les QPV de France. Un saut "
        "entre deux diffusions qu'aucun autre ne montre ne se lit pas. Deux diffusions du recensement ne se comparent "
        f"qu'à {rule.ecart_recensement_ans} ans d'écart au moins.{about if enonces else ''} La méthode entière, avec "
        "ses chiffres, est dans docs/methode.md."
    )
    return Paragraphe(Discret(text))
