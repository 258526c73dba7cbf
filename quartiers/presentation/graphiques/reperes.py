"""What a page says of a chart's marks to who points at them: where each one is on the drawing."""

from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from quartiers.presentation.blocs import Repere

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Row, abscissa and ordinate in the units of the axes, what is said.
Mark = tuple[str, float, float, str]

_VALUES: Final = attrgetter(*(f.name for f in fields(Repere)))


def locate(axes: "Axes", marks: Iterable[Mark]) -> tuple[Repere, ...]:
    """The marks of axes whose limits are settled, in points from the top left corner of the figure."""
    figure = axes.get_figure(root=True)
    assert figure is not None  # axes that are drawn are on one
    height, points = float(figure.get_size_inches()[1]) * 72, 72 / figure.dpi
    told = tuple(marks)
    if not told:
        return ()
    # All at once: a chart has hundreds of marks, and each transformation costs as much as that of all.
    places = axes.transData.transform([(x, y) for _, x, y, _ in told]) * points
    return tuple(
        Repere(row, round(float(across), 1), round(height - float(up), 1), text)
        for (row, _, _, text), (across, up) in zip(told, places, strict=True)
    )


def plain(reperes: Iterable[Repere]) -> tuple[tuple[Any, ...], ...]:
    """As a drawing that is kept has them; ``dataclasses.astuple`` would copy each value deeply."""
    return tuple(map(_VALUES, reperes))
