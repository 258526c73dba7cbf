"""The scales of a priority have their words, whichever the tables know."""

from quartiers.donnees.tables.cadre import ECHELLES as KNOWN
from quartiers.presentation.echelles import ECHELLES


def test_each_scale_of_the_tables_has_its_words() -> None:
    assert tuple(ECHELLES) == KNOWN
    assert len({scale.lettre for scale in ECHELLES.values()}) == len(KNOWN)
