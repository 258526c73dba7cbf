"""The themes in the synthesis: the matrix, a sheet a theme, and what could be carried together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from types import MappingProxyType
from typing import Any, Final

from quartiers.analyse.doutes import when
from quartiers.analyse.mediane import FaceMediane
from quartiers.analyse.synthese import (
    Case,
    Recurrence,
    carried_apart,
    grouped_by_commune,
    matrix,
    name_group,
    publics_named,
)
from quartiers.analyse.themes import FicheTheme
from quartiers.donnees.modele import Contrat, Quartier, Thematique
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    Discret,
    Fort,
    Fragment,
    Liste,
    Paragraphe,
    Suite,
    Tableau,
    Titre,
)
from quartiers.presentation.echelles import ECHELLES, INTERCOMMUNALE, LEGENDE, PROPRE
from quartiers.presentation.matrice import Cellule, Ensemble, Marque, Matrice, Rangee
from quartiers.presentation.synthese.grille import INSCRITE, PAGE_CM, Ligne, is_grid, show_who
from quartiers.presentation.synthese.nombreux import are_projects_many, group_projects, name_places, say_grouped
from quartiers.typographie import count, format_number, format_value, in_letters, join_words, lower_first

NO_PRIORITY = "Aucune priorité n'est saisie."
MAX_NOMMES = 6  # quartiers that a caption names
MIN_COMMUNES = 3  # a form of so many communes is listed among those to carry together
NAMED = 2  # QPV that a sheet names for an indicator, those of the widest gaps
TABLED = 2  # indicators that make a table
SURELY_FRAGILE = "Plus fragiles que le QPV médian de France, l'écart établi"
MAX_PARTICULIERS = 20  # quartiers whose own forms a sheet names
MAX_SUIVIS = 6  # quartiers whose own priorities are told one after the other: more have a line each
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_LECTURE = f"Dans les grilles, {LEGENDE} ; ● : forme d'action {INSCRITE}."
_REFORMULES = (
    " Les intitulés des priorités sont reformulés par ce rapport ; les formes d'action sont les libellés communs qu'il "
    "donne à leurs déclinaisons."
)
PART_ENTIERE = 0.35  # of a page: a sheet that takes more may go on on the next, so that no page is half empty
_CHARACTERS: Final = 110  # of a line of a list
_HEADING_CM, _LINE_CM, _ROWS = 2.0, 0.46, 4  # a heading with a caption, a line, the rows of a grid that stay with them
# On the pages of the text: as many rows as they are, what follows begins under them.
_PORTRAIT: Final[Mapping[str, Any]] = MappingProxyType(
    {"largeur_cm": PAGE_CM, "titre_cm": 5.0, "colonne_max_cm": 1.3, "corps_pt": 8.2}
)
_MARQUES = {scale.echelle: Marque(scale.lettre, scale.axe, scale is INTERCOMMUNALE) for scale in ECHELLES.values()}


def matrix_block(contrat: Contrat) -> Bloc:
    """Quartiers × themes, grouped by scale and by commune, with the totals."""
    cells = matrix(contrat)
    themes = [t for t in contrat.thematiques_de_priorite if any(row[t] for row in cells.values())]
    if not themes:
        return Paragraphe(NO_PRIORITY)
    themes.sort(key=lambda t: list(ECHELLES).index(t.echelle))
    if are_projects_many(contrat):
        return _counted_matrix(contrat, cells, themes)
    quartiers = grouped_by_commune(contrat)
    rows = [
        Rangee(
            q.nom_court,
            (*(_marks(cells[q][t]) for t in themes), str(sum(bool(cells[q][t]) for t in themes))),
            debut=bool(n) and q.communes != quartiers[n - 1].communes,
        )
        for n, q in enumerate(quartiers)
    ]
    sums = [str(sum(bool(row[t]) for row in cells.values())) for t in themes]
    rows.append(Rangee("Nombre de quartiers", (*sums, ""), debut=True, forte=True))
    return Matrice(
        f"Priorités par quartier et par thème. {LEGENDE} ; un chiffre dit combien, au-delà d'une. Un trait sépare "
        f"les communes.{_joint_under_own(cells, themes)}{_of_this_report(contrat, themes)}",
        "Quartier",
        (*(t.libelle for t in themes), "Nombre de thèmes"),
        tuple(rows),
        _scales(themes),
        **_PORTRAIT,
    )


def _joint_under_own(cells: Mapping[Quartier, Mapping[Thematique, Case]], themes: Sequence[Thematique]) -> str:
    """Whose project makes an intercommunal priority of a theme that is others' own."""
    own = [t for t in themes if t.echelle == PROPRE.echelle]
    names = [q.nom_court for q, row in cells.items() if any(row[t].intercommunales for t in own)]
    if not names or len(names) > MAX_NOMMES:
        return ""
    return f" {INTERCOMMUNALE.lettre} sous un thème propre : {join_words(names)} l'inscrit à l'échelle intercommunale."


def _of_this_report(contrat: Contrat, themes: Sequence[Thematique]) -> str:
    """Which themes the published synthesis has nowhere: they are this report's."""
    published = {row.thematique for row in contrat.synthese_publiee}
    own = [f"« {t.libelle} »" for t in themes if t.thematique not in published]
    if not published or not own:
        return ""
    which = "un thème de ce rapport, que" if len(own) == 1 else "des thèmes de ce rapport, que"
    return f" {join_words(own)} : {which} la synthèse publiée n'a pas."


def _scales(themes: Sequence[Thematique]) -> tuple[tuple[str, int], ...]:
    """The headers over the columns of the themes, and of what adds them up."""
    groups = [(s.titre_des_themes, sum(t.echelle == s.echelle for t in themes)) for s in ECHELLES.values()]
    return (*((title, n) for title, n in groups if n), ("Total", 1))


def _counted_matrix(
    contrat: Contrat, cells: Mapping[Quartier, Mapping[Thematique, Case]], themes: Sequence[Thematique]
) -> Matrice:
    """Of each commune or département, how many quartiers have a priority on each theme."""
    what, groups = group_projects(contrat)

    def row(title: str, quartiers: Iterable[Quartier], *, total: bool = False) -> Rangee:
        own = [cells[q] for q in quartiers]
        numbers = [sum(bool(case[t]) for case in own) for t in themes]
        return Rangee(title, (*(str(n or "") for n in numbers), str(len(own))), debut=total, forte=total)

    rows = [row(name, members) for name, members in groups.items()]
    rows.append(row("Ensemble", cells, total=True))
    return Matrice(
        f"Combien de quartiers de chaque {what} ont une priorité, par thème. "
        f"{say_grouped(contrat, what, 'son rapport, et dans la feuille « Matrice » de donnees.xlsx')}",
        what.capitalize(),
        (*(t.libelle for t in themes), "Nombre de quartiers"),
        tuple(rows),
        _scales(themes),
        **_PORTRAIT,
    )


def _marks(case: Case) -> Cellule:
    marks: list[Fragment | Marque] = []
    for number, letter, word, full in (
        (case.intercommunales, INTERCOMMUNALE.lettre, INTERCOMMUNALE.axe, True),
        (case.propres, PROPRE.lettre, PROPRE.axe, False),
    ):
        if number:
            marks += ["\u00a0"] if marks else []
            marks.append(Marque(f"{letter}{number if number > 1 else ''}", word, full))
    return marks


def sheets_block(sheets: Sequence[FicheTheme], total: int, cautions: Mapping[str, str] = _NOTHING) -> Bloc:
    """The sheet of each theme, the most shared themes first: one after the other, a short one kept on one page.

    ``cautions`` are what is to be known to read an indicator, by its identifier.
    """
    if not sheets:
        return Paragraphe(NO_PRIORITY)
    ranked = sorted(sheets, key=lambda s: -len(s.quartiers))
    return Suite(
        (
            Paragraphe(Discret(_LECTURE + _REFORMULES)),
            *(_whole(_sheet(s, total, cautions)) for s in ranked),
        )
    )


def _whole(blocks: list[Bloc]) -> Ensemble:
    """A sheet that is split has its headings, and a few rows of its grid, on the page where it begins."""
    grid = next((n for n, b in enumerate(blocks) if isinstance(b, Matrice)), len(blocks))
    lines = sum(
        ceil(len(line) / _CHARACTERS)
        for b in blocks[:grid]
        if isinstance(b, Liste | Tableau)
        for line in b.to_text().split("\n")
    )
    head = next((b.entete_cm for b in blocks if isinstance(b, Matrice)), 0.0)
    return Ensemble(tuple(blocks), PART_ENTIERE, round(_HEADING_CM + _LINE_CM * (lines + _ROWS) + head, 1))


def _sheet(sheet: FicheTheme, total: int, cautions: Mapping[str, str]) -> list[Bloc]:
    name = sheet.thematique.libelle
    blocks: list[Bloc] = [Titre(name), Liste(tuple(_headlines(sheet, total)))]
    blocks += [*_fragilities_table(sheet, cautions), *_unanswered(sheet), *_who(sheet)]
    return [*blocks, *_of_one(sheet)]


def _of_one(sheet: FicheTheme) -> list[Bloc]:
    """The forms of the theme that no quartier but one has under any; all those of the only quartier of the theme. Those
    that others have elsewhere, page 2 counts."""
    alone = len(sheet.quartiers) == 1
    own = [(q, [f for f in forms if alone or f in sheet.particulieres]) for q, forms in sheet.seules]
    found = [(q, forms) for q, forms in own if forms]
    if not found:
        return []
    several = sum(len(forms) for _, forms in found) > 1
    one = "Formes d'action prévues" if several else "Forme d'action prévue"
    head = "Ce que ce quartier prévoit. " if alone else f"{one} par un seul quartier, tous thèmes confondus. "
    return [Paragraphe([Discret(head), *_listed(found)])]


def _listed(forms: Sequence[tuple[Quartier, Sequence[str]]]) -> list[Fragment]:
    """``Le Jard : emploi des femmes ; garde d'enfants.``, of so many quartiers at most."""
    listed: list[Fragment] = []
    for quartier, names in forms[:MAX_PARTICULIERS]:
        listed += [" "] if listed else []
        listed += [Fort(f"{quartier.nom_court} :"), f" {' ; '.join(lower_first(f) for f in names)}."]
    if (more := len(forms) - MAX_PARTICULIERS) > 0:
        listed += [" ", _left(more)]
    return listed


def _left(number: int) -> Discret:
    return Discret(f"Et {count(number, 'autre quartier', 'autres quartiers')} : voir leurs rapports.")


def _who(sheet: FicheTheme) -> list[Bloc]:
    """The titles of priorities, then the forms, of several quartiers, and who has them: a sentence for a single one.
    Titles of one quartier each make no grid: its marks would be a diagonal."""
    alone = [p for p in sheet.priorites if len(p.quartiers) == 1] if len(sheet.priorites) > 1 else []
    priorities = [Ligne(p.intitule, p.quartiers, _MARQUES[p.echelle]) for p in sheet.priorites if p not in alone]
    forms = [Ligne(r.nom, r.quartiers, debut=not n) for n, r in enumerate(sheet.partagees)]
    blocks: list[Bloc] = []
    if len(sheet.priorites) == 1:
        [only] = sheet.priorites
        told = f" : {lower_first(only.intitule)} ({ECHELLES[only.echelle].lettre}). {name_places(only.quartiers)}."
        blocks.append(Paragraphe([Fort("Priorité"), told]))
        priorities = []
    if len(forms) == 1:
        [form] = sheet.partagees
        where = f"{count(len(form.quartiers), 'quartier')}, {count(len(form.communes), 'commune')}"
        told = f" : {lower_first(form.nom)} ({where}). {name_places(form.quartiers)}."
        blocks.append(Paragraphe([Fort("Ce qui est partagé"), told]))
        forms = []
    if priorities or forms:
        blocks.insert(0 if priorities else len(blocks), show_who(*_grid_words(sheet, priorities, forms)))
    if alone:
        own: dict[Quartier, list[str]] = {}
        same = len({p.echelle for p in alone}) == 1
        for p in sorted(alone, key=lambda p: p.quartiers[0].ordre):
            scale = "" if same else f" ({ECHELLES[p.echelle].lettre})"
            own.setdefault(p.quartiers[0], []).append(f"{p.intitule}{scale}")
        scale = f" ({ECHELLES[alone[0].echelle].lettre})" if same else ""
        head = Discret(f"Priorités que ce rapport intitule pour un seul quartier{scale}. ")
        if len(own) > MAX_SUIVIS:  # a line each: a paragraph of ten quartiers is not read
            items: list[Contenu] = [_listed([one]) for one in list(own.items())[:MAX_PARTICULIERS]]
            more = len(own) - MAX_PARTICULIERS
            items += [_left(more)] if more > 0 else []
            blocks.append(Ensemble((Paragraphe(head), Liste(tuple(items))), PART_ENTIERE, _HEADING_CM))
        else:
            blocks.append(Paragraphe([head, *_listed(list(own.items()))]))
    return blocks


def _grid_words(
    sheet: FicheTheme, priorities: Sequence[Ligne], forms: Sequence[Ligne]
) -> tuple[str, str, tuple[Ligne, ...]]:
    """The caption of a theme's grid, its corner, which a next page says again, its rows."""
    name = sheet.thematique.libelle
    corner = join_words([*(["priorités"] if priorities else []), *(["formes d'action"] if forms else [])])
    parts = ["priorités de même intitulé"] if priorities else []
    parts += ["formes d'action"] if forms else []
    return f"{name} : {', puis '.join(parts)}, de deux quartiers ou plus", f"{name} : {corner}", (*priorities, *forms)


def _headlines(sheet: FicheTheme, total: int) -> list[Contenu]:
    """Who, for whom, and what the figures say, a line each."""
    number = sheet.intercommunales + sheet.propres
    others = "l'autre, propre" if sheet.propres == 1 else "les autres, propres"
    scales = {
        (True, False): "d'échelle intercommunale (I)",
        (False, True): "propres aux quartiers (P)" if number > 1 else "propre au quartier (P)",
        (True, True): f"dont {sheet.intercommunales} d'échelle intercommunale (I), {others} (P)",
    }[bool(sheet.intercommunales), bool(sheet.propres)]
    lines: list[Contenu] = [
        [Fort(f"{count(len(sheet.quartiers), 'quartier')} sur {total}"), f" : {count(number, 'priorité')}, {scales}."]
    ]
    if sheet.publics:
        listed = join_words([f"{r.nom} ({len(r.quartiers)})" for r in sheet.publics])
        lines.append([Fort("Publics nommés"), f" : {listed}."])
    read = _read_of(sheet)
    if read and len(_sure(read)) < TABLED:
        lines.append(_fragilities(read))
    return lines


def _read_of(sheet: FicheTheme) -> tuple[FaceMediane, ...]:
    """The indicators of the theme; where it has none, those that are linked to it."""
    return sheet.fragilites or sheet.liees


def _sure(read: Sequence[FaceMediane]) -> list[FaceMediane]:
    return [r for r in read if r.surs]


def _fragilities(read: Sequence[FaceMediane]) -> Contenu:
    """Whose gap is sure, for the only indicator that has such a QPV; that none has, of how many indicators."""
    sure = [_fragility(r) for r in _sure(read)]
    none = f"aucun ({count(len(read), 'indicateur lu', 'indicateurs lus')})"
    return [Fort(SURELY_FRAGILE), f" : {' ; '.join(sure) or none}."]


def _fragility(read: FaceMediane) -> str:
    """``parents isolés (diffusion 2022 ; QPV médian 20,1 %), 1 QPV sur 15 : La Pépinière, 27,6 %``."""
    i = read.indicateur
    median = f" ; QPV médian {format_value(read.mediane, i.unite)}" if read.mediane is not None else ""
    among = ", dont " if read.surs > NAMED else " : "
    return (
        f"{lower_first(i.libelle_court)} ({when(read.publication)}{median}), {read.surs} QPV sur {read.connus}{among}"
        f"{' ; '.join(_widest(read))}"
    )


def _widest(read: FaceMediane) -> list[str]:
    """The QPV of the widest gaps, each with its figure."""
    pairs = zip(read.noms_surs, read.valeurs_sures, strict=True)
    return [f"{name}, {format_value(value, read.indicateur.unite)}" for name, value in pairs][:NAMED]


def _median(read: FaceMediane) -> str:
    """With a decimal, as the table of figures has it: the column compares at a glance."""
    if read.mediane is None:
        return "—"
    unit = read.indicateur.unite
    return f"{format_number(read.mediane, 1)} %" if unit == "%" else format_value(read.mediane, unit)


def _fragilities_table(sheet: FicheTheme, cautions: Mapping[str, str]) -> list[Bloc]:
    """The same for several indicators: a row each, for a sentence of nine of them is read by nobody."""
    sure = _sure(_read_of(sheet))
    if len(sure) < TABLED:
        return []
    rows: list[tuple[Contenu, ...]] = [
        (
            [r.indicateur.libelle_court, " ", Discret(when(r.publication))],
            _median(r),
            f"{r.surs} sur {r.connus}",
            [*(["dont "] if r.surs > NAMED else []), " ; ".join(_widest(r))],
        )
        for r in sure
    ]
    told = [cautions[r.indicateur.indicateur] for r in sure if r.indicateur.indicateur in cautions]
    table = Tableau(
        f"{sheet.thematique.libelle} : QPV plus fragiles que le QPV médian de France, l'écart établi",
        ("Indicateur", "QPV médian", "Nombre", "Les plus grands de ces écarts"),
        tuple(rows),
        (36, 10, 8, 46),
        dense=True,
    )
    return [table, *(Paragraphe(Discret(text)) for text in told)]


def _unanswered(sheet: FicheTheme) -> list[Bloc]:
    """That the figures of a theme are not of those whose priorities stand under them: which of the QPV that it names
    have none, and that the figures of those which have one are the best. As rule 12 does, it is for a committee."""
    named, without = sheet.en_tete(NAMED), sheet.sans_priorite(NAMED)
    told = []
    if len(without) > 1 and without == named:
        told.append(f"Aucun des {in_letters(len(named))} QPV nommés ici n'a de priorité de ce thème")
    elif without:
        listed = join_words([name_group(group) for group in without])
        told.append(f"Nommé{'s' if len(without) > 1 else ''} ici, sans priorité de ce thème : {listed}")
    if lines := sheet.moins_fragiles:
        read = sheet.fragilites[0]
        listed = join_words(
            [f"{line.nom}, {format_value(line.chiffre.valeur, read.indicateur.unite)}" for line in reversed(lines)]
        )
        have = "Ceux qui en ont une ont les chiffres" if len(lines) > 1 else "Celui qui en a une a le chiffre"
        best = "les plus favorables" if len(lines) > 1 else "le plus favorable"
        told.append(f"{have} {best} des {read.connus} ({lower_first(read.indicateur.libelle_court)} : {listed})")
    return [Paragraphe([Fort("À discuter en comité. "), f"{'. '.join(told)}."])] if told else []


def _in_two_communes(forms: Sequence[Recurrence]) -> str:
    """Why a form may have more communes than quartiers, where one has."""
    if not any(len(r.communes) > len(r.quartiers) for r in forms):
        return ""
    several = {q.nom_court: len(q.communes) for r in forms for q in r.quartiers if len(q.communes) > 1}
    if len(several) > MAX_NOMMES:
        times = sorted(Counter(several.values()).items())
        each = join_words([f"{many} dans {in_letters(n)}" for n, many in times])
        return f" {len(several)} quartiers sont dans plusieurs communes : {each}."
    told = [f"{name}, un quartier, est dans {in_letters(n)} communes" for name, n in several.items()]
    return f" {' ; '.join(told)}."


def together_block(contrat: Contrat) -> Bloc:
    """Forms that several communes carry each on its own, and the publics that the priorities name."""
    if not contrat.priorites:
        return Paragraphe(NO_PRIORITY)
    apart = carried_apart(contrat)
    chosen = [r for r in apart if r.porteurs >= MIN_COMMUNES]
    blocks: list[Bloc] = []
    if chosen:
        lines = [Ligne(r.nom, r.quartiers) for r in chosen]
        mark = f" (● : {INSCRITE})" if is_grid(lines) else ""
        blocks.append(
            show_who(
                "Formes d'action que seules des priorités propres aux quartiers prévoient, aucune d'un axe "
                f"intercommunal, dans {MIN_COMMUNES} communes ou plus{mark}.{_in_two_communes(chosen)}",
                "Forme d'action",
                lines,
                communes=True,
            )
        )
    else:
        blocks.append(
            Paragraphe(
                f"Aucune forme d'action propre aux quartiers ne se retrouve dans {MIN_COMMUNES} communes ou plus."
            )
        )
    if len(apart) > len(chosen):
        rest = [r for r in apart if r not in chosen]
        listed = join_words([lower_first(r.nom) for r in rest])
        head = f"Dans deux {'communes' if all(len(r.communes) == 2 for r in rest) else 'quartiers ou deux communes'}"
        blocks.append(Paragraphe([Fort(f"{head} seulement"), f" : {listed}."]))
    publics = publics_named(contrat)
    if publics:
        listed = join_words([f"{r.nom} ({len(r.quartiers)})" for r in publics])
        blocks.append(
            Paragraphe(
                [Fort("Publics nommés par les priorités"), f", et nombre de quartiers qui les nomment : {listed}."]
            )
        )
    return Suite(tuple(blocks))
