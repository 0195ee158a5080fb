"""Numbers, units and names as a reader expects them; plain Unicode, fit for HTML and figures."""

from __future__ import annotations

import math
import re

_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
MINUS = "−"
NO_VALUE = "–"
_NBSP = "\u00a0"

_EXPERIMENTS = {
    "sno": "SNO",
    "gallium": "Gallium",
    "chlorine": "Chlorine",
    "xenonnt": "XENONnT",
    "borexino": "Borexino",
    "super-kamiokande": "Super-Kamiokande",
}
_OBSERVABLES = {
    "phi_8B": "Φ(⁸B)",
    "c0": "c₀",
    "c1": "c₁",
    "c2": "c₂",
    "a0": "a₀",
    "a1": "a₁",
    "A_DN": "A(day−night)",
    "8B-ratio": "⁸B ratio",
    "7Be-862": "⁷Be 862 keV",
}
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def superscript(number: int) -> str:
    """An integer in superscript digits."""
    return str(number).translate(_SUPERSCRIPT)


def fixed(value: float | None, decimals: int = 2) -> str:
    """A fixed number of decimals; ten thousand and more in powers of ten."""
    if value is None or math.isnan(value):
        return NO_VALUE
    if abs(value) >= 1e4:
        return number(value)
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def number(value: float | None, digits: int = 4) -> str:
    """Significant digits without trailing zeros, as 0.0422 or 4.22 × 10⁻⁴."""
    if value is None or math.isnan(value):
        return NO_VALUE
    if math.isinf(value):
        return f"{MINUS if value < 0 else ''}∞"
    if value == 0:
        return "0"
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    power = int(exponent)
    if -3 <= power < 5:
        text = f"{value:.{max(digits - 1 - power, 0)}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        text = f"{mantissa}{_NBSP}×{_NBSP}10{superscript(power)}"
    return text.replace("-", MINUS)


def with_error(value: float, sigma: float) -> str:
    """Value and error to two digits of the error, as 0.317 ± 0.018."""
    if not 1e-6 < sigma < 1e5:
        return f"{number(value)} ± {number(sigma, 2)}"
    decimals = max(1 - math.floor(math.log10(sigma)), 0)
    return f"{value:.{decimals}f} ± {sigma:.{decimals}f}".replace("-", MINUS)


def cell(text: str, digits: int = 4) -> str:
    """A table cell: a number in `number`'s form, anything else as it stands."""
    try:
        return number(float(text), digits)
    except ValueError:
        return text or NO_VALUE


def signed(value: float | None, decimals: int = 2) -> str:
    """Like `fixed`, with its sign."""
    text = fixed(value, decimals)
    positive = (
        value is not None and not math.isnan(value) and value > 0 and float(f"{value:.2f}") > 0
    )
    return f"+{text}" if positive else text


def source(name: str) -> str:
    """8B as ⁸B; names without a leading mass number stay."""
    return re.sub(r"^(\d+)(?=[A-Z])", lambda match: match[1].translate(_SUPERSCRIPT), name)


def observable(name: str) -> str:
    """8B:3.2-5.7 as ⁸B 3.2–5.7 MeV, c0 as c₀."""
    if name in _OBSERVABLES:
        return _OBSERVABLES[name]
    head, _, window = name.partition(":")
    if re.fullmatch(r"[\d.]+-[\d.]+", window):
        return f"{source(head)} {window.replace('-', '–')}{_NBSP}MeV"
    if re.fullmatch(r"[\d.]+", window):
        return f"{source(head)} >{_NBSP}{window}{_NBSP}MeV"
    return f"{source(head)} {source(window)}".strip()


def experiment(name: str) -> str:
    """borexino-phase2 as Borexino, phase II; unknown names stay."""
    match = re.fullmatch(r"(.+?)-(?:phase)?(\d)", name)
    if match and match[1] in _EXPERIMENTS and match[2] in _ROMAN:
        return f"{_EXPERIMENTS[match[1]]}, phase {_ROMAN[match[2]]}"
    return _EXPERIMENTS.get(name, name)


def unit(text: str) -> str:
    """Exponents raised: 1e6 cm-2 s-1 as 10⁶ cm⁻² s⁻¹."""
    text = re.sub(r"\b1e(-?\d+)\b", lambda match: "10" + match[1].translate(_SUPERSCRIPT), text)
    return re.sub(
        r"(?<=[A-Za-z])\^?(-?\d+)\b", lambda match: match[1].translate(_SUPERSCRIPT), text
    )
