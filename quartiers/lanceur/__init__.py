"""The launcher that staff double-click: it finds Python, makes ``.venv`` and offers a menu, without a terminal.

The scripts of the project's top find a Python that suits (:mod:`~quartiers.lanceur.convient`) and hand over to
:mod:`~quartiers.lanceur.depart`. All of it runs before any library is installed: it imports the standard library only,
and of this package what does the same. What it offers is done by ``pipeline.py``, in a process of the environment.
"""
