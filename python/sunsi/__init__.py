"""Solar neutrinos with non-standard interactions.

Inputs are immutable objects, functions take and return numpy arrays::

    >>> import sunsi
    >>> config = sunsi.Config.from_dict({"model": {"mass_MeV": 40, "g": 4.22e-4, "c": -0.1,
    ...                                            "tan_eta": -0.75}})
    >>> sunsi.survival([1.0, 10.0], config, sources=["8B"]).shape
    (1, 2)

The report of the tables that the program ``sunsi`` writes needs no compiled part::

    python -m sunsi.report DIR

or, from Python, ``sunsi.report.render("DIR")``. Everything else calls the extension module
``sunsi._core``, which is loaded when a name that needs it is first used.
"""

from importlib import import_module
from pkgutil import extend_path
from typing import TYPE_CHECKING

from sunsi.errors import ConfigError, DataError, Error, NumericalError

if TYPE_CHECKING:
    from sunsi._bounds import Verdict, bounds
    from sunsi._config import Config
    from sunsi._data import data_directory
    from sunsi._fit import Chi2, fit
    from sunsi._functions import (
        Propagation,
        Quantity,
        Rates,
        chi2,
        mass_fractions,
        model,
        model_table,
        propagate,
        rates,
        survival,
        survival_error,
    )
    from sunsi._nsi import Nsi
    from sunsi._oscillation import Oscillation
    from sunsi._solar import Composition, SolarModel
    from sunsi._zprime import Phi, ZPrime

    __version__: str

# A source tree has no compiled part of its own: it takes the one that is installed.
__path__ = extend_path(__path__, __name__)

_HOME = {
    "Config": "_config",
    "data_directory": "_data",
    "Nsi": "_nsi",
    "Oscillation": "_oscillation",
    "Phi": "_zprime",
    "ZPrime": "_zprime",
    "Composition": "_solar",
    "SolarModel": "_solar",
    "Propagation": "_functions",
    "Quantity": "_functions",
    "Rates": "_functions",
    "Chi2": "_fit",
    "fit": "_fit",
    "Verdict": "_bounds",
    "bounds": "_bounds",
    "chi2": "_functions",
    "mass_fractions": "_functions",
    "model": "_functions",
    "model_table": "_functions",
    "propagate": "_functions",
    "rates": "_functions",
    "survival": "_functions",
    "survival_error": "_functions",
}

__all__ = [
    "Chi2",
    "Composition",
    "Config",
    "ConfigError",
    "DataError",
    "Error",
    "Nsi",
    "NumericalError",
    "Oscillation",
    "Phi",
    "Propagation",
    "Quantity",
    "Rates",
    "SolarModel",
    "Verdict",
    "ZPrime",
    "__version__",
    "bounds",
    "chi2",
    "data_directory",
    "fit",
    "mass_fractions",
    "model",
    "model_table",
    "propagate",
    "rates",
    "survival",
    "survival_error",
]


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # 30 ms

    try:
        return version("sunsi")
    except PackageNotFoundError:  # used from a source tree that is not installed
        return "0.1.0"


def __getattr__(name: str) -> object:
    if name == "__version__":
        globals()[name] = _version()
        return globals()[name]
    if name not in _HOME:
        raise AttributeError(f"module 'sunsi' has no attribute {name!r}")
    value = getattr(import_module(f"sunsi.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME, "__version__"})
