"""The words of a cell that a Decidim platform exports."""

import html
import re

from quartiers.donnees.fichiers.textes import clean_text


def plain_text(cell: str) -> str:
    """The words of a cell that may be HTML, on one line.

    >>> plain_text("<p>Un banc</p><p>à l&#39;ombre</p>")
    "Un banc à l'ombre"
    """
    return clean_text(" ".join(html.unescape(re.sub(r"<[^<>]{0,1000}>", " ", cell)).split()))
