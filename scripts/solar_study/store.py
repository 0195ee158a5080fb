"""Results of the tasks on disk, and whether they belong to today's data, scripts and likelihood."""

import hashlib
import json
import re
import time
from pathlib import Path

from solar_study.valley import base, electrons_nsi, eps_of_zprime

import sunsi

ROOT = Path(__file__).resolve().parents[2]
#: A likelihood that has not changed gives the same bits; 1e-6 leaves room for another C library.
SAME = 1e-6


class Stale(Exception):
    """Results that do not belong to this state of things; the message says which and what to do."""


def key(quick: bool) -> str:
    """Changes with the data and these scripts. Bounds do not count: they are what is written."""
    digest = hashlib.sha256(b"quick" if quick else b"full")
    digest.update(f"sunsi {sunsi.__version__}".encode())
    digest.update("\n".join(data_lines(ROOT / "data")).encode())
    for source in ("oscillation.py", "tasks.py", "valley.py"):
        digest.update((ROOT / "scripts/solar_study" / source).read_bytes())
    return digest.hexdigest()


def data_lines(folder: Path) -> list[str]:
    """What the manifest says of the tables that the fit may read."""
    lines = (folder / "manifest.csv").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith(("#", "bounds/", "references"))]


def check_installed() -> None:
    """The module reads its own data: they must be the tree's."""
    if data_lines(sunsi.data_directory()) != data_lines(ROOT / "data"):
        raise Stale(
            f"sunsi reads {sunsi.data_directory()}, whose tables are not those of {ROOT / 'data'}; "
            "run scripts/setup install"
        )


def reference() -> dict:
    """chi2 of all data at fixed points: what it is says which likelihood this is.

    One point for each way that the studies take: standard model by day and by night, both octants
    with a Z', scattering with eps^e, free fluxes.
    """
    place = {"sin2_theta12": 0.305, "dm21_eV2": 7.5e-5}
    mirror = {"sin2_theta12": 0.695, "dm21_eV2": 7.5e-5}
    config = base(priors=["juno-2025"])
    night = sunsi.Chi2(config)

    def around(model, where) -> float:
        return night.around(config.with_(model=model))(**where)

    return {
        "standard model": night(**place),
        "standard model, day": sunsi.Chi2(base(earth=False))(**place),
        "standard model, fluxes free": sunsi.Chi2(base(fluxes="free"))(**place),
        "Z', eps_std = -0.3": around(eps_of_zprime(-0.3), place),
        "Z', eps_std = 2.1, dark octant": around(eps_of_zprime(2.1), mirror),
        "eps_std^e = 0.1": around(electrons_nsi(True)(0.1), place),
    }


def differences(stored: dict, now: dict, tolerance: float = SAME) -> list[str]:
    """Which chi2 of `reference` have moved, in words."""
    return [
        f"chi2 of {name} was {stored.get(name)}, is {value}"
        for name, value in now.items()
        if name not in stored or not abs(stored[name] - value) <= tolerance
    ]


class Store:
    """A folder with one file a task."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.now = reference()
        # Now: a script that changes while a task runs must not lend it its key.
        self.keys = {quick: key(quick) for quick in (False, True)}

    def path(self, task: str) -> Path:
        return self.folder / f"{task}.json"

    def complaint(self, task: str, quick: bool) -> str | None:
        """Why the result of a task does not count; None if it does."""
        try:
            result = json.loads(self.path(task).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return "has not been computed"
        except json.JSONDecodeError as error:
            return f"is damaged ({error})"
        if result.get("quick") != quick:
            return "is of --quick" if result.get("quick") else "is not of --quick"
        if result.get("key") != self.keys[quick]:
            return "belongs to other data or other scripts"
        moved = differences(result.get("reference", {}), self.now)
        return f"belongs to another likelihood: {moved[0]}" if moved else None

    def keep(self, task: str, quick: bool, numbers, started: float) -> None:
        """Whole or not at all."""
        result = {
            "key": self.keys[quick],
            "quick": quick,
            "sunsi": sunsi.__version__,
            "reference": self.now,
            "seconds": round(time.monotonic() - started, 1),
            "numbers": numbers,
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        replace(self.path(task), json.dumps(result, indent=1).encode())

    def all(self, tasks, quick: bool) -> dict:
        """Numbers of every task. Raises Stale, which names each that does not count."""
        wrong = {task: self.complaint(task, quick) for task in tasks}
        wrong = {task: why for task, why in wrong.items() if why}
        if wrong:
            command = "scripts/solar-study" + (" --quick" if quick else "")
            raise Stale(
                "nothing was written: "
                + "; ".join(f"{task} {why}" for task, why in wrong.items())
                + f". Compute them first: {command} -o {self.folder}"
            )
        return {
            task: json.loads(self.path(task).read_text(encoding="utf-8"))["numbers"]
            for task in tasks
        }


def replace(path: Path, content: bytes) -> None:
    """A file, whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)


def juno() -> dict[str, tuple[float, float]]:
    """Value and error of sin2_theta12 and dm21_eV2 from data/experiments/priors.yaml."""
    card = (ROOT / "data/experiments/priors.yaml").read_text(encoding="utf-8")
    block = card.split("- name: juno-2025", 1)[1].split("- name:", 1)[0]
    number = r"([-+.\deE]+)"
    found = re.findall(rf"(\w+): {{value: {number}, up: {number}, down: {number}}}", block)
    result = {name: (float(value), float(up)) for name, value, up, _ in found}
    if set(result) != {"sin2_theta12", "dm21_eV2"} or any(up != down for *_, up, down in found):
        raise ValueError("data/experiments/priors.yaml: juno-2025 is not as expected here")
    return result
