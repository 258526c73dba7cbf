"""From a file of INSEE to figures: measures of every territory, distributions over the QPV of the country.

A value is INSEE's own, or a ratio or sum of what it publishes; it is missing wherever a part of it is not
published. Nothing is made from which a value that is not published could be found: counts are never
added up over QPV, and there are no complements.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from quartiers.donnees.fichiers.recus import FichierRefuse
from quartiers.donnees.importation.communes_des_qpv import populations_of_communes
from quartiers.donnees.importation.insee_catalogue import THEME_CLASSEUR, THEME_COMMUNES, Catalogue, Formule
from quartiers.donnees.importation.insee_lecture import FichierInsee, read_labels
from quartiers.donnees.modele import CALCULE, NON_DIFFUSE, PUBLIE, QPV_FRANCE
from quartiers.donnees.tables import TABLES
from quartiers.donnees.tables.importees import CENTILES, THEMES_PAR_SOURCE
from quartiers.typographie import format_number
from quartiers.unites import COUNT

MIN_VALEURS: Final = 100  # for a centile, or a national mean
MAX_ABERRANTS: Final = 0.01  # share of a column: the 2010 workbook has a rate of 108.9 among 1,291

_PRODUCTEURS: Final = {
    "recensement": "recensement",
    "caf": "CNAF",
    "france travail": "France Travail",
    "filosofi": "Filosofi",
    "education": "Éducation nationale",
    "logement social": "RPLS",
}
# Decimals that are kept, and that are printed.
_DECIMALES: Final = {"%": (2, 1), "€": (1, 0), COUNT: (0, 0)}


@dataclass(frozen=True)
class Serie:
    """An indicator in a file: exact values by territory, in the indicator's unit, missing where not published.

    ``denominateur`` is None where the value is no ratio; ``annee`` is that of the data, where it is known.
    """

    fichier: FichierInsee
    formule: Formule
    annee: int | None
    numerateur: "pd.Series[float]"
    denominateur: "pd.Series[float] | None"
    valeurs: "pd.Series[float]"

    @property
    def publies(self) -> "pd.Series[float]":
        """Values of the QPV, where published."""
        return self.valeurs.drop(QPV_FRANCE, errors="ignore").dropna()

    def measures(self) -> pd.DataFrame:
        """Rows of ``mesures``: every QPV of the file, and the national row where INSEE publishes it."""
        values = self.valeurs[(self.valeurs.index != QPV_FRANCE) | self.valeurs.notna()]
        source = source_of(self.fichier, self.formule.volet)
        national = ", ".join(filter(None, [source, self.fichier.champ]))
        status = CALCULE if self.formule.calcule else PUBLIE
        return self._rows(
            territoire=values.index,
            valeur=_rounded(values, *_DECIMALES[self.formule.unite]).to_numpy(),
            statut=np.where(values.isna(), NON_DIFFUSE, status),
            source=np.where(values.index == QPV_FRANCE, national, source),
        )

    def national_mean(self, poids: "Serie | None") -> pd.DataFrame | None:
        """The row of ``mesures`` for all QPV of the country, weighted, where INSEE gives none.

        A ratio is the sum of its parts over the QPV that publish both; another rate is weighted by
        ``poids``. None where there is nothing to weight with, or too few QPV.
        """
        if not self.fichier.national or not pd.isna(self.valeurs.get(QPV_FRANCE)):
            return None
        if self.denominateur is not None:
            parts = pd.DataFrame({"haut": self.numerateur * _factor(self.formule), "bas": self.denominateur})
        elif poids is not None:
            parts = pd.DataFrame({"haut": self.valeurs * poids.valeurs, "bas": poids.valeurs})
        else:
            return None
        used = parts.loc[self.publies.index].dropna().query("bas > 0")
        if len(used) < MIN_VALEURS:
            return None
        how = f"moyenne pondérée de {format_number(len(used))} QPV"
        mean = pd.Series([used["haut"].sum() / used["bas"].sum()])
        return self._rows(
            territoire=[QPV_FRANCE],
            valeur=_rounded(mean, *_DECIMALES[self.formule.unite]),
            statut=CALCULE,
            source=f"{source_of(self.fichier, self.formule.volet)}, {how}",
        )

    def distribution(self) -> pd.DataFrame | None:
        """The row of ``repartitions``; None where the file is an extract, or where too few QPV have a value."""
        if not self.fichier.national or len(self.publies) < MIN_VALEURS:
            return None
        centiles = _rounded(self.publies.quantile([int(name[1:]) / 100 for name in CENTILES]), 1, 1)
        source = source_of(self.fichier, self.formule.volet)
        return self._rows(
            effectif=[len(self.publies)],
            source=", ".join(filter(None, [source, self.fichier.champ])),
            **dict(zip(CENTILES, centiles, strict=True)),
        )

    def _rows(self, **columns: object) -> pd.DataFrame:
        rows = pd.DataFrame(columns)
        rows["annee"] = pd.Series(self.annee, index=rows.index, dtype="Int64")
        return rows.assign(
            indicateur=self.formule.indicateur,
            theme=self.fichier.theme,
            edition=self.fichier.edition,
            geographie=self.fichier.geographie,
        )


@dataclass(frozen=True)
class Lot:
    """What a file gives, for every territory: rows of ``mesures``, ``repartitions`` and ``qpv``; and the inhabitants of
    the communes that it names (:func:`~quartiers.donnees.importation.communes_des_qpv.populations_of_communes`)."""

    fichier: FichierInsee
    indicateurs: tuple[str, ...]
    mesures: pd.DataFrame
    repartitions: pd.DataFrame
    qpv: pd.DataFrame
    communes: pd.DataFrame


def read_figures(fichier: FichierInsee, catalogue: Catalogue) -> Lot:
    """Apply the catalogue to a file; an indicator that has no value at all in the file gives no row.

    Raises FichierRefuse with every cell that cannot be a figure.
    """
    formulas = catalogue.formulas(fichier.theme, fichier.edition, fichier.cellules.columns)
    numbers = {part: fichier.numbers(part) for f in formulas for part in f.parties}
    series = [_series(fichier, f, catalogue.year(f, fichier.edition), numbers) for f in formulas]
    labels, communes = _named(fichier), populations_of_communes(fichier)
    if fichier.anomalies:
        raise FichierRefuse(fichier.anomalies)
    by_indicator = {s.formule.indicateur: s for s in series if s.valeurs.notna().any()}
    found = by_indicator.values()
    means = [s.national_mean(by_indicator.get(s.formule.poids or "")) for s in found if s.formule.poids]
    return Lot(
        fichier,
        tuple(by_indicator),
        _stack("mesures", [*(s.measures() for s in found), *means]),
        _stack("repartitions", [s.distribution() for s in found]),
        labels,
        communes,
    )


def source_of(fichier: FichierInsee, volet: str | None = None) -> str:
    """What to name as the source of a figure."""
    if fichier.theme == THEME_COMMUNES:
        return f"Insee, {_PRODUCTEURS[volet]} {fichier.edition}, communes" if volet else f"Insee, {fichier.edition}"
    if fichier.theme == THEME_CLASSEUR:
        return f"Insee, recensement {fichier.edition}, estimations sur les QPV"
    if fichier.theme in THEMES_PAR_SOURCE:
        producer = f"{_PRODUCTEURS[volet]} " if volet else ""
        return f"Insee, {producer}{fichier.edition}, QPV de {fichier.geographie}"
    text = f"Insee, données sur les QPV, thème {fichier.theme}, diffusion {fichier.edition}"
    return f"{text} ({_PRODUCTEURS[volet]})" if volet else text


def _series(fichier: FichierInsee, formule: Formule, year: int | None, numbers: dict[str, "pd.Series[float]"]) -> Serie:
    top = pd.DataFrame({column: numbers[column] for column in formule.colonnes}).sum(axis=1, skipna=False)
    bottom = numbers[formule.denominateur] if formule.denominateur else None
    values = top / (formule.diviseur or 1)
    if bottom is not None:
        values = values / bottom.where(bottom > 0) * _factor(formule)
    return Serie(fichier, formule, year, top, bottom, _plausible(fichier, formule, values))


def _plausible(fichier: FichierInsee, formule: Formule, values: "pd.Series[float]") -> "pd.Series[float]":
    """Report what no figure can be: negative, or a column of percentages above 100 (a lost decimal comma).

    INSEE's own estimates hold a few rates above 100: they stay, as published; a ratio of ours whose part
    is larger than the whole is left out, since one of the two is wrong.
    """
    above = (values > 100) & (formule.unite == "%")
    if above.sum() > max(1, MAX_ABERRANTS * values.notna().sum()):
        fichier.report(formule.colonnes[0], above, "un pourcentage entre 0 et 100")
    fichier.report(formule.colonnes[0], values < 0, "un nombre positif")
    return values[~above] if formule.calcule else values


def _factor(formule: Formule) -> int:
    return 100 if formule.unite == "%" else 1


def _rounded(values: "pd.Series[float]", kept: int, printed: int) -> "pd.Series[float]":
    """Rounded as by hand (0.125 to 0.13), in spite of binary dust; values are positive.

    What is kept rounds to what the exact value rounds to: 41.945, printed 41.9, is kept as 41.94, since 41.95 would be
    printed 42.0.

    >>> list(_rounded(pd.Series([0.125, 41.945, 41.95]), 2, 1))
    [0.13, 41.94, 41.95]
    """
    rounded = _half_up(values, kept)
    above = _half_up(rounded, printed) > _half_up(values, printed)
    return rounded.mask(above, (rounded - 10**-kept).round(kept))


def _half_up(values: "pd.Series[float]", decimals: int) -> "pd.Series[float]":
    rounded: pd.Series[float] = (values * 10**decimals + 0.5 + 1e-9).floordiv(1) / 10**decimals
    return rounded


def _named(fichier: FichierInsee) -> pd.DataFrame:
    if fichier.theme == THEME_COMMUNES:
        return pd.DataFrame(columns=list(TABLES["qpv"].colonnes), dtype=object)
    labels = read_labels(fichier).rename_axis("qpv").reset_index()
    return labels.assign(geographie=fichier.geographie, source=source_of(fichier))[list(TABLES["qpv"].colonnes)]


def _stack(table: str, parts: Iterable[pd.DataFrame | None]) -> pd.DataFrame:
    columns = list(TABLES[table].colonnes)
    present = [part[columns].astype(object) for part in parts if part is not None]
    return pd.concat(present, ignore_index=True) if present else pd.DataFrame(columns=columns, dtype=object)
