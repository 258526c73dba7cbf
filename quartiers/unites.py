"""The units of indicators that are more than their sign."""

from typing import Final

COUNT: Final = "nombre"  # a mere number of people or households
