"""The yearly report of a contract: actions and their money, what they gave, what was decided, what has no answer."""

from pathlib import Path

from quartiers.analyse.bilan import (
    actions_without_result,
    committees_of_year,
    has_entries,
    quartiers_without_action,
    refused_fundings,
    results_of_year,
    timeless_actions,
    years_with_actions,
)
from quartiers.analyse.suivi import Exercice, by_funder, by_quartier, by_theme, count_states, year_of
from quartiers.donnees import Contrat, load_contrat
from quartiers.presentation import mots_suivi as mots
from quartiers.presentation.blocs import (
    Bloc,
    ChiffreCle,
    ChiffresCles,
    Contenu,
    Discret,
    Encadre,
    Entete,
    Fort,
    Liste,
    Paragraphe,
    Suite,
)
from quartiers.presentation.mots_dates import closed_on
from quartiers.presentation.suivi.annee import funders_sentence, legend, parts_table, shared_sentence
from quartiers.presentation.suivi.bilan import (
    decisions_sentence,
    list_actions_of_year,
    list_results,
    show_actions_without_priority,
    show_decisions,
    show_needs,
    show_results,
    targets_sentence,
)
from quartiers.typographie import count, format_date, format_number, join_words


class RapportBilan:
    """The report of a year, and a method for each section; one of a year without entries says so in each.

    ``donnees`` is the data folder (the project's ``data/`` when None).
    """

    def __init__(self, annee: int, donnees: str | Path | None = None, *, contrat: Contrat | None = None):
        self.contrat = contrat if contrat is not None else load_contrat(donnees)
        self.annee = annee
        self.exercice: Exercice = year_of(self.contrat, annee)

    def entete(self) -> Bloc:
        c, title = self.contrat, f"Rapport politique de la ville {self.annee}"
        projects = count(len(c.quartiers), "projet de quartier", "projets de quartier")
        return Entete(
            titre=title,
            surtitre=f"{c.epci} · {c.periode}",
            sous_titre=f"{c.nom} · {projects} · {closed_on(c)}",
            titre_document=f"{title} – {c.nom}",
            description=f"Actions, moyens, résultats et décisions de {self.annee}, {c.nom}.",
            date_iso=c.edition.isoformat(),
            pied=f"{title} – {c.nom}",
        )

    # -- what matters ---------------------------------------------------------------------------------

    def essentiel(self) -> Bloc:
        """Key numbers, a few sentences, then what is not known."""
        if not has_entries(self.contrat, self.annee):
            return Paragraphe(self._nothing())
        blocks: list[Bloc] = []
        if self.exercice.actions:
            blocks.append(ChiffresCles(tuple(self._key_numbers())))
        blocks.append(Liste(tuple(self._sentences())))
        if unknown := self._unknown():
            blocks.append(Encadre("Ce qui n'est pas connu", tuple(unknown)))
        return Suite(tuple(blocks))

    def _nothing(self) -> str:
        known = years_with_actions(self.contrat)
        told = f" Années renseignées : {join_words([str(year) for year in sorted(known)])}." if known else ""
        return f"Rien n'est saisi pour {self.annee} : ni action, ni financement, ni résultat, ni comité.{told}"

    def _key_numbers(self) -> list[ChiffreCle]:
        e, m = self.exercice, self.exercice.montants
        funded = len({f.action for f in e.financements})
        left = len(e.actions) - funded
        detail = f"dont {left} sans financement saisi pour {self.annee}" if left else "toutes financées dans l'année"
        without = len(quartiers_without_action(self.contrat, e))
        asked = f"{mots.euros(m.demande)} demandés{_known(m.sans_demande, m.lignes)}"
        return [
            ChiffreCle(format_number(len(e.actions)), "action" if len(e.actions) == 1 else "actions", detail),
            ChiffreCle(mots.euros(m.accorde), "accordés" + _known(m.sans_accord, m.lignes), asked),
            ChiffreCle(mots.euros(m.depense), "dépensés", _known(m.sans_depense, m.lignes).strip(" ()") or "en tout"),
            ChiffreCle(
                str(without),
                "quartier sans action" if without < 2 else "quartiers sans action",
                f"sur {len(self.contrat.quartiers)}",
            ),
        ]

    def _sentences(self) -> list[Contenu]:
        c, e, m = self.contrat, self.exercice, self.exercice.montants
        said: list[Contenu] = []
        if e.actions:
            said.append([Fort("État des actions : "), f"{mots.states_in_words(count_states(e.actions))}."])
        else:
            said.append(f"Aucune action ni aucun financement n'est saisi pour {self.annee}.")
        if m.accorde is not None:
            parts = (
                (m.specifiques, "de crédits spécifiques"),
                (m.droit_commun, "de droit commun"),
                (m.non_precises, "de nature non précisée"),
            )
            told = join_words([f"{mots.euros(amount)} {what}" for amount, what in parts if amount is not None])
            refused = refused_fundings(e)
            also = f" {count(refused, 'demande refusée', 'demandes refusées')} (0 € accordé)." if refused else ""
            said.append([Fort("Accordé : "), f"{told}.{also}"])
        if e.actions and (without := quartiers_without_action(c, e)):
            said.append([Fort("Quartiers sans action : "), f"{join_words([q.nom_court for q in without])}."])
        if results := results_of_year(c, self.annee):
            said.append([Fort("Résultats : "), targets_sentence(results)])
        if met := committees_of_year(c, self.annee):
            taken = tuple(d for _, decisions in met for d in decisions)
            said.append([Fort("Comités : "), decisions_sentence(c, taken, len(met))])
        return said

    def _unknown(self) -> list[Contenu]:
        """What nobody has entered, counted."""
        c, e, m = self.contrat, self.exercice, self.exercice.montants
        said: list[Contenu] = []
        if c.edition.year == self.annee and (c.edition.month, c.edition.day) != (12, 31):
            said.append(
                f"L'année n'est pas finie à la date des tables ({format_date(c.edition)}) : dépenses et résultats sont "
                "provisoires."
            )
        missing = [
            f"{what} non renseigné pour {number}"
            for number, what in (
                (m.sans_demande, "montant demandé"),
                (m.sans_accord, "montant accordé"),
                (m.sans_depense, "montant dépensé"),
            )
            if number
        ]
        if missing:
            told = f"Sur {count(m.lignes, 'financement')} : {join_words(missing)}. "
            said.append([told, Discret("Les totaux sont ceux des montants renseignés.")])
        if silent := actions_without_result(e):
            done = sum(a.action.etat == "réalisée" for a in silent)
            also = f", dont {count(done, 'réalisée')}" if done else ""
            verb = "n'a" if len(silent) == 1 else "n'ont"
            told = f"{count(len(silent), 'action')} sur {len(e.actions)} {verb}"
            said.append(f"{told} aucun résultat saisi pour {self.annee}{also}.")
        if timeless := timeless_actions(c):
            verb = (
                "n'a ni date ni financement : elle n'est"
                if len(timeless) == 1
                else "n'ont ni date ni financement : elles ne sont"
            )
            said.append(f"{count(len(timeless), 'action')} du contrat {verb} d'aucune année.")
        return said

    # -- money ----------------------------------------------------------------------------------------

    def par_theme(self) -> Bloc:
        """A row a theme."""
        e = self.exercice
        if not e.actions:
            return self._no_action()
        parts = by_theme(self.contrat, e)
        return Suite(
            (
                parts_table(
                    f"Actions et montants de {self.annee}, par thème", "Thème", parts, len(e.actions), e.montants
                ),
                legend(e.montants),
            )
        )

    def par_financeur(self) -> Bloc:
        """A row a funder, the largest grant first."""
        e = self.exercice
        if not e.financements:
            return Paragraphe(f"Aucun financement n'est saisi pour {self.annee}.")
        funded = len({f.action for f in e.financements})
        table = parts_table(
            f"Actions et montants de {self.annee}, par financeur", "Financeur", by_funder(e), funded, e.montants
        )
        told = funders_sentence(e)
        return Suite((table, told) if told is not None else (table,))

    def par_quartier(self) -> Bloc:
        """A row a quartier, and by how much they exceed the total."""
        e = self.exercice
        if not e.actions:
            return self._no_action()
        parts = by_quartier(self.contrat, e)
        table = parts_table(
            f"Actions et montants de {self.annee}, par quartier", "Quartier", parts, len(e.actions), e.montants
        )
        return Suite((shared_sentence(self.contrat, e), table))

    def _no_action(self) -> Bloc:
        return Paragraphe(f"Aucune action n'est saisie pour {self.annee}.")

    # -- what it gave, what was decided, what has no answer -----------------------------------------------

    def resultats(self) -> Bloc:
        return show_results(self.contrat, self.annee)

    def resultats_en_annexe(self) -> Bloc:
        """Each result, where there are too many for the body."""
        return list_results(self.contrat, self.annee)

    def decisions(self) -> Bloc:
        return show_decisions(self.contrat, self.annee)

    def sans_reponse(self) -> Bloc:
        """Open priorities without action, then actions without priority."""
        if not self.exercice.actions:
            return self._no_action()
        return Suite(
            (show_needs(self.contrat, self.exercice), show_actions_without_priority(self.contrat, self.exercice))
        )

    def actions(self) -> Bloc:
        return list_actions_of_year(self.contrat, self.exercice)

    # -- sources --------------------------------------------------------------------------------------

    def methode(self) -> Bloc:
        c, year = self.contrat, self.annee
        origins = sorted({a.source for a in c.actions.values() if a.source})
        read = f" Actions reprises de : {' ; '.join(origins)}." if origins else ""
        priorities = f" Priorités : {c.document.titre}, {c.document.auteur}." if c.a_un_document else ""
        return Liste(
            (
                [
                    Fort("Actions de l'année : "),
                    f"celles qui ont un financement de {year}, ou qui étaient en cours en {year} d'après leurs dates. "
                    "Chacune est entière dans chaque quartier où elle a lieu, et une seule fois dans les totaux.",
                ],
                [
                    Fort("Montants : "),
                    "tels qu'ils sont saisis, au centime, sans arrondi ni estimation. Un montant non renseigné n'est "
                    "jamais compté zéro ; « 0 € » accordé est un refus.",
                ],
                [
                    Fort("Résultats : "),
                    f"la dernière valeur saisie en {year} pour chaque indicateur de suivi. Une cible est dite atteinte "
                    "quand la valeur l'égale ou la dépasse ; quand elle est au-dessous du départ, quand la valeur y "
                    "est descendue.",
                ],
                [
                    Fort("Ce que ce rapport ne dit pas : "),
                    "aucun indicateur de l'Insee n'est attribué à une action. La situation des quartiers est dans "
                    "leurs rapports et dans la synthèse.",
                ],
                [
                    Fort("Sources : "),
                    f"tables du contrat (actions, financements, résultats, comités, décisions, priorités), arrêtées au "
                    f"{format_date(c.edition)}.{read}{priorities}",
                ],
            )
        )


def _known(unknown: int, lines: int) -> str:
    """`` (7 financements sur 8)`` where an amount is not known of all; empty where it is of all, or of none."""
    if not unknown or unknown == lines:
        return ""
    return f" ({count(lines - unknown, 'financement')} sur {lines})"
