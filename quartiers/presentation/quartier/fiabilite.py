"""« Fiabilité des chiffres »: the stated figures in three, what is to correct or to verify, what is to know, and what
nothing at hand checks."""

from typing import Final

from quartiers.analyse.doutes import Gravite, Regle, is_of_a_quartier, join_lines
from quartiers.analyse.doutes import when as date_of
from quartiers.analyse.fiabilite import NonVerifie, Partage, unchecked
from quartiers.analyse.regles_portee import stated_elsewhere
from quartiers.presentation.blocs import Bloc, Contenu, Discret, Fort, Fragment, Liste, Paragraphe, Suite, Titre
from quartiers.presentation.quartier.lu import QuartierLu
from quartiers.presentation.sources import PLACE_A_SAVOIR, doubts_table, known_list
from quartiers.typographie import count, format_value, join_words, lower_first

# What the codes of the rules are, for who has only the report.
_REGLES: Final = tuple(regle.value for regle in Regle)
CODES: Final = f"{_REGLES[0]} à {_REGLES[-1]} : numéros des contrôles, pour s'y référer."
# What nothing at hand confirms nor denies, and what to do of it.
UNCHECKED: Final = (
    "Chiffres non vérifiables ici : à citer comme tels, avec leur source et leur année, ou « année inconnue »"
)
UNCHECKED_TOO: Final = "Chiffres du tableau dont la valeur n'est pas vérifiable ici"
IN_TABLE: Final = "déjà au tableau"
NOT_VERIFIABLE: Final = "n'est pas vérifiable ici", "ne sont pas vérifiables ici"


def show_reliability(lu: QuartierLu) -> Bloc:
    """What the check of the stated figures found: doubts, things to know, what could not be checked."""
    known = [
        p for p in lu.fiabilite.points_de(lu.quartier.quartier) if p.gravite is Gravite.INFORMATION and p.est_a_dire
    ]
    if not (lu.avec_document or lu.doutes or known):
        return Suite(())
    head: list[Fragment] = [_in_three(lu)] if lu.avec_document else []
    if lu.doutes or known:
        head += [Discret(f"{' ' if head else ''}{CODES}")]
    blocks: list[Bloc] = [Paragraphe(head)] if head else []
    if lu.doutes:
        blocks.append(doubts_table("À corriger ou à vérifier", lu.doutes, lu.enonces))
    if known:
        blocks.append(Titre("À savoir"))
        same = {q.quartier for q in (lu.quartier, *lu.contrat.projets_du_meme_qpv(lu.quartier))}
        blocks.append(known_list(known, PLACE_A_SAVOIR if lu.chiffres else PLACE_A_SAVOIR // 4, same))
    if missing := unchecked(lu.contrat, lu.fiabilite, lu.quartier.quartier):
        apart = any(item.affirmation.affirmation not in lu.en_doute for item in missing)
        lines = _unchecked_lines(lu, missing, IN_TABLE if apart else "")
        blocks += [Titre(UNCHECKED if apart else UNCHECKED_TOO), Liste(tuple(lines))]
    return Suite(tuple(blocks))


def share_of(lu: QuartierLu) -> Partage:
    """The stated figures of a quartier in three: as page 1 and the section count them."""
    return lu.fiabilite.partage({lu.quartier.quartier})


def not_verifiable(lu: QuartierLu) -> str:
    """``3 chiffres énoncés sur 8 ne sont pas vérifiables ici.``; empty where all are."""
    share = share_of(lu)
    left = share.non_verifiables
    what = count(left, "chiffre énoncé", "chiffres énoncés")
    return f"{what} sur {share.total} {NOT_VERIFIABLE[left > 1]}." if left else ""


def _in_three(lu: QuartierLu) -> str:
    """``Sur 8 chiffres énoncés par le diagnostic : 2 concordent avec une publication, 3 sont à corriger ou à vérifier
    et 3 ne sont pas vérifiables ici.``, and how the table comes to more points; that none is stated, where none is."""
    share = share_of(lu)
    if not share.total:
        return _no_figure(lu)
    near = (", ou en est proche", ", ou en sont proches") if share.proches else ("", "")
    mean = ""
    if share.moyennes:  # who reads the sentence alone would take a right figure for a wrong one
        of_them = "" if share.moyennes == share.a_revoir else f"dont {share.moyennes} "
        mean = f" ({of_them}pour la seule moyenne de comparaison)"
    parts = [
        count(number, singular, plural)
        for number, singular, plural in (
            (
                share.concordent,
                f"concorde avec une publication{near[0]}",
                f"concordent avec une publication{near[1]}",
            ),
            (share.a_revoir, f"est à corriger ou à vérifier{mean}", f"sont à corriger ou à vérifier{mean}"),
            (share.non_verifiables, *NOT_VERIFIABLE),
        )
        if number
    ]
    total, elsewhere = count(share.total, "chiffre énoncé", "chiffres énoncés"), _stated_elsewhere(lu)
    where = f" ({elsewhere})" if elsewhere else ""
    if len(parts) == 1:
        whole = f"Les {total}" if share.total > 1 else "Le chiffre énoncé"
        told = f"{whole} par le diagnostic{where} {parts[0].split(' ', 1)[1]}"
    else:
        listed = " ; ".join(parts) if share.proches else join_words(parts)
        told = f"Sur {total} par le diagnostic{where} : {listed}"
    return f"{told}.{_points_of_table(lu, share)}"


def _points_of_table(lu: QuartierLu, share: Partage) -> str:
    """`` S'y ajoute 1 point sur autre chose (synthèse publiée).``; `` Le tableau en fait 5 points, et en ajoute 2 sur
    autre chose (…).``; empty where it has one of each figure that is counted: page 1 counts its points."""
    apart = [p for p in lu.doutes if is_of_a_quartier(p.doutes[0]) or not lu.enonces & set(p.affirmations)]
    on_figures = len(lu.doutes) - len(apart)
    about = f"sur autre chose ({', '.join(dict.fromkeys(lower_first(p.objet) for p in apart))})"
    if on_figures != share.a_revoir:
        more = f", et en ajoute {len(apart)} {about}" if apart else ""
        return f" Le tableau en fait {count(on_figures, 'point')}{more}."
    verb = "S'y ajoute" if len(apart) == 1 else "S'y ajoutent"
    return f" {verb} {count(len(apart), 'point')} {about}." if apart else ""


def _no_figure(lu: QuartierLu) -> str:
    if not lu.complet:
        return "Le texte lu du diagnostic partagé n'énonce aucun chiffre, mais il n'est pas complet."
    if lu.quartier.est_qpv and not lu.quartier.codes_qpv_2015:
        return (
            "Le diagnostic partagé n'énonce aucun chiffre : à compléter, d'abord par la population et les revenus "
            "de 2021 que l'Insee publie depuis août 2024 dans les limites de 2024."
        )
    return "Le diagnostic partagé n'énonce aucun chiffre : à compléter."


def _stated_elsewhere(lu: QuartierLu) -> str:
    """``dont 1 dans une autre section, l. 669``; empty where all the figures are in the quartier's own."""
    rows = stated_elsewhere(lu.contrat, lu.quartier)
    return f"dont {len(rows)} dans une autre section, l. {join_lines(a.lignes for a in rows)}" if rows else ""


def _unchecked_lines(lu: QuartierLu, missing: tuple[NonVerifie, ...], in_table: str) -> list[Contenu]:
    """The figures by why nothing checks them; those that the table has too come last, with ``in_table`` beside."""
    elsewhere = stated_elsewhere(lu.contrat, lu.quartier)
    reasons: dict[str, list[str]] = {}
    for item in sorted(missing, key=lambda item: item.affirmation.affirmation in lu.en_doute):
        a = item.affirmation
        beside = [f"l. {a.lignes}"] if a in elsewhere else []  # who looks for it in the section does not find it
        if (p := item.derniere) is not None:
            value = format_value(p.valeur, lu.contrat.indicateurs[p.indicateur].unite)
            beside.append(f"dernière valeur reprise ici : {value}, {date_of(p)}")
        beside += [in_table] if in_table and a.affirmation in lu.en_doute else []
        name = lu.contrat.indicateurs[a.indicateur].libelle_court + (f" ({' ; '.join(beside)})" if beside else "")
        reasons.setdefault(item.motif, []).append(name)
    return [[Fort(f"{join_words(names)} : "), f"{lower_first(reason)}."] for reason, names in reasons.items()]
