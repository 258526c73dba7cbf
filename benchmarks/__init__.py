"""Measures of what the project does, on real files; run from a clone, not installed."""
