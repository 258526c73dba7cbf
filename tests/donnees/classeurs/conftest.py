"""Reading workbooks that a test writes by hand."""

from collections.abc import Callable

import pytest
from classeurs_faits import archive, ods_content, read_one, xlsx_parts

from quartiers.donnees.fichiers.classeurs import FeuilleLue

collect_ignore = ["conftest.py"]  # --doctest-modules would import it again, under a name that others have

Read = Callable[..., FeuilleLue]


@pytest.fixture
def xlsx() -> Read:
    """Read a sheet of these rows (see :func:`xlsx_parts`)."""
    return lambda rows, **around: read_one(archive(xlsx_parts(rows, **around)))


@pytest.fixture
def ods() -> Read:
    """Read a sheet of this table (see :func:`ods_content`)."""
    return lambda table, *styles, **around: read_one(archive({"content.xml": ods_content(table, *styles, **around)}))
