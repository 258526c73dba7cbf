"""Rule 11: the priorities of the sections against the published synthesis."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from quartiers.analyse.appuis import words_of_theme
from quartiers.analyse.doutes import Contexte, Doute, Gravite, Regle, join_lines
from quartiers.analyse.extraction import moved_row
from quartiers.analyse.notes import additions, omissions
from quartiers.analyse.racines import stems
from quartiers.analyse.synthese import EcartPublication, TypeEcart, differences_with_published
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Contrat, Declinaison, LignePubliee, Priorite, Quartier, Thematique
from quartiers.typographie import count, join_words

SYNTHESE: Final = "Synthèse publiée"
_OF_LEVEL: Final = {"propre": "propre au quartier"}
_LINKS: Final = frozenset(("le", "la", "les", "l", "de", "du", "des", "d", "et", "ou", "aux", "au", "avec", "plus"))

# -- R11: the published synthesis -------------------------------------------------------------------------


def rule_synthesis(c: Contexte) -> Iterator[Doute]:
    for d in differences_with_published(c.contrat):
        yield Doute(
            Regle.SYNTHESE,
            Gravite.DOUTE,
            (d.quartier.quartier,),
            SYNTHESE,
            _difference_sentence(c.contrat, d),
            _difference_remedy(c.contrat, d),
            lignes=join_lines([d.lignes, d.priorite.lignes if d.priorite is not None else None]),
            bref=_difference_in_short(d, maybe=bool(_maybe_of_the_extraction(c.contrat, d))),
        )
    yield from _left_out(c)
    yield from _added(c)
    if c.contrat.synthese_publiee:
        for q in c.contrat.quartiers.values():
            yield from _filed_otherwise(c, q)
            yield from _themes_lost(c, q)
            yield from _themes_in_forms(c, q)


def _filed_otherwise(c: Contexte, q: Quartier) -> Iterator[Doute]:
    """What the layout of the published synthesis hides of the section, one doubt a quartier: a theme that it has
    nowhere, another scale, several priorities in one row of the shared axes."""
    themes, published = c.contrat.thematiques, {row.thematique for row in c.contrat.synthese_publiee}
    own = {p.priorite: p for p in c.contrat.priorites_de(q.quartier)}
    told: list[str] = []
    without_table = False
    lines: list[str | None] = []
    for row in c.contrat.synthese_publiee:
        found = [own[name] for name in row.priorites if name in own]
        where, at = themes[row.thematique], f" (l. {row.lignes})" if row.lignes else ""
        before = len(told)
        for p in found:
            if p.thematique not in published:
                without_table = True
                told.append(
                    f"{p.intitule}, rangé sous « {where.libelle} »{at} : le thème « {themes[p.thematique].libelle} » "
                    "n'a pas de tableau"
                )
            elif p.thematique == row.thematique and {p.echelle, where.echelle} == {"intercommunale", "propre"}:
                scale = "les axes intercommunaux" if where.echelle == "intercommunale" else "les priorités propres"
                told.append(
                    f"{p.intitule}, de l'échelle {p.echelle} dans la section, est rangé parmi {scale}{at}"
                    f"{_also(c.contrat, p, row)}"
                )
        if len(found) > 1 and where.echelle == "intercommunale":
            told.append(
                f"la ligne « {where.libelle} »{at} réunit {count(len(found), 'priorité', 'priorités')} "
                f"de la section : {join_words([p.intitule for p in found])}"
            )
        if len(told) > before:
            lines += [row.lignes, *(p.lignes for p in found)]
    if told:
        yield Doute(
            Regle.SYNTHESE,
            Gravite.INFORMATION,
            (q.quartier,),
            SYNTHESE,
            f"La synthèse publiée range autrement que la section : {' ; '.join(told)}.",
            "Le dire dans la synthèse, ou donner un tableau au thème qui n'en a pas."
            if without_table
            else "Le dire dans la synthèse.",
            lignes=join_lines(lines),
        )


def _also(contrat: Contrat, p: Priorite, row: LignePubliee) -> str:
    """The other rows that publish a priority."""
    others = [other for other in _rows_of(contrat, p) if other is not row]
    return f", et publié aussi {_places(contrat, others)}" if others else ""


def _rows_of(contrat: Contrat, p: Priorite) -> list[LignePubliee]:
    return [row for row in contrat.synthese_publiee if p.priorite in row.priorites]


def _places(contrat: Contrat, rows: list[LignePubliee]) -> str:
    """``sous « Santé » (l. 12)``."""
    return join_words(
        [
            f"sous « {contrat.thematiques[row.thematique].libelle} »{f' (l. {row.lignes})' if row.lignes else ''}"
            for row in rows
        ]
    )


def _themes_lost(c: Contexte, q: Quartier) -> Iterator[Doute]:
    """Themes that the title of a priority names, and under which the synthesis does not publish it."""
    rows = [row for row in c.contrat.synthese_publiee if row.quartier == q.quartier]
    if not rows:
        return
    filed = {row.thematique for row in rows}
    published = {row.thematique for row in c.contrat.synthese_publiee}
    absent: defaultdict[str, list[Priorite]] = defaultdict(list)
    apart: defaultdict[str, list[Priorite]] = defaultdict(list)
    for p in c.contrat.priorites_de(q.quartier):
        if not any(p.priorite in row.priorites for row in rows):
            continue  # the whole priority is missing, which is told
        for theme in published:
            if theme == p.thematique or not title_names(c.contrat, p, theme):
                continue
            if theme not in filed:
                absent[theme].append(p)
            elif _both_own(c.contrat, p, theme) and not any(row.thematique == theme for row in _rows_of(c.contrat, p)):
                apart[theme].append(p)
    if absent:
        told = " ; ".join(f"{theme}, alors que la section prévoit : {names}" for theme, names in _each(c, absent))
        yield _layout_doubt(c, q, f"La synthèse publiée n'a pas de ligne de ce quartier sous {told}.", absent)
    if apart:
        told = " ; ".join(f"{names}, et pas sous {theme}" for theme, names in _each(c, apart))
        yield _layout_doubt(
            c,
            q,
            f"La synthèse publiée ne donne que sous un thème ce qui en touche deux, par son intitulé : {told}.",
            apart,
        )


def _both_own(contrat: Contrat, p: Priorite, theme: str) -> bool:
    """Whether a priority and a theme are both of the quartiers' own: the synthesis keeps the two scales apart."""
    return p.echelle == contrat.thematiques[theme].echelle == "propre"


def _each(c: Contexte, found: Mapping[str, list[Priorite]]) -> Iterator[tuple[str, str]]:
    """Themes, in their order, with the priorities that name each and where they are published."""
    for theme in c.contrat.thematiques.values():
        if theme.thematique in found:
            named = join_words([_with_its_place(c.contrat, p) for p in found[theme.thematique]])
            yield f"« {theme.libelle} »", named


def _layout_doubt(c: Contexte, q: Quartier, sentence: str, found: Mapping[str, list[Priorite]]) -> Doute:
    return Doute(
        Regle.SYNTHESE,
        Gravite.INFORMATION,
        (q.quartier,),
        SYNTHESE,
        sentence,
        "Renvoyer d'un thème à l'autre dans la synthèse.",
        lignes=join_lines(lines for priorities in found.values() for p in priorities for lines in _lines(c, p)),
    )


def _lines(c: Contexte, p: Priorite) -> list[str | None]:
    """Where a priority is: in its section, and in the published synthesis."""
    return [p.lignes, *(row.lignes for row in _rows_of(c.contrat, p))]


def _with_its_place(contrat: Contrat, p: Priorite) -> str:
    """A priority, and where it is published all the same."""
    return f"{p.intitule}, publiée {_places(contrat, _rows_of(contrat, p))}"


def _themes_in_forms(c: Contexte, q: Quartier) -> Iterator[Doute]:
    """Themes under which the synthesis has no row of the quartier, while a form of another priority is on them: the
    shared axes, and the quartiers' own themes where the priority is of the quartier's own too. One doubt a quartier."""
    rows = [row for row in c.contrat.synthese_publiee if row.quartier == q.quartier]
    own = c.contrat.priorites_de(q.quartier)
    if not rows:
        return
    absent = {row.thematique for row in c.contrat.synthese_publiee} - {row.thematique for row in rows}
    told, lines = [], []
    for theme in c.contrat.thematiques.values():
        if theme.thematique not in absent:
            continue
        if any(p.thematique == theme.thematique or title_names(c.contrat, p, theme.thematique) for p in own):
            continue  # told already: the priority is missing, or its title names the theme
        found = [
            (p, d)
            for p in own
            for d in p.declinaisons
            if theme.echelle in ("intercommunale", p.echelle)
            if form_is_of(c.contrat, d, theme.thematique)
            if not _is_repeated(c.contrat, p)  # under its own theme, and whole: the form is published there
        ]
        if found:
            named = " ; ".join(f"{d.declinaison}{f' (l. {p.lignes})' if p.lignes else ''}" for p, d in found)
            told.append(
                f"sous « {theme.libelle} », alors qu'une priorité d'un autre thème s'y rapporte par ses déclinaisons : "
                f"{named}"
            )
            lines += [line for p, _ in found for line in _lines(c, p)]
    if told:
        yield Doute(
            Regle.SYNTHESE,
            Gravite.INFORMATION,
            (q.quartier,),
            SYNTHESE,
            f"La synthèse publiée n'a pas de ligne de ce quartier {' ; ni '.join(told)}.",
            "Renvoyer d'un thème à l'autre dans la synthèse.",
            lignes=join_lines(lines),
        )


def _is_repeated(contrat: Contrat, p: Priorite) -> bool:
    """Whether the synthesis publishes a priority under its theme, and leaves out nothing of it by what is noted."""
    rows = [row for row in _rows_of(contrat, p) if row.thematique == p.thematique]
    return bool(rows) and not any(omissions(row.note) for row in rows)


def form_is_of(contrat: Contrat, d: Declinaison, theme: str) -> bool:
    """Whether a form of action has a word of a theme, in what it is about; or is of a kind that the theme's own
    priorities have, and that names it."""
    about = (_subject(contrat, text) for text in (d.declinaison, d.forme or ""))
    if any(words_of_theme(contrat, theme, text) for text in about):
        return True
    if d.forme is None or not words_of_theme(contrat, theme, d.forme):
        return False
    return any(form.forme == d.forme for p in contrat.priorites if p.thematique == theme for form in p.declinaisons)


def _subject(contrat: Contrat, form: str) -> str:
    """What a form is about: neither the publics that it names, nor the partners that it is done with.

    A landlord who is a partner makes no action on housing.
    """
    return re.split(r"\b(?:avec|s'appuyant sur|s'appuyer sur)\b", without_publics(contrat, form))[0]


def title_names(contrat: Contrat, p: Priorite, theme: str) -> bool:
    """Whether the title of a priority has a word of a theme; the publics that it names are no theme, unless it is about
    them and nothing else (« Épauler les jeunes et les parents »)."""
    rest = without_publics(contrat, p.intitule)
    about = p.intitule if is_about_publics(contrat, p.intitule) else rest
    return words_of_theme(contrat, theme, about)


def is_about_publics(contrat: Contrat, title: str) -> bool:
    """Whether a title has but a verb and publics."""
    return _is_about_publics(tuple(contrat.publics), title)


@lru_cache(maxsize=4096)
def _is_about_publics(publics: tuple[str, ...], title: str) -> bool:
    left = [word for word in re.findall(r"\w+", _without(publics, title)) if word not in _LINKS]
    return len(left) == 1 and len(left) < len(re.findall(r"\w+", title))


def without_publics(contrat: Contrat, text: str) -> str:
    """A text without the publics that it names: they are no theme."""
    return _without(tuple(contrat.publics), text)


@lru_cache(maxsize=4096)
def _without(publics: tuple[str, ...], text: str) -> str:
    """Kept by its texts: the forms of a priority are read again for each theme of a contract."""
    title = fold(text)
    for public in publics:
        title = re.sub(rf"\b{re.escape(fold(public))}\b", " ", title)
    return title


def _left_out(c: Contexte) -> Iterator[Doute]:
    """What the rows of the published synthesis leave out of the section, by what is noted of them: one doubt a quartier
    for the people whom a priority is meant for, one for details, which a table of one line a priority leaves out."""
    yield from _publics_left_out(c)
    yield from _noted(
        c,
        lambda row: tuple(
            f"{what}{_in_the_title_only(c.contrat, row, what)}"
            for what in omissions(row.note)
            if not is_public(c.contrat, what)
        ),
        "La synthèse publiée abrège ce que dit la section, et ne reprend pas",
        "Compléter ces lignes si ce détail compte pour le projet : une table de synthèse abrège.",
    )


def _publics_left_out(c: Contexte) -> Iterator[Doute]:
    """The people whom a priority is for and whom its row does not name, one doubt a quartier: to be verified where the
    title of the priority names them, or where the row names nobody; else the row says whom it is for, but for some."""
    found: defaultdict[tuple[str, Gravite], list[tuple[LignePubliee, list[str]]]] = defaultdict(list)
    for row in c.contrat.synthese_publiee:
        if what := [text for text in omissions(row.note) if is_public(c.contrat, text)]:
            partial = _named_by(c.contrat, row, what) and not any(_is_in_a_title(c.contrat, row, t) for t in what)
            found[row.quartier, Gravite.INFORMATION if partial else Gravite.DOUTE].append((row, what))
    for (quartier, gravity), rows in found.items():
        told = " ; ".join(_left_out_of(c.contrat, row, what) for row, what in rows)
        every = ", ".join(dict.fromkeys(text for _, what in rows for text in what))
        yield Doute(
            Regle.SYNTHESE,
            gravity,
            (quartier,),
            SYNTHESE,
            f"La synthèse publiée ne nomme pas tous ceux que vise la section : {told}.",
            f"Nommer aussi dans la synthèse, comme dans la section : {every}.",
            lignes=join_lines(
                lines for row, _ in rows for lines in (row.lignes, *(p.lignes for p in _published_in(c.contrat, row)))
            ),
            bref=f"public omis ({every})",
        )


def _published_in(contrat: Contrat, row: LignePubliee) -> list[Priorite]:
    """The priorities that a row publishes and that are for somebody."""
    return [p for p in contrat.priorites if p.priorite in row.priorites and p.publics]


def _named_by(contrat: Contrat, row: LignePubliee, omitted: list[str]) -> list[str]:
    """The publics in the titles of a row's priorities that it keeps."""
    left = fold(" ".join(omitted))
    every = dict.fromkeys(
        public for p in _published_in(contrat, row) for public in p.publics if fold(public) in fold(p.intitule)
    )
    return [public for public in every if fold(public) not in left]


def _is_in_a_title(contrat: Contrat, row: LignePubliee, omitted: str) -> bool:
    titles = fold(" ".join(p.intitule for p in _published_in(contrat, row)))
    return any(fold(public) in titles and fold(public) in fold(omitted) for public in contrat.publics)


def _left_out_of(contrat: Contrat, row: LignePubliee, omitted: list[str]) -> str:
    """``les jeunes (« Santé », l. 12 ; section, l. 3), quand elle ne nomme que les femmes``."""
    theme = f"« {contrat.thematiques[row.thematique].libelle} »"
    section = join_lines(p.lignes for p in _published_in(contrat, row))
    where = f"{theme}{f', l. {row.lignes}' if row.lignes else ''}{f' ; section, l. {section}' if section else ''}"
    named = join_words([f"les {public}" for public in _named_by(contrat, row, omitted)])
    return f"{join_words(omitted)} ({where}){f', quand elle ne nomme que {named}' if named else ''}"


def is_public(contrat: Contrat, what: str) -> bool:
    """Whether what a row leaves out is people whom the section means, by its first noun: « les plus jeunes »."""
    found = re.match(r"(?:les|des) (?:plus )?(\w+)", fold(what))
    known = {fold(public).split()[0] for public in contrat.publics} | {"populations", "publics", "habitants"}
    return found is not None and found[1] in known


def _in_the_title_only(contrat: Contrat, row: LignePubliee, what: str) -> str:
    """That the heading that a row is under says with the same words what the row itself does not."""
    words = stems([what])
    under = bool(words) and words <= stems([contrat.thematiques[row.thematique].libelle])
    return ", sauf dans le titre de la rubrique" if under else ""


def _added(c: Contexte) -> Iterator[Doute]:
    """What the rows of the published synthesis say that the section does not, by what is noted of them."""
    yield from _noted(
        c,
        lambda row: additions(row.note),
        "La synthèse publiée dit plus que la section",
        "Reprendre les mots de la section, ou la compléter.",
    )


def _noted(
    c: Contexte,
    read: Callable[[LignePubliee], tuple[str, ...]],
    told: str,
    remedy: str,
) -> Iterator[Doute]:
    found: defaultdict[str, list[tuple[LignePubliee, str]]] = defaultdict(list)
    for row in c.contrat.synthese_publiee:
        for what in read(row):
            found[row.quartier].append((row, what))
    for quartier, rows in found.items():
        listed = " ; ".join(
            f"{what} (« {c.contrat.thematiques[row.thematique].libelle} »{f', l. {row.lignes}' if row.lignes else ''})"
            for row, what in rows
        )
        yield Doute(
            Regle.SYNTHESE,
            Gravite.INFORMATION,
            (quartier,),
            SYNTHESE,
            f"{told} : {listed}.",
            remedy,
            lignes=join_lines(row.lignes for row, _ in rows),
        )


def _difference_sentence(contrat: Contrat, d: EcartPublication) -> str:
    themes = join_words([f"« {t.libelle} »" for t in d.publiees])
    if d.priorite is None:
        return f"La synthèse publiée a une ligne sous {themes} qui ne reprend aucune priorité de la section."
    title = d.priorite.intitule  # our wording of it, hence no guillemets
    match d.type:
        case TypeEcart.MANQUANTE:
            return f"Une priorité de la section n'est pas dans la synthèse publiée{_theme_lost(contrat, d)} : {title}."
        case TypeEcart.AILLEURS:
            own = d.thematique.libelle if d.thematique else ""
            return (
                f"Une priorité est publiée sous {themes}, alors que son intitulé relève de « {own} » : {title}."
                f"{_maybe_of_the_extraction(contrat, d)}"
            )
        case _:
            rows = _rows_of(contrat, d.priorite)
            own = d.thematique.libelle if d.thematique else ""
            places = _places(contrat, rows)
            return f"Une priorité est publiée {len(rows)} fois, {places} : {title}. Son thème est « {own} »."


def _difference_remedy(contrat: Contrat, d: EcartPublication) -> str:
    if d.type is TypeEcart.DOUBLON and d.thematique is not None and d.priorite is not None:
        if d.priorite.echelle != d.thematique.echelle:
            return _choose_a_level(d, d.priorite, d.thematique)
        return f"La garder sous « {d.thematique.libelle} » seulement, ou dire pourquoi elle est deux fois."
    if d.type is TypeEcart.MANQUANTE:
        return "Ajouter cette priorité à la synthèse publiée."
    if d.type is TypeEcart.AILLEURS and d.thematique is not None:
        told = f"publier sous « {d.thematique.libelle} »."
        if moved_row(contrat, d) is not None:
            return f"Regarder d'abord le document lui-même ; si elle y est rangée ainsi, la {told}"
        return f"La {told.rstrip('.')}, ou dire pourquoi elle est ailleurs."
    return "Reprendre la synthèse publiée d'après la section du quartier."


def _choose_a_level(d: EcartPublication, p: Priorite, own: Thematique) -> str:
    """Of a priority published twice, whose theme is of one level and that the section gives at the other: neither row
    is right in both."""
    at = {t.thematique: f" (l. {lines})" for t, lines in zip(d.publiees, d.lignes_publiees, strict=False) if lines}
    levels = {"intercommunale": "les axes intercommunaux", "propre": "les priorités propres"}
    others = [t for t in d.publiees if t.echelle == p.echelle]
    if not others:
        kept = f"« {own.libelle} » a le bon intitulé, mais réunit {levels.get(own.echelle, own.echelle)}"
        return f"La garder une fois, et dire à quel niveau elle est : {kept}, quand la section la dit {p.echelle}."
    elsewhere = [f"« {t.libelle} »{at.get(t.thematique, '')}" for t in others]
    section = f"la section{f' (l. {p.lignes})' if p.lignes else ''}"
    return (
        f"La retirer de {join_words(elsewhere)}, qui n'est pas son thème. La laisser sous « {own.libelle} »"
        f"{at.get(own.thematique, '')}, et décider si un axe de ce thème est à ajouter : {section} la dit "
        f"{_OF_LEVEL.get(p.echelle, p.echelle)}."
    )


def _difference_in_short(d: EcartPublication, *, maybe: bool) -> str:
    """``maybe``: whether the text drawn from the file, and not the document, may have misplaced it."""
    if d.priorite is None:
        return "une ligne ne reprend aucune priorité"
    title = d.priorite.intitule
    if maybe:
        return f"une priorité semble y être sous un autre thème, à regarder d'abord sur le document ({title})"
    match d.type:
        case TypeEcart.MANQUANTE:
            return f"une priorité n'y est pas ({title})"
        case TypeEcart.AILLEURS:
            return f"une priorité y est sous un autre thème ({title})"
        case _:
            return f"une priorité y est deux fois ({title})"


def _maybe_of_the_extraction(contrat: Contrat, d: EcartPublication) -> str:
    lines = moved_row(contrat, d)
    if lines is None:
        return ""
    return (
        f" Sa ligne (l. {lines}) vient juste avant celles de ce thème : c'est peut-être le texte tiré du fichier, et "
        "non le document, qui l'a mal rangée."
    )


def _theme_lost(contrat: Contrat, d: EcartPublication) -> str:
    """That the whole theme is lost for this quartier, where no other row of it is filed there."""
    if d.thematique is None or any(
        (row.quartier, row.thematique) == (d.quartier.quartier, d.thematique.thematique)
        for row in contrat.synthese_publiee
    ):
        return ""
    return f", qui n'a aucune ligne « {d.thematique.libelle} » pour ce quartier"
