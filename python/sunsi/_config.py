"""The configuration of a run, as the program `sunsi` reads it."""

import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from sunsi import _yaml
from sunsi._arrays import Floats
from sunsi._data import data_directory
from sunsi._native import core
from sunsi._nsi import Nsi
from sunsi._oscillation import Oscillation
from sunsi._solar import SolarModel
from sunsi._zprime import ZPrime
from sunsi.errors import ConfigError

_LARGEST_FILE = 4 << 20


class Config:
    """A checked configuration; immutable, hashable, equal when `hash` is, and picklable.

    `Config()` has every default: the standard model, b16-gs98, nufit-6.1-no. Keys and units are
    those of the YAML file (`sunsi validate` prints them all). Unknown keys, wrong types, values out
    of range and contradicting inputs raise ConfigError; a shipped table that is missing or whose
    checksum differs raises DataError.

    >>> config = Config.from_yaml("model: {mass_MeV: 40, g: 4.22e-4, c: -0.1, tan_eta: -0.75}")
    >>> config.zprime.g
    0.000422
    >>> config.with_(model__g=4e-4).zprime.g
    0.0004
    >>> config.with_({"solar.sources": ["8B", "7Be"]}).sources
    ['8B', '7Be']
    >>> config.with_(model=None) == Config()
    True
    """

    __slots__ = ("_file", "_native", "_overrides", "_text")
    _file: str
    _text: str
    _overrides: list[_yaml.Override]
    _native: core.Config

    def __init__(self) -> None:
        self._build("", "", [])

    def _build(self, file: str, text: str, overrides: list[_yaml.Override]) -> None:
        try:
            native = core.Config(file, text, overrides, str(data_directory()))
        except ConfigError as error:
            raise ConfigError(_placed(str(error), overrides)) from None
        for name, value in (
            ("_file", file),
            ("_text", text),
            ("_overrides", overrides),
            ("_native", native),
        ):
            object.__setattr__(self, name, value)

    @classmethod
    def _make(cls, file: str, text: str, overrides: list[_yaml.Override]) -> "Config":
        config = cls.__new__(cls)
        config._build(file, text, overrides)
        return config

    @classmethod
    def load(cls, path: str | PathLike[str]) -> "Config":
        """From a YAML file; messages name file, line and column. A file that cannot be read is a
        ConfigError."""
        try:
            status = Path(path).stat()
            if not S_ISREG(status.st_mode) and not S_ISDIR(status.st_mode):
                raise ConfigError(f"{path}: a pipe or a device; a regular file is needed")
            if status.st_size > _LARGEST_FILE:
                raise ConfigError(
                    f"{path}: {status.st_size} bytes are too many for a configuration"
                )
            raw = Path(path).read_bytes()
        except OSError as error:
            raise ConfigError(f"{path}: {error.strerror}") from error
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            lines = raw[: error.start].split(b"\n")
            place = f"{len(lines)}:{len(lines[-1]) + 1}"
            raise ConfigError(
                f"{path}:{place}: not a text in UTF-8 (an unreadable character, byte "
                f"0x{raw[error.start]:02x}); save the configuration as UTF-8 YAML"
            ) from None
        return cls._make(str(path), text, [])

    @classmethod
    def from_yaml(cls, text: str, name: str = "<yaml>") -> "Config":
        """From YAML text; `name` stands for the file in messages."""
        if not isinstance(text, str):
            raise ConfigError(f"from_yaml takes text, not {type(text).__name__}")
        return cls._make(name, text, [])

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> "Config":
        """From a dict that is nested like the YAML file, or has dotted keys ("model.g"). An
        Oscillation, ZPrime, Nsi or SolarModel may stand where its values belong. An Nsi holds
        standard epsilons and brings `convention: standard` with it.

        >>> Config.from_dict({"model": sunsi.ZPrime(40, 4e-4, -0.1, eps_kin=0.0)}).zprime.c
        -0.1
        """
        return cls._make("", "", _yaml.overrides_of(values))

    def with_(self, values: Mapping[str, object] | None = None, /, **keys: object) -> "Config":
        """The same configuration with other values: a dict as from_dict takes it, or keywords with
        a double underscore for the dot. Dicts go in key by key; an Oscillation, a ZPrime or an Nsi
        replaces its whole section; None takes a key back to its default.

        Of two keys that fix the same thing (g and eps_medium, tan_eta and eps_kin, phi.mass_ratio
        and phi.mass_MeV, eps and eps_ee_minus_mumu) the new one replaces the old one. `convention`
        says what every epsilon of the configuration means, those of an Nsi that went in before
        among them.
        """
        typed = {key.replace("__", "."): value for key, value in keys.items()}
        new = _yaml.overrides_of(dict(values or {}))
        new += _yaml.overrides_of(typed)
        if len({path for path, _ in new}) < len(new):
            raise ConfigError("a key stands in the dict and among the keywords; keep one")
        return self._make(self._file, self._text, _yaml.merge(self._overrides, new))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Config is immutable; use config.with_ instead of setting {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a Config is immutable: {name} cannot be removed")

    def __repr__(self) -> str:
        name = f"{self._file!r}, " if self._file else ""
        what = f"{self._native.kind}, {self._native.solar_model.name}"
        return f"<sunsi.Config {name}{what}, hash {self.hash}>"

    def __eq__(self, other: object) -> bool:
        return self.hash == other.hash if isinstance(other, Config) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.hash)

    def __copy__(self) -> "Config":
        return self

    def __deepcopy__(self, memo: object) -> "Config":
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (self._file, self._text, self._overrides, self.hash)

    @property
    def completed(self) -> str:
        """The whole configuration as YAML, each value with its origin."""
        return re.sub(r"# --set$", "# Python", self._native.completed, flags=re.MULTILINE)

    @property
    def hash(self) -> str:
        """First 12 digits of the SHA-256 of the completed values, as the tables print it."""
        return self._native.hash

    @property
    def energies_MeV(self) -> Floats:
        """Energies of the probability table [MeV], shape (n,): a read-only view."""
        return self._native.energies_MeV

    @property
    def sources(self) -> list[str]:
        """Names of the sources, of pp pep hep 7Be 8B 13N 15O 17F."""
        return self._native.sources

    @property
    def experiments(self) -> list[str]:
        """Names of the experiments."""
        return self._native.experiments

    @property
    def convention(self) -> str:
        """What an epsilon typed in the configuration means: standard or paper."""
        return self._native.convention

    @property
    def engine(self) -> str:
        """auto, adiabatic or ode."""
        return self._native.engine

    @property
    def tolerance(self) -> float:
        """Largest error of a probability [1]."""
        return self._native.tolerance

    @property
    def oscillation(self) -> Oscillation | None:
        """The oscillation parameters in use, the dark octant applied; None when oscillation is
        off."""
        return (
            Oscillation._of(self._native.oscillation) if self._native.oscillation_enabled else None
        )

    @property
    def zprime(self) -> ZPrime | None:
        """The Z'; None in the standard model and with general NSI."""
        return None if self._native.zprime is None else ZPrime._of(self._native.zprime)

    @property
    def nsi(self) -> Nsi | None:
        """General NSI (model.kind: nsi), or None."""
        return None if self._native.nsi is None else Nsi._of(self._native.nsi)

    @property
    def solar_model(self) -> SolarModel:
        """The solar model, shipped or read from the user's file."""
        return SolarModel._of(self._native.solar_model)


def _placed(message: str, overrides: list[_yaml.Override]) -> str:
    """Errors about overrides name them as the command line does; here there is no --set."""
    for path, text in overrides:
        prefix = f"{core.override_place(path, text)}: "
        if message.startswith(prefix):
            short = text if len(text) <= 60 else text[:57] + "..."
            return f"{path} = {short}: {message[len(prefix) :]}"
    return message


def _restore(file: str, text: str, overrides: list[_yaml.Override], digest: str) -> Config:
    config = Config._make(file, text, overrides)
    if config.hash != digest:
        raise ConfigError(
            f"a pickled configuration has hash {digest} but means {config.hash} to this version of "
            "sunsi: its defaults or data differ; keep configurations as YAML (config.completed)"
        )
    return config
