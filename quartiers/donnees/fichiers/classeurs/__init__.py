"""Workbooks (.xlsx, .xlsm, .ods, .xls): what their sheets show is what is read, or it is refused by name.

A module for each format reads its cells (:mod:`xlsx`, :mod:`ods`, :mod:`xls`); :mod:`formats` says what a number
format shows of a value, :mod:`grille` what is hidden, merged or too far on a sheet, :mod:`flux` and :mod:`archive`
bound what a file may ask for. The libraries are imported when such a file is there.
"""

from quartiers.donnees.fichiers.classeurs.commun import ClasseurIllisible, FeuilleLue, Refus
from quartiers.donnees.fichiers.classeurs.nature import SUFFIXES, read_workbook

__all__ = ["SUFFIXES", "ClasseurIllisible", "FeuilleLue", "Refus", "read_workbook"]
