"""What is wrong in the evaluative questions of ``contrat.toml``, which are read with the tables that they name."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from quartiers.donnees.erreurs import Anomalie
from quartiers.donnees.fichiers.textes import fold
from quartiers.donnees.reglages.questions import TABLES_D_EVALUATION, split_question
from quartiers.donnees.reglages.structure import nearest
from quartiers.donnees.reglages.texte import Rapporteur

SECTION: Final = "evaluation"


def check_questions(
    settings: Mapping[str, Mapping[str, object]],
    line: int | None,
    known: Mapping[str, Collection[str]],
    anomalies: list[Anomalie],
) -> None:
    """Report what a question names that is neither a theme, an indicator nor a table, and what is no question.

    ``known`` has the themes and the indicators of the tables.
    """
    texts = settings.get(SECTION, {}).get("questions", ())
    assert isinstance(texts, tuple)
    names = [*(name for found in known.values() for name in found), *TABLES_D_EVALUATION]
    seen: dict[str, str] = {}
    for text in texts:
        for expected, found, remedy in _faults(text, names, seen):
            Rapporteur(anomalies).report(f"{SECTION}.questions, {expected}", line, found, remedy)


def _faults(text: str, names: Collection[str], seen: dict[str, str]) -> Iterator[tuple[str, str, str | None]]:
    question, cited = split_question(text)
    if not question.rstrip().endswith("?"):
        yield (
            "une question qui finit par un point d'interrogation, puis au besoin ses sources entre crochets",
            text,
            'Exemple : "Les habitants accèdent-ils mieux aux soins ? [sante, resultats]".',
        )
    if (same := seen.setdefault(fold(question), text)) is not text:
        yield "une question qui n'y est qu'une fois", text, f"« {same} » pose la même."
    for name in cited:
        if name not in names:
            near = nearest(name, list(names))
            remedy = f"Sans doute « {near} »." if near else f"Tables : {', '.join(TABLES_D_EVALUATION)}."
            yield "entre crochets, un thème, un indicateur ou une table", name, remedy
