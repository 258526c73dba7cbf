"""The sections of the intercommunal synthesis: what each notebook cell calls."""

from pathlib import Path

from quartiers.analyse.comparaisons import Situation, matching_references
from quartiers.analyse.diagnostic import count_situations, read_figures
from quartiers.analyse.synthese import (
    MIN_QUARTIERS_INDICATEUR,
    EcartPublication,
    Recurrence,
    TypeEcart,
    differences_with_published,
    matrix,
    publics_named,
    quartiers_of_theme,
    recurring_forms,
    shared_indicators,
)
from quartiers.donnees import Contrat, load_contrat
from quartiers.donnees.modele import Indicateur, Priorite, Quartier, Thematique
from quartiers.presentation import mots
from quartiers.presentation.blocs import (
    Bloc,
    Contenu,
    Discret,
    Entete,
    Fort,
    Fragment,
    Liste,
    Paragraphe,
    Saut,
    Signal,
    Suite,
    Tableau,
    Titre,
)
from quartiers.presentation.graphiques import Bande, Lieu, chart_map, chart_strips
from quartiers.presentation.rapport_quartier import indicator_definitions, reading_rule
from quartiers.typographie import count, format_date, format_value, join_words

NO_PRIORITY = "Aucune priorité n'est saisie."


class RapportSynthese:
    """The synthesis of a contract; ``donnees`` is the data folder (the project's ``data/`` when None)."""

    def __init__(self, donnees: str | Path | None = None, *, contrat: Contrat | None = None):
        self.contrat = contrat if contrat is not None else load_contrat(donnees)
        self.quartiers: tuple[Quartier, ...] = tuple(self.contrat.quartiers.values())
        self.indicateurs = shared_indicators(self.contrat)

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
        read = {q: read_figures(c, q.quartier) for q in self.quartiers}
        figures = tuple(f for group in read.values() for f in group)
        situations = count_situations(figures)
        without = [q.nom_court for q, group in read.items() if not group]
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
                f"{count(len(figures), 'chiffre énoncé', 'chiffres énoncés')} ; "
                f"{situations[Situation.FRAGILE]} plus fragiles que leur référence, "
                f"{situations[Situation.COMPARABLE]} comparables, "
                f"{situations[Situation.FAVORABLE]} plus favorables ; les autres sont de contexte, ou sans "
                f"comparaison qui permette de conclure."
                + (f" Aucun chiffre pour {join_words(without)}." if without else ""),
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
        groups: dict[str, list[Quartier]] = {}
        for q in self.quartiers:
            groups.setdefault(q.code_qpv_2024, []).append(q)
        places = [
            Lieu(
                join_words([q.nom_court for q in group]),
                tuple(dict.fromkeys(name for q in group for name in q.communes)),
                group[0].longitude,
                group[0].latitude,
                str(number),
            )
            for number, group in enumerate(groups.values(), start=1)
        ]
        legend = Tableau(
            "Les QPV de la carte et leurs projets",
            ("N°", "QPV 2024", "Projets de quartier", "Communes"),
            tuple(
                (p.numero, f"{group[0].code_qpv_2024}", p.nom, join_words(p.communes))
                for p, group in zip(places, groups.values(), strict=True)
            ),
            (6, 14, 48, 32),
        )
        chart = chart_map(
            places,
            None,
            "Où sont les quartiers ?",
            "Centroïdes des périmètres des QPV 2024 (ANCT) ; un numéro par QPV.",
            largeur_cm=9.5,
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

    def _common_reference(self, indicateur: Indicateur, year: int | None) -> float | None:
        c = self.contrat
        values = {r.valeur for r in matching_references(c, c.lecture.reference, indicateur.indicateur, year)}
        return values.pop() if len(values) == 1 else None

    def graphique_indicateurs(self) -> Bloc:
        bands = []
        for indicateur, figures in self.indicateurs.items():
            values = tuple(
                (self.contrat.quartiers[f.affirmation.quartier].nom_court, f.affirmation.valeur)
                for f in figures
                if f.affirmation.valeur is not None and f.affirmation.precision in ("exacte", "environ")
            )
            if indicateur.unite != "%" or not values:
                continue
            years = [f.affirmation.annee for f in figures]
            main_year = max(dict.fromkeys(years), key=years.count)
            bands.append(
                Bande(
                    indicateur.libelle_court,
                    values,
                    self._common_reference(indicateur, main_year),
                )
            )
        if not bands:
            return Paragraphe(f"Aucun indicateur n'est énoncé par {MIN_QUARTIERS_INDICATEUR} quartiers.")
        return chart_strips(
            bands,
            "Comment les quartiers se situent-ils les uns par rapport aux autres ?",
            self.contrat.territoires[self.contrat.lecture.reference],
            f"Source : {self.contrat.document.titre}. Seuls figurent les quartiers dont le diagnostic énonce le "
            "chiffre (ni « plus de » ni « moins de ») ; les années sont dans les tableaux.",
        )

    def tableaux_indicateurs(self) -> Bloc:
        blocks: list[Bloc] = []
        for indicateur, figures in self.indicateurs.items():
            rows = tuple(
                (
                    self.contrat.quartiers[f.affirmation.quartier].nom_court,
                    Fort(format_value(f.affirmation.valeur, indicateur.unite, f.affirmation.precision)),
                    mots.year(f.affirmation.annee),
                    mots.trend_cell(f.tendance, indicateur.unite),
                    mots.reading_cell(f),
                )
                for f in figures
            )
            blocks += [
                Titre(indicateur.libelle),
                Tableau(
                    f"{indicateur.libelle_court} : du plus haut au plus bas",
                    ("Quartier", "Valeur", "Année", "Évolution", "Lecture"),
                    rows,
                    (36, 14, 14, 16, 20),
                ),
            ]
        return Suite(tuple(blocks))

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
            blocks.append(indicator_definitions("Définition des indicateurs comparés", self.indicateurs))
        return Suite(tuple(blocks))
