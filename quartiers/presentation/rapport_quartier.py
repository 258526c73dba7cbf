"""The sections of a quartier report: what each notebook cell calls."""

from collections import Counter
from pathlib import Path
from typing import Final

from quartiers.analyse.appuis import Appui, Correspondance, Reponse, match_priorities
from quartiers.analyse.comparaisons import Evolution, Situation
from quartiers.analyse.diagnostic import (
    EXACTE,
    ChiffreLu,
    by_theme,
    count_situations,
    key_figures,
    main_territory,
    most_favorable,
    most_fragile,
    moving,
    retained_figures,
)
from quartiers.analyse.doutes import Gravite
from quartiers.analyse.fiabilite import Fiabilite, check_contract, summarize, unchecked
from quartiers.analyse.synthese import quartiers_of_theme
from quartiers.donnees import Contrat, load_contrat
from quartiers.donnees.modele import Constat, Priorite, Quartier
from quartiers.presentation import mots
from quartiers.presentation.blocs import (
    Bloc,
    ChiffreCle,
    ChiffresCles,
    Colonnes,
    Contenu,
    Discret,
    Encadre,
    Entete,
    Fiche,
    Fort,
    Fragment,
    Liste,
    Nature,
    Notes,
    Paragraphe,
    Puces,
    Renvoi,
    Saut,
    Signal,
    Suite,
    Tableau,
    Titre,
    fragments,
)
from quartiers.presentation.graphiques import (
    Lieu,
    PointCompare,
    PointEvolution,
    chart_comparisons,
    chart_map,
    chart_shared_themes,
    chart_trends,
)
from quartiers.presentation.sources import doubts_table, indicator_note, reading_rule
from quartiers.typographie import COUNT, count, format_date, format_gap, format_value, join_words

KEY_FIGURES = 4
MAX_POINTS: Final = 8  # rows of a chart that is read at a glance
NATURE_OF_ANSWER: Final[dict[Reponse, Nature]] = {
    Reponse.DIRECTE: "favorable",
    Reponse.INDIRECTE: "neutre",
    Reponse.AUCUNE: "fragile",
}


class RapportQuartier:
    """One report: the contract, one of its quartiers, and a method for each section.

    ``donnees`` is the data folder (the project's ``data/`` when None).

    >>> rapport = RapportQuartier("anzin-verrerie")
    >>> print(rapport.entete().to_text().splitlines()[0])
    Verrerie – Square République
    """

    def __init__(self, quartier: str, donnees: str | Path | None = None, *, contrat: Contrat | None = None):
        self.contrat = contrat if contrat is not None else load_contrat(donnees)
        self.quartier: Quartier = self.contrat.quartier(quartier)
        self.chiffres: tuple[ChiffreLu, ...] = retained_figures(self.contrat, quartier)
        grouped = by_theme(self.contrat, self.chiffres).values()
        shown = dict.fromkeys(f.indicateur.indicateur for figures in grouped for f in figures)
        self.notes: dict[str, int] = {name: number for number, name in enumerate(shown, start=1)}
        self.fiabilite: Fiabilite = check_contract(self.contrat)
        self.constats: tuple[Constat, ...] = self.contrat.constats_de(quartier)
        self.priorites: tuple[Priorite, ...] = self.contrat.priorites_de(quartier)
        self.correspondance: Correspondance = match_priorities(self.contrat, quartier)

    # -- identity -----------------------------------------------------------------------------------

    def entete(self) -> Bloc:
        q, c = self.quartier, self.contrat
        return Entete(
            titre=q.nom,
            surtitre=f"Projet de quartier · horizon {c.horizon}",
            sous_titre=f"{q.commune} · {c.nom} · données au {format_date(c.edition)}",
            titre_document=f"{q.nom} – Projet de quartier",
            description=f"Diagnostic, constats de terrain et priorités du projet de quartier {q.nom} ({q.commune}), "
            f"{c.nom}.",
            date_iso=c.edition.isoformat(),
            pied=f"{q.nom} – {c.nom}",
        )

    def identite(self) -> Bloc:
        q = self.quartier
        rows: list[tuple[str, Contenu]] = [
            ("Commune" if len(q.communes) == 1 else "Communes", q.commune),
            ("QPV 2024", f"{q.code_qpv_2024} – {q.libelle_qpv_2024}"),
            ("QPV 2015", self._former_qpv()),
            ("Communes couvertes par le QPV", join_words([c.split(" ", 1)[1] for c in q.communes_qpv])),
            ("Périmètre du projet", self._coverage()),
            *self._counts(),
            ("Statut", "Validé" if q.validation == "validé" else "Sous réserve de validation du conseil municipal"),
        ]
        blocks: list[Bloc] = [Colonnes(Fiche(tuple(rows)), self.carte(), (6, 4))]
        if notes := self._notes():
            blocks.append(Encadre("À savoir avant de lire les chiffres", notes, "alerte"))
        return Suite(tuple(blocks))

    def _counts(self) -> list[tuple[str, Contenu]]:
        """How many people and households the QPV has, as published or as stated: one line of the identity."""
        parts: list[Fragment] = []
        for figure in self.chiffres:
            if (i := figure.indicateur).unite == COUNT:
                note = self.notes[i.indicateur]
                parts += [" ; " if parts else "", f"{i.libelle_court} : "]
                parts += fragments(mots.value_cell(figure, note, en_ligne=True))
        label = "Effectifs du QPV entier" if self.quartier.couverture == "partie" else "Effectifs"
        return [(label, parts)] if parts else []

    def _former_qpv(self) -> str:
        q = self.quartier
        if not q.codes_qpv_2015:
            return "Aucun : quartier entré dans la géographie prioritaire en 2024"
        pairs = zip(q.codes_qpv_2015, q.libelles_qpv_2015, strict=False)
        return " ; ".join(f"{code} – {name}" for code, name in pairs)

    def _coverage(self) -> str:
        others = self.contrat.projets_du_meme_qpv(self.quartier)
        if not others:
            return "Le QPV entier" if self.quartier.couverture == "entier" else "Une partie du QPV"
        return f"Une partie du QPV, partagé avec : {join_words([o.nom_court for o in others])}"

    def _notes(self) -> tuple[Contenu, ...]:
        q = self.quartier
        notes: list[Contenu] = []
        if q.note:
            notes.append(q.note)
        elif q.couverture == "partie" and self.chiffres:  # a note of its own says which figures these are
            notes.append(
                "Le QPV est partagé entre plusieurs projets : le document ne dit pas toujours si un chiffre décrit "
                "le QPV entier ou la partie communale."
            )
        if not q.codes_qpv_2015:
            notes.append("Ce QPV n'existait pas avant 2024 : aucune série statistique ne le décrit encore.")
        return tuple(notes)

    def carte(self) -> Bloc:
        places: dict[str, Lieu] = {}
        for q in self.contrat.quartiers.values():
            places.setdefault(q.code_qpv_2024, Lieu(q.nom, q.communes, q.longitude, q.latitude, q.code_qpv_2024))
        own = self.quartier
        here = Lieu(own.nom, own.communes, own.longitude, own.latitude, own.code_qpv_2024)
        places[own.code_qpv_2024] = here
        return chart_map(
            list(places.values()),
            here,
            "Où se trouve le quartier ?",
            "Un point par QPV 2024, au centroïde de son périmètre (ANCT).",
            largeur_cm=5.8,
        )

    # -- l'essentiel --------------------------------------------------------------------------------

    def essentiel(self) -> Bloc:
        cards = tuple(self._card(f) for f in key_figures(self.chiffres, KEY_FIGURES) if f.valeur is not None)
        blocks: list[Bloc] = [ChiffresCles(cards)] if cards else []
        blocks.append(Liste(tuple(self._key_sentences())))
        return Suite(tuple(blocks))

    def _card(self, figure: ChiffreLu) -> ChiffreCle:
        i, c = figure.indicateur, figure.comparaison
        detail = mots.when(figure)
        if figure.publie and self.quartier.couverture == "partie":
            detail += ", QPV entier"
        if c.valeur_reference is not None and c.territoire is not None:
            detail += f" · {format_value(c.valeur_reference, i.unite)} pour {mots.among(c.territoire, self.contrat)}"
        signal: Signal | None = None
        t = figure.tendance
        worsening = t is not None and t.evolution is Evolution.DEGRADATION
        if figure.douteux:
            signal = Signal("alerte", "à vérifier")
        elif c.situation not in (Situation.NON_COMPAREE, Situation.IMPRECISE) and not (
            c.situation is Situation.COMPARABLE and worsening
        ):
            signal = mots.situation_signal(c.situation)
        elif t is not None:
            change = t.sens.value if t.variation is None else format_gap(t.variation, i.unite)
            words = change if change == t.evolution.value else f"{t.evolution.value} ({change})"
            signal = Signal(mots.NATURE_OF_EVOLUTION.get(t.evolution, "neutre"), words)
        return ChiffreCle(mots.value_text(figure), i.libelle_court, detail, signal, self.notes[i.indicateur])

    def _key_sentences(self) -> list[Contenu]:
        sentences: list[Contenu] = [self._counting_sentence()]
        if fragile := most_fragile(self.chiffres):
            numbered = [f for f in fragile if f.comparaison.ecart is not None]
            if numbered:
                sentences.append([Fort("Ce qui pèse le plus : "), *self._compared(numbered[0])])
        if worsening := moving(self.chiffres, Evolution.DEGRADATION):
            sentences.append([Fort("Ce qui se dégrade : "), *self._list_trends(worsening)])
        if improving := moving(self.chiffres, Evolution.AMELIORATION):
            sentences.append([Fort("Ce qui s'améliore : "), *self._list_trends(improving)])
        if favorable := [f for f in most_favorable(self.chiffres) if f.comparaison.ecart is not None]:
            sentences.append([Fort("Un point d'appui : "), *self._compared(favorable[0])])
        if self.constats:
            findings = Counter(c.thematique for c in self.constats)
            themes = [self.contrat.thematiques[theme].libelle for theme, _ in findings.most_common(3)]
            sentences.append(
                [
                    Fort("Ce que dit le terrain : "),
                    f"{count(len(self.constats), 'constat')}, d'abord sur {join_words([f'« {t} »' for t in themes])}.",
                ]
            )
        if self.priorites:
            scales = [sum(p.echelle == s for p in self.priorites) for s in ("intercommunale", "propre")]
            m = self.correspondance
            unanswered = len(m.sans_priorite)
            tail = ""
            if unanswered:
                tail = f" {count(unanswered, 'fragilité reste', 'fragilités restent')} sans priorité correspondante."
            elif m.chiffres or m.constats:
                tail = " Toutes les fragilités relevées trouvent une priorité."
            sentences.append(
                [
                    Fort("Ce qui est décidé : "),
                    f"{count(scales[0], 'priorité')} d'échelle intercommunale et "
                    f"{count(scales[1], 'priorité propre', 'priorités propres')} au quartier.{tail}",
                ]
            )
        doubts = self.fiabilite.doutes_de(self.quartier.quartier)
        if graver := sum(d.gravite is not Gravite.INFORMATION for d in doubts):
            told = count(graver, "point à corriger ou à vérifier", "points à corriger ou à vérifier")
            sentences.append([Fort("Ce qui est en doute : "), f"{told}, dans « Fiabilité des chiffres »."])
        return sentences

    def _findings_on(self, thematique: str) -> tuple[Constat, ...]:
        return tuple(c for c in self.constats if c.thematique == thematique)

    def _counting_sentence(self) -> Contenu:
        if not self.chiffres:
            return "Rien n'est publié pour ce QPV, et le diagnostic partagé n'énonce aucun chiffre."
        published = sum(f.publie and f.valeur is not None for f in self.chiffres)
        stated = sum(f.affirmation is not None for f in self.chiffres)
        sources = [
            count(number, singular, plural)
            for number, singular, plural in (
                (published, "chiffre publié", "chiffres publiés"),
                (stated, "chiffre énoncé par le seul diagnostic", "chiffres énoncés par le seul diagnostic"),
            )
            if number
        ]
        situations = count_situations(self.chiffres)
        readings = (
            (situations[Situation.FRAGILE], "plus fragile", "plus fragiles"),
            (situations[Situation.COMPARABLE], "comparable", "comparables"),
            (situations[Situation.FAVORABLE], "plus favorable", "plus favorables"),
        )
        parts = [count(number, singular, plural) for number, singular, plural in readings if number]
        head = f"Le quartier est décrit par {join_words(sources)}"
        if not parts:
            return f"{head}, sans comparaison qui permette de le situer."
        return f"{head} ; par rapport à leur référence : {join_words(parts)}."

    def _compared(self, figure: ChiffreLu) -> list[Fragment]:
        call = Renvoi(self.notes[figure.indicateur.indicateur])
        return [mots.comparison_sentence(figure, self.contrat), call, "."]

    def _list_trends(self, figures: tuple[ChiffreLu, ...]) -> list[Fragment]:
        parts: list[Fragment] = []
        for figure in figures[:2]:  # page 1 must hold
            parts += [" ; "] if parts else []
            parts += [mots.trend_sentence(figure), Renvoi(self.notes[figure.indicateur.indicateur])]
        return [*parts, "."]

    # -- diagnostic ---------------------------------------------------------------------------------

    def diagnostic(self) -> Bloc:
        if not self.chiffres:
            return Encadre(
                "Aucun chiffre",
                (
                    "Rien n'est publié pour ce QPV, et le diagnostic partagé le décrit par des constats de terrain "
                    "seulement, présentés plus bas.",
                ),
            )
        blocks: list[Bloc] = []
        for theme, figures in by_theme(self.contrat, self.chiffres).items():
            shown = tuple(f for f in figures if f.indicateur.unite != COUNT)  # counts are in the identity box
            if shown:
                blocks += [Titre(theme.libelle), self._figures_table(theme.libelle, shown)]
        return Suite(tuple(blocks))

    def _figures_table(self, theme: str, figures: tuple[ChiffreLu, ...]) -> Tableau:
        shared = self.quartier.couverture == "partie"
        rows: list[tuple[Contenu, ...]] = []
        for figure in figures:
            a, i = figure.affirmation, figure.indicateur
            label: list[Fragment] = [i.libelle]
            if a is not None and a.population:
                label += [Saut(), Discret(f"Rapporté à : {a.population}")]
            if a is not None and a.note:
                label += [Saut(), Discret(a.note)]
            rows.append(
                (
                    label,
                    mots.value_cell(figure, self.notes[i.indicateur], whole_qpv=shared),
                    mots.references_cell(figure, self.contrat),
                    mots.figure_trend_cell(figure, mots.why_no_trend(self.contrat, self.quartier, figure)),
                    mots.reading_cell(figure),
                )
            )
        return Tableau(
            f"{theme} : chiffres publiés et chiffres énoncés",
            ("Indicateur", "Valeur", "QPV : références", "Évolution", "Lecture"),
            tuple(rows),
            (29, 19, 19, 17, 16),
        )

    def graphique_comparaisons(self) -> Bloc:
        """Percentages against the territory that most of the quartier's figures are compared with."""
        if not self.chiffres:
            return Suite(())  # the section has said so already
        percentages = tuple(
            f
            for f in self.chiffres
            if f.indicateur.unite == "%" and not f.douteux and (f.indicateur.sens != "contexte" or not f.publie)
        )
        main = main_territory(percentages)
        if main is None:
            return self._no_chart("comparaison", "aucun chiffre n'a de valeur de référence")
        points = []
        widest = sorted((f for f in percentages if f.comparaison.territoire == main), key=lambda f: -f.poids)
        kept = {f.indicateur.indicateur for f in widest[:MAX_POINTS]}
        for f in percentages:
            value, reference = f.valeur, f.comparaison.valeur_reference
            if value is None or reference is None or f.comparaison.territoire != main:
                continue
            if f.indicateur.indicateur not in kept:
                continue
            rough = "" if f.precision == EXACTE else f" ({f.precision})"
            nature = mots.NATURE_OF_SITUATION.get(f.comparaison.situation, "neutre")
            label = f.indicateur.libelle_court + rough
            points.append(PointCompare(label, value, reference, nature, f.comparaison.situation.value))
        return chart_comparisons(
            points,
            f"Où le quartier se situe-t-il par rapport {mots.to(main, self.contrat)} ?",
            self.contrat.territoires[main],
            "Les chiffres mis en doute n'y sont pas. Les sources et les années sont dans les tableaux.",
        )

    def graphique_evolutions(self) -> Bloc:
        if not self.chiffres:
            return Suite(())
        moving_ones = [
            f
            for f in self.chiffres
            if f.tendance is not None
            and f.tendance.variation is not None
            and f.indicateur.unite == "%"
            and f.tendance.evolution not in (Evolution.STABLE, Evolution.HAUSSE, Evolution.BAISSE)
            and not f.douteux
        ]
        kept = sorted(moving_ones, key=lambda f: -abs((f.tendance and f.tendance.variation) or 0))[:MAX_POINTS]
        points = [
            PointEvolution(
                f.indicateur.libelle_court,
                f.tendance.variation,
                mots.period(f.tendance),
                mots.NATURE_OF_EVOLUTION.get(f.tendance.evolution, "neutre"),
                f.tendance.evolution.value,
            )
            for f in moving_ones
            if f in kept and f.tendance is not None and f.tendance.variation is not None
        ]
        if not points:
            return self._no_chart("évolution", "aucune évolution chiffrée ne tient")
        return chart_trends(
            points,
            "Qu'est-ce qui s'améliore, qu'est-ce qui se dégrade ?",
            "Les évolutions qui comptent, entre deux dates comparables ; les périodes diffèrent.",
        )

    @staticmethod
    def _no_chart(what: str, why: str) -> Bloc:
        return Paragraphe(Discret(f"Pas de graphique de {what} : {why}."))

    # -- field findings -----------------------------------------------------------------------------

    def constats_de_terrain(self) -> Bloc:
        if not self.constats:
            return Paragraphe("Le document ne rapporte aucun constat de terrain pour ce quartier.")
        rows: list[tuple[Contenu, ...]] = []
        for theme in self.contrat.thematiques.values():
            for finding in self._findings_on(theme.thematique):
                text: list[Fragment] = [finding.constat]
                if finding.nature == "atout":
                    text += [Saut(), Signal("favorable", "atout")]
                rows.append((theme.libelle, text, mots.ORIGINES[finding.origine]))
        return Tableau(
            "Constats de terrain, par thème et par origine",
            ("Thème", "Constat", "Qui le dit"),
            tuple(rows),
            (24, 56, 20),
        )

    # -- priorities ---------------------------------------------------------------------------------

    def priorites_retenues(self) -> Bloc:
        blocks: list[Bloc] = []
        for scale, heading in (
            ("intercommunale", "Au sein des priorités intercommunales"),
            ("propre", "Propres au quartier"),
        ):
            chosen = [p for p in self.priorites if p.echelle == scale]
            blocks.append(Titre(heading))
            if not chosen:
                blocks.append(Paragraphe("Aucune priorité à cette échelle."))
                continue
            rows = tuple(
                (
                    Fort(p.intitule),
                    [Puces(tuple(d.declinaison for d in p.declinaisons))] if p.declinaisons else "—",
                    self.contrat.thematiques[p.thematique].libelle,
                    join_words(p.publics) or "tous",
                )
                for p in chosen
            )
            blocks.append(
                Tableau(
                    f"Priorités : {heading.lower()}",
                    ("Priorité", "Déclinaisons", "Thème", "Publics"),
                    rows,
                    (25, 42, 19, 14),
                )
            )
        return Suite(tuple(blocks))

    def graphique_themes_partages(self) -> Bloc:
        own = {p.thematique for p in self.priorites}
        themes = [
            (t.libelle, len(quartiers_of_theme(self.contrat, t.thematique)))
            for t in self.contrat.thematiques_de_priorite
            if t.thematique in own
        ]
        if not themes:
            return self._no_chart("partage des thèmes", "aucune priorité n'est retenue")
        return chart_shared_themes(
            themes,
            len(self.contrat.quartiers),
            "Combien de quartiers partagent les thèmes de ce projet ?",
            "Lecture : nombre de projets de quartier du contrat qui ont au moins une priorité sur le thème.",
        )

    # -- diagnostic ↔ priorities --------------------------------------------------------------------

    def diagnostic_et_priorites(self) -> Bloc:
        blocks: list[Bloc] = []
        m = self.correspondance
        for heading, supports in (("Chiffres fragiles", m.chiffres), ("Constats de terrain", m.constats)):
            if not supports:
                continue
            blocks.append(
                Tableau(
                    f"{heading} et priorités qui y répondent",
                    (heading.removesuffix(" de terrain"), "Réponse", "Priorités"),
                    self._support_rows(supports),
                    (40, 18, 42),
                )
            )
        if m.priorites_sans_appui:
            blocks.append(
                Encadre(
                    "Priorités que ni un chiffre fragile ni un constat n'appuie",
                    (join_words([f"« {p.intitule} »" for p in m.priorites_sans_appui], "et") + ".",),
                )
            )
        if not blocks:
            return Paragraphe("Le document n'énonce ni chiffre fragile ni constat à rapprocher des priorités.")
        return Suite(tuple(blocks))

    def _support_rows(self, supports: tuple[Appui, ...]) -> tuple[tuple[Contenu, ...], ...]:
        """Fragilities that find the same priorities share a row."""
        groups: dict[tuple[Reponse, tuple[str, ...]], list[Contenu]] = {}
        for support in supports:
            titles = tuple(p.intitule for p in support.priorites)
            groups.setdefault((support.reponse, titles), []).append(self._support_label(support.source))
        return tuple(
            (
                [Puces(tuple(labels))] if len(labels) > 1 else labels[0],
                Signal(NATURE_OF_ANSWER[answer], answer.value),
                [Puces(titles)] if titles else "—",
            )
            for (answer, titles), labels in groups.items()
        )

    def _support_label(self, source: ChiffreLu | Constat) -> Contenu:
        if isinstance(source, Constat):
            return source.constat
        return [f"{source.indicateur.libelle_court} ", Discret(self._why_fragile(source))]

    def _why_fragile(self, figure: ChiffreLu) -> str:
        reasons = []
        if figure.comparaison.situation is Situation.FRAGILE:
            gap = figure.comparaison.ecart
            reasons.append(
                "plus fragile" + (f" ({format_gap(gap, figure.indicateur.unite)})" if gap is not None else "")
            )
        if figure.tendance is not None and figure.tendance.evolution is Evolution.DEGRADATION:
            change = figure.tendance.variation
            reasons.append(
                "se dégrade" + (f" ({format_gap(change, figure.indicateur.unite)})" if change is not None else "")
            )
        return join_words(reasons)

    # -- reliability ----------------------------------------------------------------------------------

    def fiabilite_des_chiffres(self) -> Bloc:
        """What the check of the stated figures found: doubts, things to know, what could not be checked."""
        doubts = self.fiabilite.doutes_de(self.quartier.quartier)
        checked = self.fiabilite.verifications_de({self.quartier.quartier})
        nothing = "Le diagnostic partagé n'énonce aucun chiffre : il n'y a rien à vérifier."
        sentence = mots.checking_sentence(summarize(checked)) if checked else nothing
        blocks: list[Bloc] = [Paragraphe(sentence)]
        graver = [d for d in doubts if d.gravite is not Gravite.INFORMATION]
        if graver:
            blocks.append(doubts_table("À corriger ou à vérifier", graver))
        if known := [d for d in doubts if d.gravite is Gravite.INFORMATION]:
            blocks.append(Titre("À savoir"))
            blocks.append(Liste(tuple([Fort(f"{d.regle.value} · {d.objet} : "), d.phrase] for d in known)))
        if missing := unchecked(self.contrat, self.fiabilite, self.quartier.quartier):
            reasons: dict[str, list[str]] = {}
            for item in missing:
                name = self.contrat.indicateurs[item.affirmation.indicateur].libelle_court
                reasons.setdefault(item.motif, []).append(name)
            blocks.append(Titre("Ce qui n'a pas pu être vérifié"))
            blocks.append(
                Liste(tuple([Fort(f"{join_words(names)} : "), f"{reason}."] for reason, names in reasons.items()))
            )
        return Suite(tuple(blocks))

    # -- sources ------------------------------------------------------------------------------------

    def sources(self) -> Bloc:
        c, rule = self.contrat, self.contrat.lecture
        lines = f", lignes {self.quartier.lignes} du texte extrait" if self.quartier.lignes else ""
        blocks: list[Bloc] = [
            Paragraphe(
                f"Constats, priorités et chiffres « énoncés » : {c.document.titre} ({c.document.auteur}){lines}, "
                "repris tels quels ; ce que le document ne dit pas est « non renseigné ». Chiffres publiés : Insee, "
                "données sur les quartiers prioritaires (Licence Ouverte 2.0) ; ce que couvre le secret statistique "
                "est « non diffusé »."
            ),
            reading_rule(rule),
        ]
        if self.notes:
            items = {number: self._note(name) for name, number in self.notes.items()}
            blocks.append(Notes("Source, date et définition de chaque chiffre", items))
        return Suite(tuple(blocks))

    def _note(self, indicator: str) -> Contenu:
        """Where the report's figures of an indicator come from."""
        figures = [f for f in self.chiffres if f.indicateur.indicateur == indicator]
        published = [p for f in figures for p in ((f.publication,) if f.publication else f.parties[:1])]
        lines = [a.lignes for f in figures for x in (f, *f.enonces) if (a := x.affirmation) is not None and a.lignes]
        return indicator_note(self.contrat, self.contrat.indicateurs[indicator], published, lines)
