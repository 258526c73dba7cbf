"""The command line: a module a command, which says what it is called, what it understands and what it does.

:mod:`~quartiers.commande.registre` lists them and makes the parser of what they say (:mod:`~quartiers.commande.forme`),
:mod:`~quartiers.commande.programme` runs the one that was typed. What several share is in
:mod:`~quartiers.commande.options`, :mod:`~quartiers.commande.valeurs`, :mod:`~quartiers.commande.etapes` and
:mod:`~quartiers.commande.fabrique`. A command parses, calls, prints and gives an exit code; the work is in the packages
below. It imports what it needs when it runs: ``--help`` and ``lister`` load no library.
"""
