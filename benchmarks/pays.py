"""What INSEE publishes of the QPV of the country, for the benchmarks that look beyond the contract's own."""

import shutil
import tempfile
from pathlib import Path

import pandas as pd

from quartiers import DEFAULT_DATA
from quartiers.donnees.importation.insee import import_insee
from quartiers.donnees.importation.insee_lecture import find_files


def import_country(folder: Path) -> pd.DataFrame:
    """The measures of the INSEE files of ``folder``, for QPV and territories to compare them with, as in ``mesures``.

    They are imported into a temporary copy of the project's tables, and read as they stand there: ``load_contrat``
    keeps the measures of the contract's own QPV only.
    """
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data"
        shutil.copytree(DEFAULT_DATA, data)
        import_insee(find_files([folder]), data, territoire="france")
        return pd.read_csv(
            data / "importees/mesures.csv", sep=";", decimal=",", dtype={"geographie": str}, encoding="utf-8-sig"
        )
