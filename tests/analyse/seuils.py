"""The thresholds that the expected values of these tests are worked out with."""

from quartiers.donnees.modele import Lecture

SEUILS = Lecture(
    reference="agglo",
    ecart_points=2.0,
    ecart_relatif_pct=3.0,
    tendance_points=1.0,
    tendance_relative_pct=3.0,
    marge_environ_points=2.5,
    marge_environ_relative_pct=3.0,
    tolerance_points=0.3,
    tolerance_relative_pct=0.5,
    ecart_publie_points=1.0,
    ecart_publie_relatif_pct=3.0,
    tres_defavorable_points=5.0,
    tres_defavorable_relatif_pct=10.0,
    ecart_recensement_ans=5,
    population="population_nb",
)
