"""The communes of a quartier beside it."""

from typing import Any

from quartiers.analyse.reperes import reference_communes
from quartiers.donnees import Contrat


def test_poverty_and_income_of_every_quartier_have_those_of_its_communes(contrat: Contrat) -> None:
    """INSEE, Filosofi 2021: 25 % of Valenciennes; Vicq is too small to be published."""
    for q in contrat.quartiers.values():
        for indicator in ("taux_pauvrete_pct", "revenu_median_mensuel_eur"):
            found = reference_communes(contrat, q, indicator)
            assert [r.commune for r in found] == list(q.communes)
            assert {(r.mesure.annee, r.mesure.geographie) for r in found} == {(2021, "commune")}
        assert reference_communes(contrat, q, "emploi_15_64_pct") == ()
    poverty = {
        r.commune: r.valeur
        for q in contrat.quartiers.values()
        for r in reference_communes(contrat, q, "taux_pauvrete_pct")
    }
    assert (poverty["Valenciennes"], poverty["Saint-Saulve"], poverty["Vicq"]) == (25.0, 17.0, None)


def test_the_newest_edition_is_taken(small: Any) -> None:
    contract = small().quartier("a")
    for edition, value in ((2021, 20.0), (2023, 22.0)):
        contract.measure("59000", "x", edition, value, theme="COM", geography="commune")
    contrat = contract.build()
    [found] = reference_communes(contrat, contrat.quartiers["a"], "x")
    assert (found.valeur, found.mesure.edition) == (22.0, 2023)
    assert contrat.derniere_edition == 0  # what is recent among the QPV is not for the communes to say
