"""A theme across the quartiers: what is shared, what is particular, whom it is for, what the figures say."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from quartiers.analyse.appuis import words_of_theme
from quartiers.analyse.comparaisons import Situation
from quartiers.analyse.mediane import FaceMediane, count_each
from quartiers.analyse.synthese import (
    LigneComparee,
    Recurrence,
    forms_of,
    publics_named,
    quartiers_of_theme,
)
from quartiers.brefs import Bref
from quartiers.donnees.modele import Contrat, Indicateur, Priorite, Quartier, Thematique


@dataclass(frozen=True)
class PrioriteReprise:
    """Priorities of the same title and scale, and the quartiers that have them."""

    intitule: str
    echelle: str
    quartiers: tuple[Quartier, ...]


@dataclass(frozen=True)
class FicheTheme(Bref):
    """What there is to say of a theme; ``seules`` are the forms that a single quartier has in it, ``particulieres`` the
    names of those that no other quartier has in any theme, be it as a form or as a theme that the form names.

    ``fragilites`` are the published indicators of the theme that are read, ``liees`` those of others linked to it.
    """

    thematique: Thematique
    quartiers: tuple[Quartier, ...]
    intercommunales: int
    propres: int
    priorites: tuple[PrioriteReprise, ...]
    partagees: tuple[Recurrence, ...]
    seules: tuple[tuple[Quartier, tuple[str, ...]], ...]
    particulieres: frozenset[str]
    publics: tuple[Recurrence, ...]
    fragilites: tuple[FaceMediane, ...]
    liees: tuple[FaceMediane, ...] = ()

    def sans_priorite(self, nommes: int) -> tuple[tuple[Quartier, ...], ...]:
        """Of :meth:`en_tete`, the QPV of whose projects none has a priority on the theme."""
        return tuple(group for group in self.en_tete(nommes) if not set(group) & set(self.quartiers))

    def en_tete(self, nommes: int) -> tuple[tuple[Quartier, ...], ...]:
        """The QPV that are among the ``nommes`` widest gaps of an indicator of the theme that are sure."""
        found = (
            line.quartiers
            for read in self.fragilites
            for line in [x for x in read.lignes if x.chiffre.comparaison.situation is Situation.FRAGILE][:nommes]
        )
        return tuple(dict.fromkeys(found))

    @property
    def moins_fragiles(self) -> tuple[LigneComparee, ...]:
        """The QPV that have a priority on the theme, where their figures are the most favourable of all for its first
        indicator, and no other's is as good."""
        lines = self.fragilites[0].lignes if self.fragilites else ()
        having = [bool(set(line.quartiers) & set(self.quartiers)) for line in lines]
        many = sum(having)
        if not 0 < many < len(lines) or not all(having[-many:]):
            return ()
        level = lines[-many - 1].chiffre.valeur == lines[-many].chiffre.valeur
        return () if level else lines[-many:]


def theme_sheets(contrat: Contrat, indicateurs: Mapping[Indicateur, Sequence[LigneComparee]]) -> tuple[FicheTheme, ...]:
    """The sheet of each theme that has priorities, in order; ``indicateurs`` are the shared ones."""
    alone = {form.nom for form in forms_of(contrat) if len(form.quartiers) == 1}
    return tuple(
        _sheet(contrat, theme, found, indicateurs, alone)
        for theme in contrat.thematiques_de_priorite
        if (found := quartiers_of_theme(contrat, theme.thematique))
    )


def _sheet(
    contrat: Contrat,
    theme: Thematique,
    found: Mapping[Quartier, tuple[Priorite, ...]],
    indicateurs: Mapping[Indicateur, Sequence[LigneComparee]],
    alone: Collection[str],
) -> FicheTheme:
    """``alone`` are the forms that a single quartier has, whatever the theme."""
    forms = forms_of(contrat, theme.thematique)
    own: defaultdict[Quartier, list[str]] = defaultdict(list)
    for form in forms:
        if len(form.quartiers) == 1:
            own[form.quartiers[0]].append(form.nom)
    scales = [p.echelle for priorities in found.values() for p in priorities]
    return FicheTheme(
        theme,
        tuple(found),
        scales.count("intercommunale"),
        scales.count("propre"),
        _repeated(found),
        tuple(f for f in forms if len(f.quartiers) > 1),
        tuple((q, tuple(own[q])) for q in found if q in own),
        frozenset(
            f for q, names in own.items() for f in names if f in alone and not _others_have(contrat, theme, q, f)
        ),
        publics_named(contrat, theme.thematique),
        *_fragilities(contrat, theme, indicateurs),
    )


def _others_have(contrat: Contrat, theme: Thematique, quartier: Quartier, form: str) -> bool:
    """Whether a form names another theme, on which other quartiers have priorities: « violences et harcèlement » is no
    particularity where five of them have one against violence."""
    return any(
        p.thematique != theme.thematique
        and p.quartier != quartier.quartier
        and words_of_theme(contrat, p.thematique, form)
        for p in contrat.priorites
    )


def _repeated(found: Mapping[Quartier, tuple[Priorite, ...]]) -> tuple[PrioriteReprise, ...]:
    """Titles of priorities, the most repeated first; equals in the order of the quartiers."""
    who: defaultdict[tuple[str, str], list[Quartier]] = defaultdict(list)
    for quartier, priorities in found.items():
        for p in priorities:
            if quartier not in who[p.intitule, p.echelle]:
                who[p.intitule, p.echelle].append(quartier)
    repeated = [PrioriteReprise(title, scale, tuple(group)) for (title, scale), group in who.items()]
    return tuple(sorted(repeated, key=lambda p: -len(p.quartiers)))


def _fragilities(
    contrat: Contrat, theme: Thematique, indicateurs: Mapping[Indicateur, Sequence[LigneComparee]]
) -> tuple[tuple[FaceMediane, ...], tuple[FaceMediane, ...]]:
    """The theme's own, then those linked to it: those of the contract's core first, in its order; then those for which
    most QPV are more fragile."""
    core = list(contrat.essentiel)

    def rank(read: FaceMediane) -> tuple[int, int]:
        name = read.indicateur.indicateur
        return core.index(name) if name in core else len(core), -read.surs

    about = [i for i in indicateurs if theme.thematique in (i.thematique, *i.thematiques_liees)]
    found = sorted(count_each(contrat, {i: indicateurs[i] for i in about}).values(), key=rank)
    own = tuple(read for read in found if read.indicateur.thematique == theme.thematique)
    return own, tuple(read for read in found if read not in own)
