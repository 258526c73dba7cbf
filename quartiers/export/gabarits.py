"""Where templates are: told apart from nbconvert, long to import, which pages that are no report do without."""

from pathlib import Path
from typing import Final

TEMPLATES: Final = Path(__file__).parent / "templates"
