"""General NSI: hermitian couplings of neutrinos to u, d and e."""

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from sunsi._arrays import Floats, convention_factor, number, vector
from sunsi._native import core
from sunsi.errors import ConfigError

Matrix: TypeAlias = npt.NDArray[np.complex128]


class Nsi:
    """NSI with vector couplings: V = sqrt2 G_F sum_f N_f eps^f beside the charged current.

    Immutable. Every matrix is 3x3, hermitian to the last digit, rows and columns e, mu, tau; what
    is left out is zero. Either quarks (eps_u, eps_d) or nucleons (eps_p = 2 eps_u + eps_d,
    eps_n = eps_u + 2 eps_d), not both; eps_e beside either. `convention` says which epsilon is
    given; the attributes eps_u, eps_d, eps_e, eps_p, eps_n are always the standard ones, read-only
    arrays.

    Raises ConfigError for a wrong shape, anything not finite or not hermitian.

    >>> nsi = Nsi(eps_u=[[0, 0.1j, 0], [-0.1j, 0.2, 0], [0, 0, 0]])
    >>> nsi.eps_p[1, 1], nsi.eps_n[0, 1]
    (np.complex128(0.4+0j), np.complex128(0.1j))
    """

    __slots__ = ("_native",)
    _native: core.Nsi

    def __init__(
        self,
        *,
        eps_u: npt.ArrayLike | None = None,
        eps_d: npt.ArrayLike | None = None,
        eps_p: npt.ArrayLike | None = None,
        eps_n: npt.ArrayLike | None = None,
        eps_e: npt.ArrayLike | None = None,
        convention: str = "standard",
    ) -> None:
        quarks = eps_u is not None or eps_d is not None
        if quarks and (eps_p is not None or eps_n is not None):
            raise ConfigError("give quarks (eps_u, eps_d) or nucleons (eps_p, eps_n), not both")
        typed = {"eps_u": eps_u, "eps_d": eps_d, "eps_p": eps_p, "eps_n": eps_n, "eps_e": eps_e}
        eps = {name: _matrix(value, name, convention) for name, value in typed.items()}
        p, n = eps["eps_p"], eps["eps_n"]
        if quarks:
            p, n = 2 * eps["eps_u"] + eps["eps_d"], eps["eps_u"] + 2 * eps["eps_d"]
        object.__setattr__(self, "_native", core.Nsi(p.tolist(), n.tolist(), eps["eps_e"].tolist()))

    @classmethod
    def from_angle(
        cls,
        eps: npt.ArrayLike,
        eta_deg: float,
        *,
        eps_e: npt.ArrayLike | None = None,
        convention: str = "standard",
    ) -> "Nsi":
        """eps_p = sqrt5 cos(eta) eps and eps_n = sqrt5 sin(eta) eps, arXiv:1805.04530: 26.565
        degrees is u alone and 63.435 d alone, with eps the quark's own."""
        matrix = _matrix(eps, "eps", convention)
        eta = math.radians(number(eta_deg, "eta_deg"))
        electrons = _matrix(eps_e, "eps_e", convention)
        root5 = math.sqrt(5)
        return cls(
            eps_p=root5 * math.cos(eta) * matrix,
            eps_n=root5 * math.sin(eta) * matrix,
            eps_e=electrons,
        )

    @classmethod
    def _of(cls, native: core.Nsi) -> "Nsi":
        nsi = cls.__new__(cls)
        object.__setattr__(nsi, "_native", native)
        return nsi

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an Nsi is immutable: {name} cannot be set")

    def __repr__(self) -> str:
        parts = (f"{n}={getattr(self, n).tolist()}" for n in ("eps_p", "eps_n", "eps_e"))
        return f"Nsi({', '.join(parts)})"

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Nsi) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (self.eps_p, self.eps_n, self.eps_e)

    def _key(self) -> tuple[complex, ...]:
        matrices = (self.eps_p, self.eps_n, self.eps_e)
        return tuple(complex(x) for m in matrices for x in m.ravel())

    def _section(self) -> dict[str, object]:
        section: dict[str, object] = {"kind": "nsi"}
        for name in ("eps_p", "eps_n", "eps_e"):
            rows = getattr(self, name).tolist()
            section[name] = [[[z.real, z.imag] if z.imag else z.real for z in row] for row in rows]
        return section

    @property
    def eps_u(self) -> Matrix:
        """(2 eps_p - eps_n)/3 [1]."""
        return _read_only(self._native.eps_u)

    @property
    def eps_d(self) -> Matrix:
        """(2 eps_n - eps_p)/3 [1]."""
        return _read_only(self._native.eps_d)

    @property
    def eps_e(self) -> Matrix:
        """With electrons [1]."""
        return _read_only(self._native.eps_e)

    @property
    def eps_p(self) -> Matrix:
        """With protons, 2 eps_u + eps_d [1]."""
        return _read_only(self._native.eps_p)

    @property
    def eps_n(self) -> Matrix:
        """With neutrons, eps_u + 2 eps_d [1]."""
        return _read_only(self._native.eps_n)

    def eps_medium(self, nucleons_per_electron: float, convention: str = "standard") -> Matrix:
        """eps_e + eps_p + (R - 1) eps_n of neutral matter with (N_n + N_p)/N_e = R, without the
        charged current; shape (3, 3) [1]."""
        ratio = number(nucleons_per_electron, "nucleons_per_electron")
        return _read_only(
            convention_factor(convention) * np.asarray(self._native.eps_medium(ratio))
        )

    def potential(self, n_e: npt.ArrayLike, n_p: npt.ArrayLike, n_n: npt.ArrayLike) -> Matrix:
        """sqrt2 G_F [diag(n_e, 0, 0) + sum_f n_f eps^f] [eV] at number densities [mol/cm^3] of
        equal length n; shape (n, 3, 3)."""
        densities: list[Floats] = [vector(n_e, "n_e"), vector(n_p, "n_p"), vector(n_n, "n_n")]
        return self._native.potential(*densities)

    def mirror(self) -> "Nsi":
        """The partner under H -> -H*: with Oscillation.mirror() P_ee is the same (docs/nsi.md)."""
        return Nsi._of(self._native.mirror())


def _matrix(value: npt.ArrayLike | None, name: str, convention: str) -> Matrix:
    factor = 1 / convention_factor(convention)
    if value is None:
        return np.zeros((3, 3), complex)
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ConfigError(f"{name} must be a 3x3 matrix: {error}") from error
    if array.shape != (3, 3) or array.dtype.kind not in "iufc":
        raise ConfigError(f"{name} must be a 3x3 matrix of numbers, rows and columns e, mu, tau")
    return factor * array.astype(np.complex128)


def _read_only(rows: object) -> Matrix:
    array = np.array(rows, dtype=np.complex128)
    array.setflags(write=False)
    return array


def _restore(eps_p: Matrix, eps_n: Matrix, eps_e: Matrix) -> Nsi:
    return Nsi(eps_p=eps_p, eps_n=eps_n, eps_e=eps_e)
