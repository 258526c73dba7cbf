#!/bin/sh
# To double-click on macOS, or to run on Linux: finds a Python that suits (quartiers/lanceur/convient.py) and hands
# over to depart.py.

ici=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
lanceur="$ici/quartiers/lanceur"

attendre() {
    printf '\nEntrée pour fermer la fenêtre. '
    read -r _
    exit 1
}

if [ ! -f "$lanceur/depart.py" ]; then
    echo "Le dossier du projet n'est pas autour de ce fichier : l'y remettre, puis l'ouvrir de là."
    attendre
fi

systeme=$(uname)
set -- python3 python3.13 python3.12 python3.14 python3.11 python
if [ "$systeme" = Darwin ]; then # where installers put them, whatever the PATH
    for version in 3.13 3.12 3.14 3.11; do
        set -- "$@" "/Library/Frameworks/Python.framework/Versions/$version/bin/python3"
    done
    set -- "$@" /opt/homebrew/bin/python3 /usr/local/bin/python3
fi
for nom in "$@"; do
    python=$(command -v "$nom") || continue
    # On a Mac, Apple's own is never one that suits, and may be no more than an offer to install developer tools.
    [ "$systeme:$python" = Darwin:/usr/bin/python3 ] && continue
    "$python" "$lanceur/convient.py" </dev/null >/dev/null 2>&1 || continue
    exec "$python" "$lanceur/depart.py"
done

cat "$lanceur/sans-python.txt"
attendre
