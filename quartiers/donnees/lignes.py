"""The lines of the document that a cell names."""


def lines_of(text: str | None) -> frozenset[int]:
    """Their numbers; the form of the cell was checked when it was read.

    >>> sorted(lines_of("35, 40-42"))
    [35, 40, 41, 42]
    """
    parts = (part.strip().split("-") for part in (text or "").split(",") if part.strip())
    return frozenset(line for part in parts for line in range(int(part[0]), int(part[-1]) + 1))
