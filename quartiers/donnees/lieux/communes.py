"""Which communes a contract lies in."""

import pandas as pd

from quartiers.donnees.fichiers.lecture import split_list


def commune_codes(quartiers: pd.DataFrame) -> set[str]:
    """Codes of the communes of the projects of ``quartiers``, and of those that their QPV lie in."""
    cells = (cell for column in ("code_insee", "communes_qpv") for cell in quartiers[column].dropna())
    return {item.split(" ", 1)[0] for cell in cells for item in split_list(cell)}
