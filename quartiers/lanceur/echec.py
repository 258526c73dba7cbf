"""Why an installation failed, from what pip said: in French, with what to do about it."""

import re
from enum import Enum
from typing import Final


class Cause(Enum):
    """What has to change before it is tried again."""

    RELAIS = "relais"
    CERTIFICAT = "certificat"
    RESEAU = "réseau"
    PLACE = "place"
    CHEMIN = "chemin"
    DROITS = "droits"
    INCONNUE = "inconnue"


class Echec(Exception):
    """Why the environment could not be made, and what to do; both are read by staff."""

    def __init__(self, cause: Cause, raison: str, remede: str):
        super().__init__(f"{raison}\n{remede}")
        self.cause = cause


_ASK_IT: Final = "demander au service informatique"
_KNOWN: Final = (
    (
        Cause.RELAIS,
        r"ProxyError|Cannot connect to proxy|Tunnel connection failed|\b407\b|Proxy Authentication",
        "Le relais (proxy) du réseau a refusé la connexion.",
        f"L'adresse du relais est à {_ASK_IT} ; elle ressemble à http://relais.exemple.fr:3128.",
    ),
    (
        Cause.CERTIFICAT,
        r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError",
        "La connexion à internet n'a pas été reconnue comme sûre : le réseau la déchiffre sans doute.",
        f"Il faut {_ASK_IT} que pypi.org et files.pythonhosted.org soient laissés en accès direct.",
    ),
    (
        Cause.PLACE,
        r"No space left on device|Errno 28\b|WinError 112\b|Errno 122\b|Disk quota",
        "Il n'y a plus de place sur le disque.",
        "Il en faut environ 1 Go. En libérer, puis relancer.",
    ),
    (
        Cause.CHEMIN,
        r"Long Path|enable-long-paths|WinError 206\b|File name too long|Errno 36\b",
        "Le chemin du dossier est trop long pour Windows.",
        "Déplacer tout le dossier du projet à un endroit au nom court, comme C:\\quartiers, puis relancer.",
    ),
    (
        Cause.DROITS,
        r"Permission denied|PermissionError|Access is denied|WinError 5\b|WinError 32\b|Read-only file system",
        "Un fichier n'a pas pu être écrit.",
        "Fermer les autres fenêtres qui se servent de ce dossier (rapports suivis, Jupyter), puis relancer. Si cela "
        f"recommence, l'antivirus ou les droits l'empêchent : {_ASK_IT}.",
    ),
    (
        Cause.RESEAU,
        r"Failed to establish a new connection|NewConnectionError|name resolution|getaddrinfo failed"
        r"|NameResolutionError|Max retries exceeded|ConnectTimeout|ReadTimeout|timed out"
        r"|Connection (?:reset|aborted|refused)|Network is unreachable|from versions: none",
        "Internet n'a pas répondu (pypi.org, d'où viennent les bibliothèques).",
        "Vérifier la connexion, puis relancer. Internet ne sert que cette fois-ci. Si le réseau passe par un relais "
        f"(proxy), son adresse est à {_ASK_IT} ; elle ressemble à http://relais.exemple.fr:3128.",
    ),
)


def explain_failure(log: str, kept: str) -> Echec:
    """Why pip failed, from all that it said; ``kept`` is the file where that can be read."""
    for cause, signs, reason, remedy in _KNOWN:
        if re.search(signs, log, re.IGNORECASE):
            return Echec(cause, reason, remedy)
    errors = [line.strip() for line in log.splitlines() if line.strip().lower().startswith("error")]
    said = errors[-1] if errors else next((line.strip() for line in reversed(log.splitlines()) if line.strip()), "")
    reason = "L'installation des bibliothèques a échoué" + (f" : {said[:300]}" if said else ".")
    return Echec(Cause.INCONNUE, reason, f"Relancer ; si cela recommence, transmettre le fichier {kept}.")
