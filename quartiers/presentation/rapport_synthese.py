"""The sections of the intercommunal synthesis: what each notebook cell calls."""

import math
from pathlib import Path

from quartiers.analyse.diagnostic import ChiffreLu
from quartiers.analyse.doutes import TITRES, Gravite, Regle
from quartiers.analyse.doutes import when as date_of
from quartiers.analyse.fiabilite import Fiabilite, check_contract, summarize
from quartiers.analyse.publications import Publication, latest_of_parts, references_of
from quartiers.analyse.synthese import (
    MIN_QUARTIERS_INDICATEUR,
    EcartPublication,
    LigneComparee,
    Recurrence,
    TypeEcart,
    differences_with_published,
    matrix,
    newest_publication,
    publics_named,
    quartiers_by_qpv,
    quartiers_of_theme,
    recurring_forms,
    shared_indicators,
)
from quartiers.donnees import Contrat, load_contrat
from quartiers.donnees.modele import NON_DIFFUSE, Indicateur, Priorite, Quartier, Thematique
from quartiers.presentation import mots
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    Discret,
    Entete,
    Fort,
    Fragment,
    Liste,
    Notes,
    Paragraphe,
    Renvoi,
    Saut,
    Signal,
    Suite,
    Tableau,
    Titre,
)
from quartiers.presentation.cartes import map_of_contract
from quartiers.presentation.graphiques import Bande, chart_strips
from quartiers.presentation.sources import doubts_table, indicator_note, reading_rule
from quartiers.typographie import COUNT, count, format_date, format_value, join_words

MAX_HEADERS = 4  # more column headers than this are turned
MAX_COLUMNS = 6  # more indicators than this take several tables
NO_PRIORITY = "Aucune priorité n'est saisie."


class RapportSynthese:
    """The synthesis of a contract; ``donnees`` is the data folder (the project's ``data/`` when None)."""

    def __init__(self, donnees: str | Path | None = None, *, contrat: Contrat | None = None):
        self.contrat = contrat if contrat is not None else load_contrat(donnees)
        self.quartiers: tuple[Quartier, ...] = tuple(self.contrat.quartiers.values())
        self.indicateurs = shared_indicators(self.contrat)
        shown = (i.indicateur for i in self.indicateurs if i.unite != COUNT)
        self.notes = {name: number for number, name in enumerate(shown, start=1)}
        self.fiabilite: Fiabilite = check_contract(self.contrat)
        self.bilan = summarize(self.fiabilite.verifications.values())

    def entete(self) -> Bloc:
        c = self.contrat
        return Entete(
            titre="Synthèse intercommunale des projets de quartier",
            surtitre=f"{c.epci} · {c.periode}",
            sous_titre=f"{c.nom} · {count(len(self.quartiers), 'projet')} · données au {format_date(c.edition)}",
            titre_document=f"Synthèse intercommunale – {c.nom}",
            description=f"Ce que les projets de quartier partagent et ce qui leur est propre, {c.nom}.",
            date_iso=c.edition.isoformat(),
            pied=f"Synthèse intercommunale – {c.nom}",
        )

    def essentiel(self) -> Bloc:
        c = self.contrat
        qpv = {q.code_qpv_2024 for q in self.quartiers}
        communes = {name for q in self.quartiers for name in q.communes}
        shares = [(t, len(quartiers_of_theme(c, t.thematique))) for t in c.thematiques_de_priorite]
        top = [t for t in sorted(shares, key=lambda s: -s[1]) if t[1]][:3]
        without = [q.nom_court for q in self.quartiers if not c.affirmations_de(q.quartier)]
        grave = sum(d.gravite is not Gravite.INFORMATION for d in self.fiabilite.doutes)
        forms = recurring_forms(c)[:3]
        differences = differences_with_published(c)
        items: list[Contenu] = [
            [
                Fort("Le contrat : "),
                f"{count(len(self.quartiers), 'projet de quartier', 'projets de quartier')} dans "
                f"{count(len(communes), 'commune')}, sur {count(len(qpv), 'QPV', 'QPV')}.",
            ],
        ]
        if top:
            shared = [f"« {t.libelle} » ({count(n, 'quartier')} sur {len(self.quartiers)})" for t, n in top]
            items.append([Fort("Ce qui est partagé : "), join_words(shared) + "."])
        if forms:
            listed = join_words([f"« {r.nom} » ({len(r.quartiers)} quartiers)" for r in forms])
            items.append([Fort("Les formes d'action qui reviennent le plus : "), f"{listed}."])
        items.append(
            [
                Fort("Les chiffres : "),
                mots.checking_sentence(self.bilan)
                + (f" {count(grave, 'point est', 'points sont')} à corriger ou à vérifier." if grave else "")
                + (f" Le diagnostic n'énonce aucun chiffre pour {join_words(without)}." if without else ""),
            ]
        )
        if differences:
            items.append(
                [
                    Fort("La synthèse publiée : "),
                    f"{count(len(differences), 'différence')} avec les sections du document, listées plus bas.",
                ]
            )
        return Liste(tuple(items))

    def carte(self) -> Bloc:
        chart, places = map_of_contract(self.contrat)
        legend = Tableau(
            "Les QPV de la carte et leurs projets",
            ("N°", "QPV 2024", "Projets de quartier", "Communes"),
            tuple((p.numero, p.code, p.nom, join_words(p.communes)) for p in places),
            (6, 14, 48, 32),
        )
        return Suite((chart, legend))

    def matrice(self) -> Bloc:
        cells = matrix(self.contrat)
        themes = [t for t in self.contrat.thematiques_de_priorite if any(row[t] for row in cells.values())]
        if not themes:
            return Paragraphe(NO_PRIORITY)

        def mark(intercommunales: int, propres: int) -> Contenu:
            parts = []
            if intercommunales:
                parts.append(f"I{intercommunales if intercommunales > 1 else ''}")
            if propres:
                parts.append(f"P{propres if propres > 1 else ''}")
            return Fort(" ".join(parts)) if parts else ""

        rows: list[tuple[Contenu, ...]] = [
            (q.nom_court, *(mark(row[t].intercommunales, row[t].propres) for t in themes)) for q, row in cells.items()
        ]
        rows.append((Fort("Nombre de quartiers"), *(str(sum(bool(row[t]) for row in cells.values())) for t in themes)))
        return Tableau(
            "Priorités par quartier et par thème (I : axe intercommunal, P : propre au quartier ; un chiffre dit "
            "combien, au-delà d'une)",
            ("Quartier", *(t.libelle for t in themes)),
            tuple(rows),
            (36, *([6] * len(themes))),
            entetes_verticaux=True,
            numeriques=tuple(range(1, len(themes) + 1)),
        )

    def themes(self, echelle: str) -> Bloc:
        """One block of the rebuilt tables: themes of that scale, the quartiers and their forms."""
        blocks: list[Bloc] = []
        for theme in self.contrat.thematiques_de_priorite:
            if theme.echelle != echelle:
                continue
            found = quartiers_of_theme(self.contrat, theme.thematique)
            if not found:
                continue
            blocks += [Titre(theme.libelle), *self._theme_summary(theme, found)]
        return Suite(tuple(blocks)) if blocks else Paragraphe("Aucune priorité à cette échelle.")

    def _theme_summary(self, theme: Thematique, found: dict[Quartier, tuple[Priorite, ...]]) -> list[Bloc]:
        c = self.contrat
        shared = recurring_forms(c, theme.thematique)[:5]
        publics = publics_named(c, theme.thematique)[:4]
        sentence = f"{count(len(found), 'quartier')} sur {len(self.quartiers)}."
        if shared:
            sentence += f" Formes communes : {join_words([f'{r.nom} ({len(r.quartiers)})' for r in shared])}."
        if publics:
            sentence += f" Publics nommés : {join_words([f'{r.nom} ({len(r.quartiers)})' for r in publics])}."
        table = Tableau(
            f"{theme.libelle} : quartiers, priorités et déclinaisons",
            ("Quartier", "Priorités et déclinaisons", "Échelle", "Publics"),
            tuple(
                (
                    q.nom_court,
                    mots.forms_cell(priorites),
                    join_words(list(dict.fromkeys(mots.scale_label(p.echelle) for p in priorites))),
                    join_words(list(dict.fromkeys(x for p in priorites for x in p.publics))) or "tous",
                )
                for q, priorites in found.items()
            ),
            (24, 48, 14, 14),
        )
        return [Paragraphe(sentence), table]

    def formes_et_publics(self) -> Bloc:
        forms, publics = recurring_forms(self.contrat), publics_named(self.contrat)
        if not self.contrat.priorites:
            return Paragraphe(NO_PRIORITY)
        minimum = 3
        return Suite(
            (
                Tableau(
                    f"Formes d'action présentes dans au moins {minimum} quartiers",
                    ("Forme d'action", "Quartiers", "Lesquels"),
                    self._recurrence_rows(forms, minimum),
                    (28, 11, 61),
                    numeriques=(1,),
                ),
                Tableau(
                    "Publics nommés par les priorités",
                    ("Public", "Quartiers", "Lesquels"),
                    self._recurrence_rows(publics, 1),
                    (28, 11, 61),
                    numeriques=(1,),
                ),
            )
        )

    @staticmethod
    def _recurrence_rows(items: tuple[Recurrence, ...], minimum: int) -> tuple[tuple[Contenu, ...], ...]:
        return tuple(
            (r.nom[:1].upper() + r.nom[1:], str(len(r.quartiers)), " · ".join(q.nom_court for q in r.quartiers))
            for r in items
            if len(r.quartiers) >= minimum
        )

    # -- indicators ---------------------------------------------------------------------------------

    def graphique_indicateurs(self) -> Bloc:
        """One row an indicator that says something of the quartiers: published percentages, or else stated."""
        published = {i: lines for i, lines in self.indicateurs.items() if lines[0].chiffre.publie}
        bands = []
        for indicateur, lines in (published or self.indicateurs).items():
            newest = newest_publication(lines)
            edition = newest.diffusion if newest is not None else None
            values = tuple(
                (line.nom, line.chiffre.valeur)
                for line in lines
                if line.chiffre.valeur is not None
                and line.chiffre.precision in ("exacte", "environ")
                and (line.chiffre.publication is None or line.chiffre.publication.diffusion == edition)
            )
            if indicateur.unite != "%" or not values or (published and indicateur.sens == "contexte"):
                continue
            bands.append(Bande(indicateur.libelle_court, values, self._common_reference(lines)))
        if not bands:
            return Paragraphe(f"Aucun indicateur n'est connu d'au moins {MIN_QUARTIERS_INDICATEUR} quartiers.")
        source = (
            "Chiffres publiés par l'Insee, diffusion la plus récente de chaque indicateur ; sources et dates plus bas."
            if published
            else f"Source : {self.contrat.document.titre}. Seuls figurent les quartiers dont le diagnostic énonce le "
            "chiffre (ni « plus de » ni « moins de »)."
        )
        return chart_strips(
            bands,
            "Comment les quartiers se situent-ils les uns par rapport aux autres ?",
            f"moyenne des {self.contrat.territoires[self.contrat.lecture.reference]}, là où elle peut se calculer",
            source,
        )

    def _common_reference(self, lines: tuple[LigneComparee, ...]) -> float | None:
        """The contract's own average; for stated figures, the reference of most of them."""
        known = [
            line.chiffre.comparaison.valeur_reference
            for line in lines
            if line.chiffre.comparaison.territoire == self.contrat.lecture.reference
            and line.chiffre.comparaison.valeur_reference is not None
        ]
        return max(dict.fromkeys(known), key=known.count) if known else None

    def tableaux_publies(self) -> Bloc:
        """One table a theme: the published figures of every QPV, with what they may be compared with."""
        blocks: list[Bloc] = []
        for theme in self.contrat.thematiques.values():
            concerned = {
                i: {line.quartiers: line.chiffre for line in lines}
                for i, lines in self.indicateurs.items()
                if i.thematique == theme.thematique and lines[0].chiffre.publie and i.unite != COUNT
            }
            if concerned:
                blocks.append(Titre(f"Chiffres publiés : {theme.libelle}"))
                tables = math.ceil(len(concerned) / MAX_COLUMNS)
                wide = math.ceil(len(concerned) / tables)
                indicators = list(concerned)
                for start in range(0, len(indicators), wide):
                    shown = {i: concerned[i] for i in indicators[start : start + wide]}
                    name = f"{theme.libelle}, suite" if start else theme.libelle
                    blocks.append(self._published_table(name, shown))
        return Suite(tuple(blocks)) if blocks else Paragraphe("Aucun chiffre publié n'a été importé.")

    def _published_table(self, nom: str, concerned: dict[Indicateur, dict[tuple[Quartier, ...], ChiffreLu]]) -> Tableau:
        dates = {i: newest_publication(self.indicateurs[i]) for i in concerned}
        headers: list[Contenu] = ["Quartiers du QPV"]
        averages: list[Contenu] = [Fort("QPV du contrat (moyenne pondérée)")]
        france: list[Contenu] = [Fort("QPV de France")]
        for i, newest in dates.items():
            assert newest is not None  # the caller keeps the indicators that are published
            headers.append([f"{i.libelle_court} ({date_of(newest)})", Renvoi(self.notes[i.indicateur])])
            known = references_of(self.contrat, newest)
            averages.append(format_value(known.contrat.valeur, i.unite) if known.contrat else "—")
            if known.france is not None:
                france.append(format_value(known.france, i.unite))
            elif known.repartition is not None:
                france.append([format_value(known.repartition.c50, i.unite), Saut(), Discret("QPV médian")])
            else:
                france.append("—")
        rows: list[tuple[Contenu, ...]] = []
        names = {line.quartiers: line.nom for lines in self.indicateurs.values() for line in lines}
        for group in quartiers_by_qpv(self.contrat).values():
            cells = [self._published_cell(i, group, concerned[i].get(group), newest) for i, newest in dates.items()]
            rows.append((names.get(group) or group[0].nom_court, *cells))
        joined = any(len(q.codes_qpv_2015) > 1 for q in self.quartiers)
        return Tableau(
            f"{nom} : chiffres publiés" + (" (deux valeurs : celles des deux anciens QPV)" if joined else ""),
            tuple(headers),
            (*rows, tuple(averages), tuple(france)),
            (26, *([74 / len(concerned)] * len(concerned))),
            entetes_verticaux=len(concerned) > MAX_HEADERS,
            numeriques=tuple(range(1, len(concerned) + 1)),
        )

    def _published_cell(
        self, i: Indicateur, group: tuple[Quartier, ...], figure: ChiffreLu | None, newest: Publication | None
    ) -> Contenu:
        """The figure, with its own date where it is not of the column's edition."""
        if figure is None:
            parts = latest_of_parts(self.contrat, group[0], i.indicateur)
            values = [format_value(p.valeur, i.unite) if p.valeur is not None else NON_DIFFUSE for p in parts]
            return Discret(" / ".join(values) or "non publié")
        if figure.valeur is None:
            return Discret(mots.value_text(figure))
        nature = mots.NATURE_OF_SITUATION.get(figure.comparaison.situation)
        parts_of_cell: list[Fragment] = [mots.value_text(figure)]
        if nature:
            parts_of_cell += [Saut(), Signal(nature, nature)]
        if figure.publication is not None and newest is not None and figure.publication.diffusion != newest.diffusion:
            parts_of_cell += [Saut(), Discret(mots.when(figure))]
        return parts_of_cell

    def tableaux_enonces(self) -> Bloc:
        """Indicators that nobody publishes for the QPV, as the diagnostics state them."""
        blocks: list[Bloc] = []
        for indicateur, lines in self.indicateurs.items():
            if lines[0].chiffre.publie:
                continue
            rows = tuple(
                (
                    line.nom,
                    Fort(mots.value_text(line.chiffre)),
                    mots.year(line.chiffre.annee),
                    mots.figure_trend_cell(line.chiffre),
                    mots.reading_cell(line.chiffre),
                )
                for line in lines
            )
            blocks += [
                Titre(indicateur.libelle, 4),
                Tableau(
                    f"{indicateur.libelle_court} : valeurs énoncées, de la plus haute à la plus basse",
                    (
                        "Quartier",
                        ["Valeur", Renvoi(self.notes[indicateur.indicateur])],
                        "Année",
                        "Évolution",
                        "Lecture",
                    ),
                    rows,
                    (36, 14, 14, 16, 20),
                ),
            ]
        if not blocks:
            return Paragraphe("Tous les indicateurs partagés sont publiés.")
        return Suite((Titre("Indicateurs que seul le diagnostic énonce"), *blocks))

    # -- reliability --------------------------------------------------------------------------------

    def fiabilite_des_chiffres(self) -> Bloc:
        """What the check of all stated figures found: by rule, then the gravest, then by quartier."""
        doubts = self.fiabilite.doutes
        if not doubts:
            return Paragraphe("Aucune des douze règles de vérification n'a rien relevé.")
        graver = [d for d in doubts if d.gravite is Gravite.ERREUR]
        blocks: list[Bloc] = [Paragraphe(mots.checking_sentence(self.bilan)), self._rules_table()]
        if graver:
            blocks.append(doubts_table("Ce qui est à corriger d'abord", graver))
        blocks.append(self._checked_table())
        return Suite(tuple(blocks))

    def _rules_table(self) -> Tableau:
        rows: list[tuple[Contenu, ...]] = []
        for regle in Regle:
            found = [d for d in self.fiabilite.doutes if d.regle is regle]
            if not found:
                continue
            counts = [sum(d.gravite is g for d in found) for g in Gravite]
            concerned = {q for d in found for q in d.quartiers}
            names = [q.nom_court for q in self.quartiers if q.quartier in concerned]
            rows.append(
                (
                    [Fort(regle.value), f" {TITRES[regle]}"],
                    *(str(n) if n else "—" for n in counts),
                    " · ".join(names) if len(names) < len(self.quartiers) else "tous",
                )
            )
        return Tableau(
            "Ce que relèvent les règles de vérification",
            ("Règle", *(g.value[0].upper() + g.value[1:] for g in Gravite), "Quartiers"),
            tuple(rows),
            (32, 9, 9, 9, 41),
            numeriques=(1, 2, 3),
        )

    def _checked_table(self) -> Tableau:
        rows: list[tuple[Contenu, ...]] = []
        for q in self.quartiers:
            bilan = summarize(self.fiabilite.verifications_de({q.quartier}))
            numbers = (bilan.concordent, bilan.dementis, bilan.non_verifiables)
            rows.append((q.nom_court, str(bilan.total), *(str(n) if bilan.total else "—" for n in numbers)))
        return Tableau(
            "Les chiffres énoncés, quartier par quartier",
            ("Quartier", "Énoncés", "Concordent", "Démentis, ou d'un autre intitulé", "Non vérifiables"),
            tuple(rows),
            (36, 14, 16, 18, 16),
            numeriques=(1, 2, 3, 4),
        )

    def ecarts_de_publication(self) -> Bloc:
        differences = differences_with_published(self.contrat)
        if not self.contrat.synthese_publiee:
            return Paragraphe("Aucune synthèse publiée n'est saisie : il n'y a rien à comparer.")
        if not differences:
            return Paragraphe("La synthèse publiée correspond aux sections du document.")
        blocks: list[Bloc] = [
            Paragraphe(
                f"{count(len(differences), 'différence')} entre les priorités des sections et les tableaux publiés."
            )
        ]
        for kind in TypeEcart:
            concerned = [d for d in differences if d.type is kind]
            if concerned:
                blocks.append(
                    Tableau(
                        f"{kind.value[0].upper()}{kind.value[1:]} ({len(concerned)})",
                        ("Quartier", "Priorité de la section", "Thème de la section", "Publiée sous"),
                        tuple(self._difference_row(d) for d in concerned),
                        (26, 36, 19, 19),
                    )
                )
        return Suite(tuple(blocks))

    @staticmethod
    def _difference_row(d: EcartPublication) -> tuple[Contenu, ...]:
        published: list[Fragment] = [join_words([t.libelle for t in d.publiees])]
        if not d.publiees:
            published = [Signal("alerte", "absente")]
        published += [part for note in d.notes for part in (Saut(), Discret(note))]
        if d.lignes:
            published += [Saut(), Discret(f"lignes {d.lignes}")]
        return (
            d.quartier.nom_court,
            d.priorite.intitule if d.priorite else "—",
            d.thematique.libelle if d.thematique else "—",
            published,
        )

    def sources(self) -> Bloc:
        c, rule = self.contrat, self.contrat.lecture
        blocks: list[Bloc] = [
            Paragraphe(
                f"Source : {c.document.titre} ({c.document.auteur}). Les tableaux par thème sont rebâtis à partir des "
                "priorités de chaque section, et non repris de la synthèse publiée ; les formes d'action sont des "
                "libellés communs, donnés à chaque déclinaison pour que les reprises d'un quartier à l'autre se "
                "comptent."
            ),
            reading_rule(rule),
        ]
        if self.indicateurs:
            notes = {
                self.notes[i.indicateur]: self._note(i, lines)
                for i, lines in self.indicateurs.items()
                if i.indicateur in self.notes
            }
            blocks.append(Notes("Source, date et définition de chaque indicateur", notes))
        return Suite(tuple(blocks))

    def _note(self, indicateur: Indicateur, lines: tuple[LigneComparee, ...]) -> Contenu:
        newest = newest_publication(lines)
        return indicator_note(self.contrat, indicateur, [newest] if newest is not None else [], [])
