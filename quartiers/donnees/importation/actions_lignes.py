"""What a row of a file of actions says: an action under a stable identifier, and its money; or why it says nothing."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from quartiers.donnees.cellules import is_placeholder
from quartiers.donnees.description import Nature
from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fichiers.lecture import MAX_CELL, is_garbled, parse_amount, parse_date
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.formes import ANNEE, JOUR
from quartiers.donnees.importation.actions_lecture import Rang, Tableau
from quartiers.donnees.importation.siret import read_siret
from quartiers.donnees.importation.tables_saisies import ACTIONS, as_amount, as_cell, plain
from quartiers.donnees.importation.titulaires import is_person
from quartiers.donnees.personnes import NAMES_SOMEONE, REACHES_SOMEONE
from quartiers.donnees.schemas import why_no_date
from quartiers.donnees.tables import TABLES
from quartiers.donnees.tables.correspondances import CODE_CV, DATE, DES_ACTIONS, DES_FINANCEMENTS, NUMERO, REFERENCE
from quartiers.echappement import on_one_line

_AMOUNTS: Final = ("demande", "accorde", "depense")
_TOTAL: Final = re.compile(r"(?:sous )?tota(?:l|ux)\b.*|consolidation|ensemble|cumul")
_EXCEL_ZERO: Final = date(1899, 12, 30)
_SERIAL: Final = re.compile(r"[2-9][0-9]{4}(?:[.,]0+)?")  # from 1954 on
_LONGEST: Final = 40  # characters of a number, or of a reference, in an identifier


class Laissee(Exception):
    """A row that is no action, or that may not be written: its text says why, in French."""


@dataclass(frozen=True)
class Contexte:
    """What cells may cite of the contract: by folded name, what the tables write of it."""

    themes: Mapping[str, str]
    publics: Mapping[str, str]
    communes: Mapping[str, str]
    code_cv: str | None


@dataclass(frozen=True)
class Financement:
    """Money of a row: its key, the financer aside from the way it is written, and its amounts as the table has them."""

    financeur: str
    annee: str
    credits: str
    montants: Mapping[str, str]

    @property
    def cle(self) -> tuple[str, str, str]:
        return plain(self.financeur), self.annee, self.credits


@dataclass(frozen=True)
class Lue:
    """A row that is an action: its identifier, its cells for ``actions``, its money if it tells any."""

    rang: Rang
    action: str
    source: str
    cellules: Mapping[str, str]
    financement: Financement | None


@dataclass
class Lecteur:
    """Reads the rows of a table; what is wrong is added to ``anomalies``, what is odd to ``remarques``.

    ``sans_montant`` are the lines of actions that tell no amount.
    """

    tableau: Tableau
    contexte: Contexte
    anomalies: list[Anomalie]
    remarques: list[str] = field(default_factory=list)
    sans_montant: list[int] = field(default_factory=list)

    def read(self, rang: Rang) -> Lue:
        """What a row says. Raises :class:`Laissee`."""
        constants = self.tableau.sorte.constantes
        texts = {name: self._text(rang, name, text) for name, text in rang.cellules.items()}
        self._check_contract(texts.pop(CODE_CV, None))
        for name, value in constants.items():
            texts[name] = texts.get(name) or value
        self._check_is_action(rang, texts)
        self._check_people(texts)
        cells = {name: self._cell(rang, name, texts[name]) for name in DES_ACTIONS if texts.get(name)}
        money = {name: self._cell(rang, name, texts[name]) for name in DES_FINANCEMENTS if texts.get(name)}
        day = self._day(rang, DATE, texts.get(DATE, ""))
        money.setdefault("annee", (day or cells.get("debut", ""))[:4])
        action = identify(texts, day or money["annee"], money.get("financeur", ""))
        return Lue(rang, action, constants["source"], _filled(cells), self._funding(rang, money))

    def _text(self, rang: Rang, name: str, text: str) -> str:
        if is_placeholder(text):
            return ""
        if is_garbled(text):
            remedy = "Le fichier a été lu dans un mauvais codage, puis enregistré : le reprendre à sa source."
            self._refuse(rang, name, "des accents intacts", text, remedy)
        elif len(text) > MAX_CELL:
            self._refuse(rang, name, f"un texte de {MAX_CELL} caractères au plus", text)
        return text

    def _refuse(self, rang: Rang, name: str, expected: str, found: str, remedy: str | None = None) -> None:
        column = self.tableau.entetes.get(name, name)
        self.anomalies.append(Anomalie(rang.source, expected, rang.ligne, column, found, remedy))

    # -- is it an action, and may it be written --------------------------------------------------------------

    def _check_contract(self, text: str | None) -> None:
        code = self.contexte.code_cv
        if text is not None and code is not None and code not in re.sub(r"\s", "", text).upper():
            raise Laissee("d'un autre contrat de ville")

    def _check_is_action(self, rang: Rang, texts: Mapping[str, str]) -> None:
        title, holder = texts.get("intitule", ""), texts.get("porteur", "")
        if not (title and holder) and any(_TOTAL.fullmatch(fold(cell).strip(" :")) for cell in rang.tout):
            raise Laissee("un total")
        if not any(map(str.isalnum, as_cell(title))):
            raise Laissee("sans intitulé")

    def _check_people(self, texts: Mapping[str, str]) -> None:
        for name in ("intitule", "porteur", "partenaires", "financeur"):
            if REACHES_SOMEONE.search(texts.get(name, "")):
                raise Laissee(f"une adresse électronique ou un téléphone ({self.tableau.entetes.get(name, name)})")
        holder = texts.get("porteur", "")
        if is_person(holder) or NAMES_SOMEONE.search(holder):
            raise Laissee("le bénéficiaire semble être une personne, et les tables sont diffusées")

    # -- cells -----------------------------------------------------------------------------------------------

    def _cell(self, rang: Rang, name: str, text: str) -> str:
        """A cell as the table is to have it, "" for one that cannot be kept, which is said."""
        table = TABLES["actions" if name in DES_ACTIONS else "financements"]
        champ = table.champs[name]
        match champ.nature:
            case Nature.DATE:
                return self._day(rang, name, text)
            case Nature.MONTANT:
                return self._amount(rang, name, text)
            case Nature.ENTIER:
                return self._year(rang, name, text)
        if name == "siret":
            return self._siret(rang, text)
        known = self._known_words(name) or {fold(word): word for word in champ.colonne.mots}
        if known:
            return self._cited(rang, name, text, known, several=champ.plusieurs)
        kept = as_cell(text)
        return " | ".join(filter(None, map(str.strip, kept.split("|")))) if champ.plusieurs else kept

    def _known_words(self, name: str) -> Mapping[str, str]:
        by_name = {"thematique": self.contexte.themes, "publics": self.contexte.publics}
        return {**by_name, "commune": self.contexte.communes}.get(name, {})

    def _cited(self, rang: Rang, name: str, text: str, known: Mapping[str, str], *, several: bool) -> str:
        """Words that the contract knows; the others are said, and left out."""
        items = [item.strip() for item in re.split(r"[|,;/]", text) if item.strip()] if several else [text]
        if several and fold(text) in known:
            items = [text]
        found = [known[fold(item)] for item in items if fold(item) in known]
        for item in items:
            if fold(item) not in known:
                column = self.tableau.entetes.get(name, name)
                self._note(rang, f"{column} « {on_one_line(item)[:60]} » : inconnu du contrat, laissé vide")
        return " | ".join(dict.fromkeys(found))

    def _note(self, rang: Rang, sentence: str) -> None:
        self.remarques.append(f"ligne {rang.ligne}, {sentence}")

    def _siret(self, rang: Rang, text: str) -> str:
        read = read_siret(text)
        if read.siret is None:
            shown = on_one_line(text)[:30]
            self._note(rang, f"SIRET « {shown} » : il n'a pas quatorze chiffres, laissé vide")
        elif read.repare:
            self._note(rang, f"SIRET réparé : {read.siret}")
        return read.siret or ""

    def _day(self, rang: Rang, name: str, text: str) -> str:
        if not text:
            return ""
        try:
            if self.tableau.est_classeur and _SERIAL.fullmatch(text):  # a date without its format
                day = _EXCEL_ZERO + timedelta(days=int(re.split("[.,]", text)[0]))
            else:
                day = parse_date(re.sub(r"[T ][0-9]{2}:[0-9]{2}.*$", "", text))
        except (ValueError, OverflowError):
            self._refuse(rang, name, "une date, comme 10/12/2026 ou 2026-12-10", text, why_no_date(text))
            return ""
        if not JOUR.accepts(day):
            self._refuse(rang, name, JOUR.attendu, text)
            return ""
        return day.isoformat()

    def _year(self, rang: Rang, name: str, text: str) -> str:
        digits = re.sub(r"[.,]0+$", "", text)
        if re.fullmatch("[0-9]{2}", digits):
            digits = f"20{digits}"
        if not re.fullmatch("[0-9]{4}", digits) or not ANNEE.accepts(int(digits)):
            self._refuse(rang, name, ANNEE.attendu, text)
            return ""
        return digits

    def _amount(self, rang: Rang, name: str, text: str) -> str:
        try:
            amount: Decimal | None = parse_amount(text)
        except ValueError:
            amount = None
        if amount is None or not 0 <= amount < 10**12 or abs(amount - round(amount, 2)) > Decimal("0.0001"):
            self._refuse(rang, name, "un montant en euros, positif ou nul, au centime (1250,50)", text)
            return ""
        return as_amount(round(amount, 2))

    def _funding(self, rang: Rang, money: Mapping[str, str]) -> Financement | None:
        amounts = {name: money[name] for name in _AMOUNTS if money.get(name)}
        if not amounts:
            self.sans_montant.append(rang.ligne)
            return None
        lacking = [word for name, word in (("financeur", "qui finance"), ("annee", "l'année")) if not money.get(name)]
        if lacking:
            self._note(rang, f"montant laissé : le fichier n'en dit pas {' ni '.join(lacking)}")
            return None
        return Financement(money["financeur"], money["annee"], money.get("credits", ""), amounts)


def _filled(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in cells.items() if cell}


# -- identifiers ------------------------------------------------------------------------------------------------


def identify(texts: Mapping[str, str], when: str, financeur: str) -> str:
    """The identifier of a row: the same whenever, and in whatever file, the same action is told.

    The platform's number is enough. A decision is often that of many subsidies: what tells a row from the others of the
    same reference is who gives, who receives, what for and when; without a reference, that alone.

    >>> identify({"numero": "DD00-21-0000-1"}, "2021", "État")
    'action-dd00-21-0000-1'
    >>> identify({"reference": "2016-0391", "porteur": "Un club", "intitule": "Fête"}, "2016-12-05", "Ville")[:20]
    'decision-2016-0391-a'
    """
    by_number, by_reference, by_content = ACTIONS
    if number := _slug(texts.get(NUMERO, "")):
        return f"{by_number}-{number}"
    told = (financeur, texts.get("porteur", ""), texts.get("intitule", ""), when)
    digest = _digest("\n".join(map(plain, told)))
    if reference := _slug(texts.get(REFERENCE, "")):
        return f"{by_reference}-{reference}-{digest[:8]}"
    return f"{by_content}-{digest[:12]}"


def _slug(text: str) -> str:
    """A text as a part of an identifier; one too long ends by a digest, so that two of them stay two."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    slug = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    if len(slug) <= _LONGEST:
        return slug
    return f"{slug[: _LONGEST - 9].rstrip('-')}-{_digest(slug)[:8]}"


def _digest(text: str) -> str:
    """A digest in letters: with digits, it would make telephone numbers, and powers of ten, of identifiers."""
    digits = str.maketrans("0123456789", "ghijklmnop")
    return hashlib.sha256(text.encode()).hexdigest().translate(digits)
