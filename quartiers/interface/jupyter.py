"""Blocks in a notebook as in the reports: with the pages' styles, which only the exporters add otherwise."""

import sys
from functools import cache
from typing import Any

from quartiers.donnees.instantane import current_snapshot
from quartiers.supports import BLOC_CLASS, TYPST_MIME


def show_blocks() -> None:
    """From now on, the notebook shows every block with the styles of the reports' pages; nothing elsewhere.

    Nor in the kernel of a run: the page that it makes has its styles already. The typeface is given once, under the
    cell that opens the contract: every block of the notebook then has it, and none is heavy with it.
    """
    shell = _shell()
    if shell is None or current_snapshot() is not None:
        return
    from IPython.core.displaypub import DisplayPublisher

    from quartiers.export.feuille import font_faces
    from quartiers.presentation.blocs import Bloc

    formatter = shell.display_formatter.mimebundle_formatter
    formatter.for_type(Bloc, styled)
    formatter.for_type_by_name("quartiers.interface.rapports", "RapportOuvert", styled)  # without importing it
    if type(shell.display_pub) is DisplayPublisher:  # a terminal, which would print the empty text as an empty line
        return
    nothing = {"text/plain": "", TYPST_MIME: ""}  # where a notebook has no page
    shell.display_pub.publish({"text/html": f"<style>{font_faces()}</style>", **nothing})


def _shell() -> Any:
    ipython = sys.modules.get("IPython")  # who is in a notebook has imported it
    return ipython.get_ipython() if ipython is not None else None


def styled(bloc: Any, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
    """What Jupyter shows of a block: its HTML in a frame that has the styles of the pages, and touches nothing else."""
    data, metadata = bloc._repr_mimebundle_()
    html = f'<div class="{BLOC_CLASS}"><style>{block_css()}</style>{data["text/html"]}</div>'
    return {**data, "text/html": html}, metadata


@cache
def block_css() -> str:
    """The pages' CSS, of what is in a block: nested under its class, named twice to come before the notebook's own."""
    from quartiers.export.feuille import page_css, tokens

    own = "color:var(--encre);background:#fff;padding:.5rem 1rem;max-width:64rem;font-size:1.0625rem;line-height:1.5;"
    own += 'font-family:"Source Sans 3",system-ui,sans-serif;white-space:normal;'
    return f".{BLOC_CLASS}.{BLOC_CLASS}{{{tokens()}{own}\n{page_css()}}}"
