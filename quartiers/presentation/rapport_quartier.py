"""The sections of a quartier report: what each notebook cell calls."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from quartiers.analyse.appuis import Appui, Correspondance, Reponse, match_priorities
from quartiers.analyse.comparaisons import Evolution, Situation
from quartiers.analyse.diagnostic import (
    ChiffreLu,
    by_theme,
    count_situations,
    key_figures,
    main_territory,
    most_favorable,
    most_fragile,
    moving,
    read_figures,
)
from quartiers.analyse.synthese import quartiers_of_theme
from quartiers.donnees import Contrat, load_contrat
from quartiers.donnees.modele import Constat, Indicateur, Lecture, Priorite, Quartier
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
    Paragraphe,
    Puces,
    Saut,
    Signal,
    Suite,
    Tableau,
    Titre,
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
from quartiers.typographie import count, format_date, format_gap, format_number, format_value, join_words

KEY_FIGURES = 4
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
        self.chiffres: tuple[ChiffreLu, ...] = read_figures(self.contrat, quartier)
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
            ("Statut", "Validé" if q.validation == "validé" else "Sous réserve de validation du conseil municipal"),
        ]
        blocks: list[Bloc] = [Colonnes(Fiche(tuple(rows)), self.carte(), (6, 4))]
        if notes := self._notes():
            blocks.append(Encadre("À savoir avant de lire les chiffres", notes, "alerte"))
        return Suite(tuple(blocks))

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
        return f"Une partie du QPV, partagé avec : {join_words([f'{o.nom} ({o.commune})' for o in others])}"

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
            largeur_cm=6.5,
        )

    # -- l'essentiel --------------------------------------------------------------------------------

    def essentiel(self) -> Bloc:
        cards = tuple(
            self._card(f) for f in key_figures(self.chiffres, KEY_FIGURES) if f.affirmation.valeur is not None
        )
        blocks: list[Bloc] = [ChiffresCles(cards)] if cards else []
        blocks.append(Liste(tuple(self._key_sentences())))
        return Suite(tuple(blocks))

    def _card(self, figure: ChiffreLu) -> ChiffreCle:
        a, i, c = figure.affirmation, figure.indicateur, figure.comparaison
        detail = mots.year(a.annee)
        if c.valeur_reference is not None and c.territoire is not None:
            detail += (
                f" · {format_value(c.valeur_reference, i.unite)} pour les {self.contrat.territoires[c.territoire]}"
            )
        signal: Signal | None = None
        if figure.douteux:
            signal = Signal("alerte", "à vérifier")
        elif c.situation not in (Situation.NON_COMPAREE, Situation.IMPRECISE):
            signal = mots.situation_signal(c.situation)
        elif figure.tendance is not None:
            t = figure.tendance
            change = t.sens.value if t.variation is None else format_gap(t.variation, i.unite)
            words = change if change == t.evolution.value else f"{t.evolution.value} ({change})"
            signal = Signal(mots.NATURE_OF_EVOLUTION.get(t.evolution, "neutre"), words)
        return ChiffreCle(format_value(a.valeur, i.unite, a.precision), i.libelle_court, detail, signal)

    def _key_sentences(self) -> list[Contenu]:
        sentences: list[Contenu] = [self._counting_sentence()]
        if fragile := most_fragile(self.chiffres):
            numbered = [f for f in fragile if f.comparaison.ecart is not None]
            if numbered:
                sentences.append(
                    [Fort("Ce qui pèse le plus : "), mots.comparison_sentence(numbered[0], self.contrat) + "."]
                )
        if worsening := moving(self.chiffres, Evolution.DEGRADATION):
            sentences.append([Fort("Ce qui se dégrade : "), self._list_trends(worsening)])
        if improving := moving(self.chiffres, Evolution.AMELIORATION):
            sentences.append([Fort("Ce qui s'améliore : "), self._list_trends(improving)])
        if favorable := [f for f in most_favorable(self.chiffres) if f.comparaison.ecart is not None]:
            sentences.append([Fort("Un point d'appui : "), mots.comparison_sentence(favorable[0], self.contrat) + "."])
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
        return sentences

    def _findings_on(self, thematique: str) -> tuple[Constat, ...]:
        return tuple(c for c in self.constats if c.thematique == thematique)

    def _counting_sentence(self) -> Contenu:
        if not self.chiffres:
            return "Le diagnostic partagé n'énonce aucun chiffre pour ce quartier."
        situations = count_situations(self.chiffres)
        context = situations[Situation.AU_DESSUS] + situations[Situation.AU_DESSOUS]
        readings = (
            (situations[Situation.FRAGILE], "plus fragile", "plus fragiles"),
            (situations[Situation.COMPARABLE], "comparable", "comparables"),
            (situations[Situation.FAVORABLE], "plus favorable", "plus favorables"),
            (context, "de contexte, au-dessus ou au-dessous", "de contexte, au-dessus ou au-dessous"),
        )
        read = sum(number for number, _, _ in readings)
        stated = count(len(self.chiffres), "chiffre")
        if not read:
            them = "les" if len(self.chiffres) > 1 else "le"
            return f"Le diagnostic énonce {stated}, sans comparaison qui permette de {them} situer."
        parts = [count(number, singular, plural) for number, singular, plural in readings if number]
        compare = "se comparent" if read > 1 else "se compare"
        return f"Le diagnostic énonce {stated} ; {read} {compare} à une référence : {join_words(parts)}."

    @staticmethod
    def _list_trends(figures: tuple[ChiffreLu, ...]) -> str:
        return " ; ".join(mots.trend_sentence(f) for f in figures[:3]) + "."

    # -- diagnostic ---------------------------------------------------------------------------------

    def diagnostic(self) -> Bloc:
        if not self.chiffres:
            return Encadre(
                "Aucun chiffre énoncé",
                (
                    "Le diagnostic partagé décrit ce quartier par des constats de terrain seulement, "
                    "présentés plus bas.",
                ),
            )
        blocks: list[Bloc] = []
        for theme, figures in by_theme(self.contrat, self.chiffres).items():
            blocks += [Titre(theme.libelle), self._figures_table(theme.libelle, figures)]
        return Suite(tuple(blocks))

    def _figures_table(self, theme: str, figures: tuple[ChiffreLu, ...]) -> Tableau:
        rows: list[tuple[Contenu, ...]] = []
        for figure in figures:
            a, i, c = figure.affirmation, figure.indicateur, figure.comparaison
            label: list[Fragment] = [i.libelle]
            if a.population:
                label += [Saut(), Discret(f"Rapporté à : {a.population}")]
            if a.note:
                label += [Saut(), Discret(a.note)]
            rows.append(
                (
                    label,
                    mots.value_cell(a, i.unite),
                    mots.reference_cell(c, i.unite, self.contrat),
                    mots.gap_cell(c, i.unite),
                    mots.trend_cell(figure.tendance, i.unite),
                    mots.reading_cell(figure),
                )
            )
        return Tableau(
            f"{theme} : chiffres énoncés par le diagnostic partagé",
            ("Indicateur", "Valeur", "Référence", "Écart", "Évolution", "Lecture"),
            tuple(rows),
            (30, 13, 18, 11, 15, 20),
        )

    def graphique_comparaisons(self) -> Bloc:
        """Percentages against the territory that most of the quartier's figures are compared with."""
        if not self.chiffres:
            return Suite(())  # the section has said so already
        percentages = tuple(f for f in self.chiffres if f.indicateur.unite == "%")
        main = main_territory(percentages)
        if main is None:
            return self._no_chart("comparaison", "aucun chiffre n'a de valeur de référence dans le document")
        points = []
        for f in percentages:
            value, reference = f.affirmation.valeur, f.comparaison.valeur_reference
            if value is None or reference is None or f.comparaison.territoire != main:
                continue
            rough = "" if f.affirmation.precision == "exacte" else f" ({f.affirmation.precision})"
            nature = mots.NATURE_OF_SITUATION.get(f.comparaison.situation, "neutre")
            label = f.indicateur.libelle_court + rough
            points.append(PointCompare(label, value, reference, nature, f.comparaison.situation.value))
        name = self.contrat.territoires[main]
        return chart_comparisons(
            points,
            f"Où le quartier se situe-t-il par rapport aux {name} ?",
            name,
            f"Source : {self.contrat.document.titre}. Les années sont dans les tableaux.",
        )

    def graphique_evolutions(self) -> Bloc:
        points = [
            PointEvolution(
                f.indicateur.libelle_court,
                f.tendance.variation,
                mots.period(f.tendance),
                mots.NATURE_OF_EVOLUTION.get(f.tendance.evolution, "neutre"),
                f.tendance.evolution.value,
            )
            for f in self.chiffres
            if f.tendance is not None and f.tendance.variation is not None and f.indicateur.unite == "%"
        ]
        if not self.chiffres:
            return Suite(())
        if not points:
            return self._no_chart("évolution", "aucune évolution chiffrée n'est énoncée")
        return chart_trends(
            points,
            "Qu'est-ce qui s'améliore, qu'est-ce qui se dégrade ?",
            f"Source : {self.contrat.document.titre}. Les périodes diffèrent d'un indicateur à l'autre.",
        )

    @staticmethod
    def _no_chart(what: str, why: str) -> Bloc:
        return Paragraphe(Discret(f"Pas de graphique de {what} : {why}."))

    def vigilance(self) -> Bloc:
        """Doubts that can be seen in the document alone: contradictions, undated or rough figures."""
        doubts: list[Contenu] = []
        for f in self.chiffres:
            if f.comparaison.contredite and f.comparaison.ecart is not None:
                doubts.append(
                    [
                        Fort(f"{f.indicateur.libelle_court} : "),
                        f"le document écrit « {f.affirmation.position} », alors que ses propres chiffres donnent un "
                        f"écart de {format_gap(f.comparaison.ecart, f.indicateur.unite)}. À vérifier.",
                    ]
                )
            if f.tendance is not None and f.tendance.contredite:
                doubts.append(
                    [
                        Fort(f"{f.indicateur.libelle_court} : "),
                        f"le document écrit « {mots.stated_trend(f.affirmation)} », "
                        "ce que la variation énoncée contredit.",
                    ]
                )
        undated = [f for f in self.chiffres if f.affirmation.annee is None]
        if undated:
            names = join_words([f.indicateur.libelle_court for f in undated])
            doubts.append([Fort(f"{count(len(undated), 'chiffre sans année', 'chiffres sans année')} : "), f"{names}."])
        rough = [f for f in self.chiffres if f.affirmation.precision != "exacte"]
        if rough:
            names = join_words([f.indicateur.libelle_court for f in rough])
            doubts.append(
                [Fort(f"{count(len(rough), 'chiffre énoncé', 'chiffres énoncés')} sans valeur précise : "), f"{names}."]
            )
        if not doubts:
            text = (
                "Les chiffres énoncés sont datés, précis, et ne se contredisent pas entre eux."
                if self.chiffres
                else "Aucun chiffre n'est énoncé : il n'y a rien à vérifier."
            )
            return Paragraphe(text)
        return Suite(
            (Liste(tuple(doubts)), Paragraphe(Discret("Ces chiffres n'ont pas été rapprochés d'une source publiée.")))
        )

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
                    tuple(self._support_row(s) for s in supports),
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

    def _support_row(self, support: Appui) -> tuple[Contenu, ...]:
        source = support.source
        if isinstance(source, Constat):
            label: Contenu = source.constat
        else:
            label = [source.indicateur.libelle_court, Saut(), Discret(self._why_fragile(source))]
        answer = Signal(NATURE_OF_ANSWER[support.reponse], support.reponse.value)
        titles = tuple(p.intitule for p in support.priorites)
        return label, answer, ([Puces(titles)] if titles else "—")

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

    # -- sources ------------------------------------------------------------------------------------

    def sources(self) -> Bloc:
        c, rule = self.contrat, self.contrat.lecture
        lines = f", lignes {self.quartier.lignes} du texte extrait" if self.quartier.lignes else ""
        blocks: list[Bloc] = [
            Paragraphe(
                f"Chiffres, constats et priorités : {c.document.titre} ({c.document.auteur}){lines}. Ils sont repris "
                "tels que le document les énonce ; ce qu'il n'énonce pas est dit « non renseigné »."
            ),
            reading_rule(rule),
        ]
        indicators = tuple(dict.fromkeys(f.indicateur for f in self.chiffres))
        if indicators:
            blocks.append(indicator_definitions("Définition des indicateurs de ce rapport", indicators))
        return Suite(tuple(blocks))


def indicator_definitions(legende: str, indicators: Iterable[Indicateur]) -> Tableau:
    """What each indicator measures, on whom, and who produces it."""
    return Tableau(
        legende,
        ("Indicateur", "Définition", "Population", "Producteur"),
        tuple((i.libelle, i.definition, i.population, i.producteur) for i in indicators),
        (26, 40, 17, 17),
    )


def reading_rule(rule: Lecture) -> Paragraphe:
    """The rule of the readings, in words, with the contract's thresholds."""
    return Paragraphe(
        "Règle de lecture : l'écart est la valeur moins la référence. En deçà de "
        f"{format_number(rule.ecart_points)} points, un pourcentage est dit comparable ; au-delà, il est plus fragile "
        "ou plus favorable selon le sens de l'indicateur, et seulement au-dessus ou au-dessous pour un indicateur de "
        f"contexte. Une évolution de moins de {format_number(rule.tendance_points)} point est dite stable. Un chiffre "
        f"énoncé « environ » vaut à {format_number(rule.marge_environ_points)} points près : la lecture n'est donnée "
        "que si tout l'intervalle y conduit. Pour un montant en euros, ces seuils sont de "
        f"{format_number(rule.ecart_relatif_pct)}, {format_number(rule.tendance_relative_pct)} et "
        f"{format_number(rule.marge_environ_relative_pct)} %. La référence est celle énoncée avec le chiffre ; à "
        "défaut, celle que le document énonce ailleurs pour le même indicateur et la même année."
    )
