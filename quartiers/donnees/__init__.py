"""Reading and checking the tables of ``data/``; the typed contract they make."""

from quartiers.donnees.chargement import load_contrat
from quartiers.donnees.erreurs import Anomalie, DonneesInvalides
from quartiers.donnees.modele import Contrat, Introuvable

__all__ = ["Anomalie", "Contrat", "DonneesInvalides", "Introuvable", "load_contrat"]
