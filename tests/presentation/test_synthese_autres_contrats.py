"""The synthesis of other contracts: many quartiers, two, hostile and long names, nothing known."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from papier import read_texts

from quartiers.donnees import Contrat
from quartiers.export.typst import compile_pdf, displayable, prelude
from quartiers.presentation import RapportSynthese

SECTIONS = (
    "essentiel", "carte", "matrice", "portes_ensemble", "themes", "graphique_indicateurs", "tableaux_publies",
    "familles", "tableaux_enonces", "fiabilite_des_chiffres", "ecarts_de_publication", "sources",
    "annexe_familles",
)  # fmt: skip
HOSTILE = '<img src=x onerror=alert(1)> #panic("x") "]\\ '


def only(contrat: Contrat, names: set[str]) -> Contrat:
    """The contract of these quartiers."""
    return replace(
        contrat,
        quartiers={n: q for n, q in contrat.quartiers.items() if n in names},
        affirmations=tuple(a for a in contrat.affirmations if a.quartier in names),
        constats=tuple(c for c in contrat.constats if c.quartier in names),
        priorites=tuple(p for p in contrat.priorites if p.quartier in names),
        synthese_publiee=tuple(r for r in contrat.synthese_publiee if r.quartier in names),
    )


def many(contrat: Contrat) -> Contrat:
    """Sixty quartiers: each of the contract's four times, under names that are long and hostile, cut to sixty."""
    quartiers, priorites = {}, []
    for copy in range(4):
        for name, quartier in contrat.quartiers.items():
            if len(quartiers) == 60:
                break
            renamed = f"{name}-{copy}"
            short = f"{HOSTILE[: 20 + copy]}{quartier.nom_court}"
            quartiers[renamed] = replace(
                quartier,
                quartier=renamed,
                ordre=len(quartiers) + 1,
                nom_court=short,
                code_qpv_2024=f"{quartier.code_qpv_2024}{copy}",
                codes_qpv_2015=tuple(f"{code}{copy}" for code in quartier.codes_qpv_2015),
            )
            priorites += [replace(p, quartier=renamed) for p in contrat.priorites_de(name)]
    measures = [
        replace(m, territoire=f"{m.territoire}{copy}")
        for copy in range(4)
        for m in contrat.mesures
        if m.territoire.startswith("QP") and m.edition >= 2022
    ]
    return replace(
        contrat, quartiers=quartiers, priorites=tuple(priorites), affirmations=(), constats=(), synthese_publiee=(),
        mesures=(*measures, *(m for m in contrat.mesures if not m.territoire.startswith("QP"))),
    )  # fmt: skip


@pytest.fixture(params=["sixty", "two", "unknown"])
def other(request: pytest.FixtureRequest, contrat: Contrat) -> Contrat:
    two = only(contrat, {"marly-briquette", "saint-saulve-pepiniere"})
    return {
        "sixty": many(contrat),
        "two": two,
        "unknown": replace(two, affirmations=(), mesures=(), repartitions=(), priorites=(), synthese_publiee=()),
    }[request.param]


def test_every_section_is_shown_and_printed(other: Contrat) -> None:
    report = RapportSynthese(contrat=other)
    blocks = [getattr(report, section)() for section in SECTIONS]
    page = BeautifulSoup("".join(b.to_html() for b in blocks), "html.parser")
    assert not page.select("img[onerror], script")
    assert all(h.get_text(strip=True) for h in page.find_all(["h3", "h4", "caption"]))
    titled = zip(SECTIONS, blocks, strict=True)
    body = "\n\n".join(f"#heading(level: 2, [{name}])\n\n{block.to_typst()}" for name, block in titled)
    source = f'{prelude()}\n#show: rapport.with(titre: "t", description: "d", pied: "p")\n#set page(flipped: true)\n'
    source += '#heading(level: 1, "T")\n\n' + body
    text = "".join(read_texts(compile_pdf(displayable(source), datetime(2026, 1, 1, tzinfo=UTC))))
    empty = {section for section, block in zip(SECTIONS, blocks, strict=True) if not block.to_text().strip()}
    # Families are shown where there are some, and how they were sought where they were: else the sources say why not.
    # Where nothing is published, none is looked for; of two findings, no
    # document is known.
    said = blocks[SECTIONS.index("sources")].to_text()
    assert ("annexe_familles" in empty) == ("Aucune famille" in said) or not other.mesures
    assert empty - {"familles", "annexe_familles"} <= (
        set() if other.mesures else set(SECTIONS) - {"essentiel", "carte", "sources"}
    )
    last = list(other.quartiers.values())[-1]
    assert last.communes[0].split("-")[0] in text
