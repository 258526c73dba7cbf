"""Measures of what the project does, on real files; run from a clone, not installed.

- ``python -m benchmarks``: ways of making the same reports, compared in one run; ``--echelle``: as their number grows
- ``python -m benchmarks.profil``: where the time of one warm report goes
- ``python -m benchmarks.fiabilite``: what the check of figures finds, and what it finds wrongly
- ``python -m benchmarks.import_insee``: rows, time and memory of the import
"""
