"""What the terminal shows of a folder that was just made, and of what could be put in one next."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from quartiers.donnees.codes_qpv import CodeInconnu
from quartiers.donnees.description import Table
from quartiers.donnees.modele import Quartier
from quartiers.echappement import printable
from quartiers.presentation.console.ecran import MOST_SAID
from quartiers.typographie import count, typeset

if TYPE_CHECKING:
    from quartiers.donnees.debut.mise_en_place import BilanDebut

MANY = 200  # quartiers: a synthesis compares those of a contract, not those of a country


def show_beginning(console: Console, bilan: "BilanDebut", folder: Path, workbook: str | None) -> None:
    """What a new folder has, what the files did not tell, what to type next; ``workbook`` has its tables, if any."""
    contrat = bilan.contrat
    communes = {name for q in contrat.quartiers.values() for name in q.communes}
    what = f"{count(len(contrat.quartiers), 'QPV', 'QPV')}, {count(len(communes), 'commune')}"
    console.print(f"Dossier fait : {printable(str(folder))} ({what}).", markup=False)
    console.print(f"{contrat.nom} ({bilan.epci.nom}).", markup=False)
    if not (bilan.epci.siren or bilan.epci.nommee):
        told = "Ces QPV ne sont pas d'une seule intercommunalité connue"
        console.print(f"{told} : écrire la leur dans contrat.toml (epci, siren_epci).", markup=False)
    elif not bilan.epci.nommee:
        told = "Aucun fichier ne nomme l'intercommunalité (--liste-qpv la nomme)"
        console.print(f"{told} : écrire son nom dans contrat.toml (epci).", markup=False)
    if bilan.insee is not None:
        if without := [f.nom for f in bilan.insee.fichiers if not f.qpv_gardes]:
            _say_list(console, "Fichiers de l'Insee où rien n'est publié pour ces QPV :", without)
        for nom, reason in bilan.insee.ignores:
            console.print(f"{printable(nom)} : fichier laissé, {printable(reason)}.", markup=False)
        if bilan.insee.entetes:
            told = "Des colonnes des fichiers de l'Insee ne sont pas connues, et sont laissées"
            console.print(f"{told} : « pipeline.py importer insee » dit lesquelles, et quoi en faire.", markup=False)
    if bilan.par_nom:
        linked = (
            f"{len(bilan.par_nom)} QPV reliés, chacun, à un QPV de 2015"
            if len(bilan.par_nom) > 1
            else "1 QPV relié à un QPV de 2015"
        )
        told = "qu'un QPV en réunisse d'autres, rien ici ne le dirait ; leur rapport l'écrit (note, dans quartiers)"
        console.print(f"{linked} par le nom et la commune seulement, à vérifier : {told}.", markup=False)
    _say_quartiers(console, "Pas de QPV de 2015 connu, donc pas de chiffre d'avant 2024, pour", bilan.sans_filiation)
    if bilan.sans_filiation:
        told = "La table de correspondance (--parents) ou les contours de 2015 (--contours) les diraient"
        console.print(f"  {told} ; ou remplir code_qpv_2015 dans la table quartiers.", markup=False)
    _say_quartiers(console, "Nouveaux en 2024, d'après les fichiers donnés,", bilan.nouveaux)
    if bilan.insee is not None and bilan.sans_chiffre != bilan.sans_filiation:
        _say_quartiers(console, "Aucun chiffre de l'Insee pour", bilan.sans_chiffre)
    if bilan.sans_place:
        names = [f"{q.nom} ({q.code})" for q in bilan.sans_place]
        _say_list(
            console, "Laissés, faute de contour que l'on puisse dessiner (à ajouter à la table quartiers) :", names
        )
    _say_what_follows(console, folder, workbook, many=len(contrat.quartiers) > MANY)


def show_next_tables(console: Console, tables: Sequence[Table]) -> None:
    """Which tables could be filled next, and what for."""
    if tables:
        said = ", ".join(typeset(f"{table.nom} ({table.apport})") for table in tables)
        console.print(f"Facultatives, et sans ligne : {said}.", markup=False)


def show_unknown_codes(console: Console, codes: Sequence[CodeInconnu]) -> None:
    """The codes of QPV that no imported file names, each with where it is typed."""
    for found in codes[:MOST_SAID]:
        near = f" ; {found.proche} y est, qu'aucun quartier n'a" if found.proche else ""
        told = (
            f"À savoir : {found.code} ({found.quartier}, quartiers, colonne {found.colonne}) n'est dans aucun des "
            f"fichiers de {found.geographie} importés{near}. Corriger le code s'il est faux ; s'il vient d'être saisi, "
            "importer de nouveau (importer insee, importer perimetres)."
        )
        console.print(typeset(printable(told)), markup=False)
    if (more := len(codes) - MOST_SAID) > 0:
        console.print(f"… et {count(more, 'autre code', 'autres codes')} dans ce cas.", markup=False)


def _say_what_follows(console: Console, folder: Path, workbook: str | None, *, many: bool) -> None:
    shown = shlex.quote(printable(str(folder)))
    output = shlex.quote(printable(str(folder)).rstrip("/") + "-rapports")
    lines = [
        f"pipeline.py verifier --donnees {shown}",
        f"pipeline.py --donnees {shown} --sortie {output}{' --sans-synthese' if many else ''}",
    ]
    if workbook is None:
        lines.append(f"pipeline.py classeur --donnees {shown}     (les tables à remplir)")
    console.print("\nEnsuite :", markup=False)
    for line in lines:
        console.print(f"  {line}", markup=False)
    if workbook is not None:
        told = "à ouvrir dans Excel ou LibreOffice, à remplir, à enregistrer là où il est"
        console.print(f"Les tables : {printable(str(folder / workbook))}, {told}.", markup=False)


def _say_quartiers(console: Console, head: str, quartiers: Sequence[Quartier]) -> None:
    if quartiers:
        names = [f"{q.nom_court} ({q.code_qpv_2024})" for q in quartiers]
        _say_list(console, f"{head} {len(quartiers)} QPV :", names)


def _say_list(console: Console, head: str, names: Sequence[str]) -> None:
    """A few names; how many others there are."""
    shown = " ; ".join(names[:MOST_SAID])
    more = f" ; et {count(len(names) - MOST_SAID, 'autre')}" if len(names) > MOST_SAID else ""
    console.print(printable(f"{head} {shown}{more}."), markup=False)
