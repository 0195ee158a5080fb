"""From the results: document, data cards, numbers and figures, all of them or none."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from solar_study import document, facts, figures
from solar_study.store import ROOT, Store, juno, replace
from solar_study.tasks import TASKS

BANDS = "data/bounds/bands.yaml"
#: The card data/bounds/borexino-es.yaml names this table.
CURVE = "data/bounds/curves/borexino-es.csv"
NUMBERS = "docs/studies/solar-fit.json"
DOCUMENT = "docs/solar-fit.md"
#: Of one figure; beyond it the repository grows with every run.
LARGEST_FIGURE = 200_000


def write(folder: Path, quick: bool, root: Path) -> None:
    """Everything that follows from the results of `folder`, under `root`."""
    store = Store(folder)
    results = store.all(TASKS, quick)
    files = texts(facts.facts(results, store.now, quick)) | drawn(results)
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        replace(root / name, content)
        print(root / name)
    if root == ROOT:
        subprocess.run([sys.executable, ROOT / "scripts/data-manifest"], check=True)
        subprocess.run([sys.executable, ROOT / "scripts/data-manifest", "--check"], check=True)


def texts(values: dict) -> dict[str, bytes]:
    """File to content: from what is written of the numbers, so that nobody sees other digits."""
    numbers = facts.as_text(values)
    values = json.loads(numbers)
    found = {
        NUMBERS: numbers,
        DOCUMENT: document.render(document.TEMPLATE.read_text(encoding="utf-8"), values),
        BANDS: facts.bands_card(values, (ROOT / BANDS).read_text(encoding="utf-8")),
        CURVE: facts.electron_curve(values),
    }
    return {name: text.encode() for name, text in found.items()}


def drawn(results: dict) -> dict[str, bytes]:
    """File to content of each figure."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, figure in figures.FIGURES.items():
            path = Path(folder) / f"solar-fit-{name}.png"
            figure(results, juno(), path)
            found[f"docs/figures/{path.name}"] = path.read_bytes()
    for name, content in found.items():
        if len(content) > LARGEST_FIGURE:
            raise RuntimeError(f"{name} has {len(content)} bytes, more than {LARGEST_FIGURE}")
    return found
