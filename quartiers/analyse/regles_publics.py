"""The end of rule 23: a public that a priority names, and that the document's diagnostic does not speak of.

The priority may be well supported by what is said of others: it is the choice of this public that is not.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator

from quartiers.analyse.appuis import words_of_theme
from quartiers.analyse.doutes import PRIORITES, Contexte, Doute, Gravite, Regle, join_lines
from quartiers.analyse.sujets import of_statement, subjects_of
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.modele import Constat, Priorite, Quartier
from quartiers.donnees.tables.cadre import INCOMPLET
from quartiers.typographie import join_words


def publics_without_support(c: Contexte, silent_priorities: Collection[str]) -> Iterator[Doute]:
    """One doubt a quartier; nothing is drawn from a diagnostic that is not whole.

    ``silent_priorities`` are those of which all is said already. A public that is a priority's very theme (parents, of
    parenthood) is looked for with the theme.
    """
    for q in c.contrat.quartiers.values():
        stated, findings = c.contrat.affirmations_de(q.quartier), c.contrat.constats_de(q.quartier)
        if q.texte == INCOMPLET or not (stated and findings):
            continue
        silent: defaultdict[str, list[Priorite]] = defaultdict(list)
        for p in c.contrat.priorites_de(q.quartier):
            if p.priorite in silent_priorities:
                continue
            others = [f for f in findings if not _lines_of(f) & _lines_of(p)]
            for public in p.publics:
                of_theme = words_of_theme(c.contrat, p.thematique, public)
                if _names(p.intitule, public) and not of_theme and not _speaks_of(c, q, public, others):
                    silent[public].append(p)
        if silent:
            rows = [p for found in silent.values() for p in found]
            told = " ; ".join(
                f"{public} ({join_words([p.intitule + (f', l. {p.lignes}' if p.lignes else '') for p in found])})"
                for public, found in silent.items()
            )
            one = len(silent) == 1
            yield Doute(
                Regle.SANS_APPUI,
                Gravite.INFORMATION,
                (q.quartier,),
                PRIORITES,
                f"{'Une priorité nomme un public' if one else 'Des priorités nomment des publics'} dont le diagnostic "
                f"du document ne dit rien, ni chiffre ni constat : {told}.",
                "Dire d'où vient ce choix, ou donner le chiffre de ce public.",
                lignes=join_lines(p.lignes for p in rows),
            )


def _speaks_of(c: Contexte, q: Quartier, public: str, findings: list[Constat]) -> bool:
    """Whether a figure or a finding is of a public: by its name, or by a subject that its name is a word of."""
    stated = c.contrat.affirmations_de(q.quartier)
    if any(public in c.indicateur(a).publics or _names(a.population or "", public) for a in stated):
        return True
    if any(_names(f.constat, public) for f in findings):
        return True
    about = subjects_of(c.contrat, (public,))
    known = subjects_of(c.contrat, [f.constat for f in findings]).union(*(of_statement(c.contrat, a) for a in stated))
    return bool(about & known)


def _names(text: str, public: str) -> bool:
    """Whether a text names a public, in the singular or the plural."""
    words = [word.rstrip("s") for word in fold(public).split()]
    return bool(re.search(r"\b" + r"s? ".join(map(re.escape, words)) + r"s?\b", fold(text)))


def _lines_of(row: Constat | Priorite) -> set[str]:
    return {part.strip() for part in (row.lignes or "").split(",") if part.strip()}
