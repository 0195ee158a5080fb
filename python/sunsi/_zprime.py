"""The light Z' of arXiv:2211.15686."""

from dataclasses import dataclass

import numpy.typing as npt

from sunsi._arrays import Floats, convention_factor, number, positive, shaped, vector
from sunsi._native import core
from sunsi.errors import ConfigError


@dataclass(frozen=True)
class Phi:
    """The scalar that opens Z' -> phi phi-bar: its charge c_phi > 0 [1] and mass > 0 [MeV]
    (arXiv:2211.15686, eqs. (22)-(31))."""

    charge: float
    mass_MeV: float


@dataclass(frozen=True, init=False)
class ZPrime:
    """Z' of gauged L_mu + L_tau - c (B_1 + B_2) - 2 (1 - c) B_3 with kinetic mixing
    (arXiv:2211.15686, eqs. (2)-(13)); immutable.

    mass_MeV: > 0 [MeV]. g: gauge coupling > 0 [1]. c: charge parameter [1].
    eps_kin: kinetic mixing with the photon [1], or
    tan_eta = eps_n/eps_p = -c g/(e eps_kin - c g), eq. (11): exactly one of the two.
    phi: the scalar, or None.

    Raises ConfigError for anything outside these ranges.

    >>> z = ZPrime(mass_MeV=40, g=4.22e-4, c=-0.1, tan_eta=-0.75)
    >>> round(z.eps_medium(1.5), 2), round(z.eps_medium(1.5, "paper"), 2)
    (1.01, 0.51)
    """

    mass_MeV: float
    g: float
    c: float
    eps_kin: float
    phi: Phi | None = None

    def __init__(
        self,
        mass_MeV: float,
        g: float,
        c: float,
        *,
        eps_kin: float | None = None,
        tan_eta: float | None = None,
        phi: Phi | None = None,
    ) -> None:
        native = core.ZPrime(
            positive(mass_MeV, "mass_MeV"),
            positive(g, "g"),
            number(c, "c"),
            None if eps_kin is None else number(eps_kin, "eps_kin"),
            None if tan_eta is None else number(tan_eta, "tan_eta"),
            _checked(phi),
        )
        for name in ("g", "c", "eps_kin"):
            object.__setattr__(self, name, getattr(native, name))
        object.__setattr__(self, "mass_MeV", number(mass_MeV, "mass_MeV"))
        object.__setattr__(self, "phi", phi)

    @classmethod
    def from_eps_medium(
        cls,
        eps_medium: float,
        mass_MeV: float,
        c: float,
        *,
        nucleons_per_electron: float,
        convention: str = "standard",
        eps_kin: float | None = None,
        tan_eta: float | None = None,
        phi: Phi | None = None,
    ) -> "ZPrime":
        """The Z' whose eps_medium in matter with (N_n + N_p)/N_e = `nucleons_per_electron` is that
        asked for: -c g^2 R/(sqrt2 G_F m^2) in the standard convention, half of it in the paper's
        (eq. (13)).

        >>> sun = sunsi.SolarModel("b16-gs98")
        >>> z = ZPrime.from_eps_medium(1.0, 40, -0.1, tan_eta=-0.75,
        ...     nucleons_per_electron=sun.nucleons_per_electron(0.0))
        >>> f"{z.g:.3g}"
        '0.000421'
        """
        eps = number(eps_medium, "eps_medium") / convention_factor(convention)
        ratio = number(nucleons_per_electron, "nucleons_per_electron")
        g = core.coupling_for(eps, ratio, positive(mass_MeV, "mass_MeV"), number(c, "c"))
        return cls(mass_MeV, g, c, eps_kin=eps_kin, tan_eta=tan_eta, phi=phi)

    def _native(self) -> core.ZPrime:
        return core.ZPrime(self.mass_MeV, self.g, self.c, self.eps_kin, None, _checked(self.phi))

    @classmethod
    def _of(cls, native: core.ZPrime) -> "ZPrime":
        phi = None if native.phi is None else Phi(*native.phi)
        return cls(native.mass_MeV, native.g, native.c, eps_kin=native.eps_kin, phi=phi)

    def _section(self) -> dict[str, object]:
        section: dict[str, object] = {"kind": "zprime", "mass_MeV": self.mass_MeV, "g": self.g}
        section |= {"c": self.c, "eps_kin": self.eps_kin}
        if self.phi is not None:
            section["phi"] = {"charge": self.phi.charge, "mass_MeV": self.phi.mass_MeV}
        return section

    @property
    def tan_eta(self) -> float | None:
        """eps_n/eps_p, eq. (11); None where the proton's coupling vanishes."""
        return self._native().tan_eta

    def charges(self) -> dict[str, float]:
        """Vector couplings [1] to nu_e nu_mu nu_tau e mu tau u d t b p n (eqs. (3)-(4)); u and d
        stand for the first two generations."""
        return self._native().charges()

    def effective_nsi(self, convention: str = "standard") -> dict[str, float]:
        """eps^f_mumu = eps^f_tautau at q^2 -> 0 for f = u, d, e, p, n [1]: g g_f/(sqrt2 G_F m^2) in
        the standard convention, half of it in the paper's (eqs. (5)-(10))."""
        factor = convention_factor(convention)
        values = self._native().effective_nsi()
        return {f: factor * eps for f, eps in zip("udepn", values, strict=True)}

    def eps_medium(
        self, nucleons_per_electron: npt.ArrayLike, convention: str = "standard"
    ) -> Floats | float:
        """eps of neutral matter with R = (N_n + N_p)/N_e [1]: -c g^2 R/(sqrt2 G_F m^2) in the
        standard convention, half of it in the paper's (eq. (13)). Shape (n,), a float for one R.
        """
        factor = convention_factor(convention)
        ratios = vector(nucleons_per_electron, "nucleons_per_electron")
        return shaped(factor * self._native().eps_medium(ratios), nucleons_per_electron)

    def potential(self, n_e: npt.ArrayLike, n_p: npt.ArrayLike, n_n: npt.ArrayLike) -> Floats:
        """V_e = sqrt2 G_F n_e and V_mu = V_tau = g sum_f g_f n_f/m^2 over e, p, n [eV] at number
        densities [mol/cm^3] of equal length n; shape (n, 3), by e, mu, tau."""
        return self._native().potential(vector(n_e, "n_e"), vector(n_p, "n_p"), vector(n_n, "n_n"))

    def widths_MeV(self) -> dict[str, float]:
        """Partial widths [MeV] to ee, nunu (nu_mu and nu_tau), mumu, phi, and their total; leading
        order, no hadrons: below 2 m_pi (eq. (23) for phi)."""
        names = ("ee", "nunu", "mumu", "phi", "total")
        return dict(zip(names, self._native().widths_MeV(), strict=True))

    def lifetime_s(self) -> float:
        """hbar over the total width [s]."""
        return self._native().lifetime_s()

    def decay_length_m(self, energy_MeV: float) -> float:
        """gamma beta c tau [m] at total energy `energy_MeV` >= the mass [MeV]."""
        return self._native().decay_length_m(number(energy_MeV, "energy_MeV"))


def _checked(phi: Phi | None) -> tuple[float, float] | None:
    if phi is None:
        return None
    if not isinstance(phi, Phi):
        raise ConfigError(f"phi must be a sunsi.Phi or None, not {phi!r}")
    return positive(phi.charge, "phi.charge"), positive(phi.mass_MeV, "phi.mass_MeV")
