"""What a page says of a chart's marks to who points at them: where each one is on the drawing."""

from collections.abc import Iterable

from matplotlib.axes import Axes

from quartiers.presentation.blocs import Repere

# Row, abscissa and ordinate in the units of the axes, what is said.
Mark = tuple[str, float, float, str]


def locate(axes: Axes, marks: Iterable[Mark]) -> tuple[Repere, ...]:
    """The marks of axes whose limits are settled, in points from the top left corner of the figure."""
    figure = axes.get_figure(root=True)
    assert figure is not None  # axes that are drawn are on one
    height, points = float(figure.get_size_inches()[1]) * 72, 72 / figure.dpi
    found = []
    for row, x, y, text in marks:
        across, up = axes.transData.transform((x, y)) * points
        found.append(Repere(row, round(float(across), 1), round(height - float(up), 1), text))
    return tuple(found)
