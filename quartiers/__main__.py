"""``python -m quartiers``: the command line (:mod:`quartiers.commande`)."""

import sys

from quartiers.commande.programme import start

if __name__ == "__main__":
    sys.exit(start("python -m quartiers"))
