"""The index of an output folder: what the contract holds, what is built of it, and where it is."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from quartiers.analyse.changements import changes_since
from quartiers.analyse.forums import suites_by_quartier
from quartiers.analyse.liens import linked_rows
from quartiers.analyse.socle import once
from quartiers.analyse.suivi import follow_actions
from quartiers.donnees import Contrat
from quartiers.donnees.instantane import read_snapshot
from quartiers.donnees.modele import NON_DIFFUSE, Constat, Parole, Priorite, Quartier, fold
from quartiers.echappement import printable
from quartiers.ecriture import write_atomic
from quartiers.execution.fichiers import (
    Dossier,
    Fichier,
    find_bilans,
    find_dossiers,
    find_evaluations,
    find_file,
    find_report,
    made_on,
)
from quartiers.execution.plan import SYNTHESE, are_comparable, commune_slug, has_synthese
from quartiers.execution.sorties import CLASSEUR, COMPARER, EVALUATIONS, GUIDE, GUIDES, SOMMAIRE
from quartiers.export.sommaire import (
    Document,
    Element,
    Entree,
    Filtre,
    Forme,
    Groupe,
    Lien,
    Nom,
    Sommaire,
    render_index,
)
from quartiers.presentation.echelles import ECHELLES
from quartiers.presentation.mots_forums import SANS_SUITE
from quartiers.presentation.sources import name_origin
from quartiers.typographie import count, format_date, join_words, typeset

UNKNOWN_ORIGIN: Final = "non précisée"


def write_index(contrat: Contrat, output: Path) -> Path:
    """Write ``index.html``; reports that are not in the folder are listed as not built."""
    path = output / SOMMAIRE
    write_atomic(path, make_index(contrat, output))
    return path


def write_of_snapshot(snapshot: str, path: str, output: str) -> None:
    """Write the index of an output folder, by a snapshot's contract, to another place: the work of a copy."""
    Path(path).write_bytes(make_index(read_snapshot(Path(snapshot)), Path(output)))


def make_index(contrat: Contrat, output: Path) -> bytes:
    """The bytes of ``index.html``."""
    return render_index(describe_folder(contrat, output)).encode()


def describe_folder(contrat: Contrat, output: Path) -> Sommaire:
    """The contract and the files of its output folder, in the terms of the index page."""
    files = {q: find_report(output, f"quartiers/{q}") for q in contrat.quartiers}
    what = ("projet de quartier", "projets de quartier") if contrat.a_un_document else ("quartier", "quartiers")
    projects = count(len(contrat.quartiers), *what)
    communes = count(len(_communes(contrat)), "commune")
    return Sommaire(
        _text(contrat.nom),
        _text(f"{projects}, {communes}"),
        _provenance(contrat, files.values()),
        tuple(_documents(contrat, output)),
        Nom("quartier", "quartiers"),
        _filters(contrat),
        tuple(_entry(contrat, q, files[q.quartier], output) for q in contrat.quartiers.values()),
        _text(_caption(contrat)),
    )


def _text(text: str) -> str:
    return printable(typeset(text))


def _communes(contrat: Contrat) -> list[str]:
    return sorted({c for q in contrat.quartiers.values() for c in q.communes}, key=fold)


def _links(fichiers: Iterable[Fichier]) -> tuple[Lien, ...]:
    return tuple(f.lien for f in fichiers)


# -- the whole ------------------------------------------------------------------------------------------


def _provenance(contrat: Contrat, files: Iterable[tuple[Fichier, ...]]) -> tuple[tuple[str, str], ...]:
    """Where the data come from, how old they are, and how many reports are built."""
    document = contrat.document
    rows = [
        *([("Document", f"{document.titre} ({document.auteur})")] if contrat.a_un_document else []),
        ("Données au", format_date(contrat.edition)),
        ("Chiffres publiés", _editions(contrat)),
    ]
    built = sum(1 for fichiers in files if fichiers)
    rows.append(("Rapports fabriqués", f"{built} sur {len(contrat.quartiers)}"))
    return tuple((label, _text(text)) for label, text in rows)


def _editions(contrat: Contrat) -> str:
    """``Insee, diffusions 2010 à 2022``, from what the measures say of themselves."""
    if not contrat.mesures:
        return "aucun n'a été repris"
    producers = join_words(sorted({m.source.split(",")[0] for m in contrat.mesures}, key=fold))
    first, last = min(m.edition for m in contrat.mesures), contrat.derniere_edition
    return f"{producers}, " + (f"diffusion {last}" if first == last else f"diffusions {first} à {last}")


def _documents(contrat: Contrat, output: Path) -> Iterable[Document]:
    if has_synthese(contrat):
        synthese = find_report(output, SYNTHESE)
        detail = "Ce que les quartiers partagent, ce qui leur est propre"
        yield Document("Synthèse intercommunale", detail, _links(synthese), made_on(synthese))
    else:  # one of the folder, if any, was made when the contract had others
        detail = "Sans objet : le contrat n'a qu'un quartier, et son rapport dit tout ce qu'elle dirait."
        yield Document("Synthèse intercommunale", _text(detail), None)
    if are_comparable(contrat) and (page := find_file(output, COMPARER, "HTML")):
        yield Document(
            "Comparer", "Deux ou trois quartiers côte à côte, chiffre par chiffre", (page.lien,), made_on([page])
        )
    if classeur := find_file(output, CLASSEUR, "Classeur"):
        detail = "Toutes les tables, pour un tableur"
        yield Document("Classeur des données", detail, (classeur.lien,), made_on([classeur]))
    if guide := find_file(output, GUIDE, "HTML"):
        detail = "Décrire une action, trouver les priorités ; les guides et les pages des habitants"
        yield Document("Guide des acteurs locaux", detail, (guide.lien,), made_on([guide]))
    for year, bilan in find_bilans(output):
        detail = "Actions, moyens, résultats et décisions de l'année"
        yield Document(f"Rapport politique de la ville {year}", _text(detail), _links(bilan), made_on(bilan))
    for name, evaluation in find_evaluations(output):
        if name in {f"evaluation-{q}" for q in contrat.quartiers}:
            continue  # with its quartier
        yield Document(
            _text(_evaluation_title(contrat, name)),
            _text("Ce qui peut être dit, ce qui manque, et ce que les règles proposent"),
            _links(evaluation),
            made_on(evaluation),
        )
    for dossier in find_dossiers(output):
        fichiers = (dossier.fichier,)
        yield Document(_text(_dossier_title(contrat, dossier)), _session(dossier), _links(fichiers), made_on(fichiers))


def _evaluation_title(contrat: Contrat, name: str) -> str:
    """Of whom a mid-term file is, by the name that :func:`~quartiers.execution.plan.plan_evaluation` gives it."""
    title = f"Évaluation de {contrat.horizon}"
    if name == "evaluation":
        return f"{title} – tout le contrat"
    communes = {f"commune-{commune_slug(contrat, c)}": c for c in _communes(contrat)}
    return f"{title} – {communes.get(name, name)}"


def _dossier_title(contrat: Contrat, dossier: Dossier) -> str:
    if dossier.sujet is None:
        return dossier.nom
    names = {fold(c).replace("'", " "): c for c in _communes(contrat)}
    spoken = fold(dossier.sujet)
    return f"Dossier du comité – {names.get(spoken, spoken.capitalize())}"


def _session(dossier: Dossier) -> str:
    return f"Séance du {format_date(dossier.seance)}" if dossier.seance else ""


def _filters(contrat: Contrat) -> tuple[Filtre, ...]:
    """The filters that have a choice to offer: values that no priority has would find nothing."""
    themes = {p.thematique for p in contrat.priorites}
    named = {public for p in contrat.priorites for public in p.publics}
    offered = (
        ("commune", "Commune", "Toutes les communes", [(c, c) for c in _communes(contrat)]),
        (
            "theme",
            "Thème d'une priorité",
            "Tous les thèmes",
            [(t.thematique, t.libelle) for t in contrat.thematiques_de_priorite if t.thematique in themes],
        ),
        (
            "public",
            "Public nommé par une priorité",
            "Tous les publics",
            [(p, p[:1].upper() + p[1:]) for p in contrat.publics if p in named],
        ),
    )
    return tuple(
        Filtre(key, _text(label), everything, tuple((value, _text(name)) for value, name in values))
        for key, label, everything, values in offered
        if values
    )


def _caption(contrat: Contrat) -> str:
    """What the map's outlines are: those of whole QPV, whatever each project covers of them."""
    drawn = [contrat.contours[q.territoire] for q in contrat.quartiers.values() if q.territoire in contrat.contours]
    return f"En teinte, les QPV entiers ; un trait relie chaque numéro au centre du sien. {name_origin(drawn)}"


# -- one quartier ---------------------------------------------------------------------------------------


def _entry(contrat: Contrat, quartier: Quartier, fichiers: tuple[Fichier, ...], output: Path) -> Entree:
    priorites, constats = contrat.priorites_de(quartier.quartier), contrat.constats_de(quartier.quartier)
    groups = (
        Groupe(
            Nom("priorité", "priorités"), "Priorités", tuple(_priority(contrat, p) for p in priorites), principal=True
        ),
        Groupe(Nom("constat", "constats"), "Constats", tuple(_finding(contrat, c) for c in constats)),
        Groupe(Nom("action", "actions"), "Actions", _actions(contrat, quartier.quartier)),
        Groupe(Nom("contribution", "contributions"), "Dit dans les forums", _contributions(contrat, quartier.quartier)),
        Groupe(Nom("parole", "paroles"), "Paroles", _verbatims(contrat, quartier.quartier)),
    )
    evaluation = tuple(_other_links(output, quartier))
    return Entree(
        f"quartier-{quartier.quartier}",
        str(quartier.ordre),
        _text(quartier.nom),
        _text(f"{quartier.commune} · {_territory(quartier)}"),
        _text(quartier.commune),
        quartier.longitude,
        quartier.latitude,
        _text(_contents(contrat, quartier, len(priorites), len(constats))),
        (*_links(fichiers), *evaluation),
        made_on(fichiers) or ("rapport du quartier à fabriquer" if evaluation else ""),
        {"commune": quartier.communes},
        tuple(g for g in groups if g.elements),
        contour.polygones if (contour := contrat.contours.get(quartier.territoire)) is not None else (),
    )


def _other_links(output: Path, quartier: Quartier) -> Iterable[Lien]:
    """What else was made of the quartier: the page and the PDF of its mid-term file; of its guide and of its page for
    residents, the page alone, which leads to its PDF."""
    for fichier in find_report(output, f"{EVALUATIONS}/evaluation-{quartier.quartier}"):
        if fichier.lien.libelle in ("HTML", "PDF"):
            yield replace(fichier.lien, libelle=f"Évaluation, {fichier.lien.libelle}")
    for stem, label in (("guide", "Guide des acteurs"), ("habitants", "Page des habitants")):
        for fichier in find_report(output, f"{GUIDES}/{stem}-{quartier.quartier}")[:1]:
            yield replace(fichier.lien, libelle=f"{label}, {fichier.lien.libelle}")


def _territory(quartier: Quartier) -> str:
    return f"QPV {quartier.code_qpv_2024}" if quartier.est_qpv else quartier.noms.nom


@once
def _last_editions(contrat: Contrat) -> dict[str, int]:
    """The newest edition in which something is published, by territory."""
    last: dict[str, int] = {}
    for m in contrat.mesures:
        if m.statut != NON_DIFFUSE:
            last[m.territoire] = max(m.edition, last.get(m.territoire, 0))
    return last


def _contents(contrat: Contrat, quartier: Quartier, priorites: int, constats: int) -> str:
    """``7 priorités · 6 constats · 17 chiffres énoncés · chiffres publiés jusqu'à la diffusion 2022``."""
    stated = len(contrat.affirmations_de(quartier.quartier))
    codes = quartier.tous_les_codes
    last = _last_editions(contrat)
    editions = [last[code] for code in codes if code in last]
    typed = sum(c.quartier == quartier.quartier for c in contrat.chiffres_territoires)
    given = count(typed, "chiffre publié, avec sa source", "chiffres publiés, avec leur source") if typed else ""
    parts = (
        count(priorites, "priorité") if priorites else "aucune priorité",
        count(constats, "constat") if constats else "aucun constat",
        count(stated, "chiffre énoncé", "chiffres énoncés") if stated else "aucun chiffre énoncé",
        f"chiffres publiés jusqu'à la diffusion {max(editions)}" if editions else given or "aucun chiffre publié",
    )
    changes = changes_since(contrat)
    if changes is not None and (number := changes.du_quartier(quartier.quartier).lot.nombre):
        since = f"{count(number, 'changement')} depuis le {format_date(changes.jour)}"
        return " · ".join((*parts, since))
    return " · ".join(parts)


def _priority(contrat: Contrat, priorite: Priorite) -> Element:
    labels = (
        contrat.thematiques[priorite.thematique].libelle,
        ECHELLES[priorite.echelle].axe,
        ", ".join(priorite.publics),
    )
    return Element(
        _text(priorite.intitule),
        tuple(_text(label) for label in labels if label),
        {"theme": (priorite.thematique,), "public": priorite.publics},
        tuple(Forme(_text(d.declinaison), _text(d.forme or "")) for d in priorite.declinaisons),
    )


def _actions(contrat: Contrat, quartier: str) -> tuple[Element, ...]:
    """The actions of a quartier, found by their words, their holder and their state."""
    found = []
    for suivie in follow_actions(contrat).values():
        if quartier in suivie.quartiers:
            a = suivie.action
            theme = contrat.thematiques[a.thematique].libelle if a.thematique is not None else ""
            labels = (a.etat or "état non renseigné", a.porteur or "", theme)
            facets = {"theme": (a.thematique,)} if a.thematique is not None else {}
            found.append(Element(_text(a.intitule), tuple(_text(label) for label in labels if label), facets))
    return tuple(found)


def _contributions(contrat: Contrat, quartier: str) -> tuple[Element, ...]:
    """What was said of a quartier in forums, found by its words, by what was done of it, by who speaks."""
    found = (own.contributions for own in suites_by_quartier(contrat) if own.quartier == quartier)
    return tuple(
        Element(
            _text(c.texte),
            tuple(_text(label) for label in (c.suite or SANS_SUITE, c.partenaire or "", c.reponse or "") if label),
            _facets_of_theme(c.thematique),
        )
        for c in next(found, ())
    )


def _verbatims(contrat: Contrat, quartier: str) -> tuple[Element, ...]:
    """The words heard of a quartier; where and when is for its report to say, as far as it may be told."""
    rows: Mapping[str, Parole] = linked_rows(contrat)["paroles"].get(quartier, {})
    return tuple(
        Element(
            _text(f"« {p.texte} »"),
            (_text(contrat.thematiques[p.thematique].libelle),) if p.thematique is not None else (),
            _facets_of_theme(p.thematique),
        )
        for p in rows.values()
    )


def _facets_of_theme(thematique: str | None) -> dict[str, tuple[str, ...]]:
    return {"theme": (thematique,)} if thematique is not None else {}


def _finding(contrat: Contrat, constat: Constat) -> Element:
    origin = f"origine {constat.origine}" if constat.origine == UNKNOWN_ORIGIN else constat.origine
    labels = (contrat.thematiques[constat.thematique].libelle, constat.nature, origin)
    return Element(
        _text(constat.constat), tuple(_text(label) for label in labels if label), {"theme": (constat.thematique,)}
    )
