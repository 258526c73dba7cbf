"""``python pipeline.py``: the command line (:mod:`quartiers.commande`). ``--help`` says the rest, in French."""

import sys

from quartiers.commande.programme import start

if __name__ == "__main__":
    sys.exit(start())
