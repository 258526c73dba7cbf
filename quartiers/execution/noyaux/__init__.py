"""How a notebook is run: warm kernels, forked from a process that has imported what they need (docs/noyaux.md)."""
