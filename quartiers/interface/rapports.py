"""The reports that analysts are given: printed, they say what may be called."""

from typing import Any, Final

from quartiers.presentation.blocs import Fort, Liste, Paragraphe, Suite
from quartiers.presentation.rapport_quartier import RapportQuartier
from quartiers.presentation.rapport_synthese import RapportSynthese


class RapportOuvert:
    """A report of this package; shown, it names its sections: each is a method, which shows as in the report."""

    @property
    def nom(self) -> str:
        raise NotImplementedError

    @property
    def sections(self) -> tuple[str, ...]:
        """Les noms des sections, celles que le carnet du rapport appelle.

        >>> contrat.synthese().sections[:3]
        ('entete', 'essentiel', 'depuis_le_comite')
        """
        kinds = (kind for kind in type(self).__mro__ if kind in _RAPPORTS)
        named = (name for kind in kinds for name, one in vars(kind).items() if callable(one))
        return tuple(name for name in named if not name.startswith("_"))

    def __repr__(self) -> str:
        return f"<{self.nom} : {', '.join(f'{name}()' for name in self.sections)}>"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        listed = Suite((Paragraphe([Fort(self.nom), " : ses sections"]), Liste(tuple(f"{n}()" for n in self.sections))))
        data, metadata = listed._repr_mimebundle_()
        return {**data, "text/plain": repr(self)}, metadata


class RapportDuQuartier(RapportOuvert, RapportQuartier):
    """The report of a quartier.

    >>> contrat.quartier("anzin-verrerie").rapport()  # doctest: +ELLIPSIS
    <Rapport « Verrerie – Anzin » : entete(), identite(), carte(), essentiel(), ..., sources()>
    """

    @property
    def nom(self) -> str:
        return f"Rapport « {self.quartier.nom_court} »"


class SyntheseDuContrat(RapportOuvert, RapportSynthese):
    """The synthesis of a contract."""

    @property
    def nom(self) -> str:
        return f"Synthèse « {self.contrat.nom} »"


_RAPPORTS: Final[tuple[type, ...]] = (RapportQuartier, RapportSynthese)
