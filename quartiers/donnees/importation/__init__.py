"""Importers: public files (INSEE's, the ANCT's) made tables of ``data/importees/``, the contract's own rows only."""
