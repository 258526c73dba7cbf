"""What a block of a report carries in a notebook besides its HTML, and by what name."""

from typing import Final

TYPST_MIME: Final = "text/vnd.typst"  # its Typst form, in an output's MIME bundle
REPORT_METADATA: Final = "rapport"  # title, author and date of the report, in the metadata of its first output
ANCRE: Final = "ancre"  # the address of a section, in the metadata of the cell that has its heading
BLOC_CLASS: Final = "quartiers-bloc"  # of what frames a block in Jupyter, with the styles that a page has already
