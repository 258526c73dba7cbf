"""``importer perimetres``: the contours of QPV."""

from argparse import Namespace
from typing import TYPE_CHECKING

from quartiers.commande.forme import DONE, Source
from quartiers.commande.options import add_territory

if TYPE_CHECKING:
    from rich.console import Console

DESCRIPTION = """\
Reprend les contours des QPV, allégés, dans importees/perimetres.geojson, et leurs noms dans
qpv.csv.

FICHIER : le GeoJSON de l'ANCT « Quartiers prioritaires de la politique de la ville »
(data.gouv.fr), en degrés (WGS84) : celui de 2024, celui de 2015, ou l'un après l'autre."""


def _run(options: Namespace, out: "Console") -> int:
    from quartiers.donnees.importation.perimetres import import_perimetres
    from quartiers.presentation.console.importation import show_perimeters

    show_perimeters(out, import_perimetres(options.fichier, options.donnees, territoire=options.territoire))
    return DONE


SOURCE = Source("perimetres", "contours des QPV (GeoJSON de l'ANCT)", DESCRIPTION, _run, add_options=add_territory)
