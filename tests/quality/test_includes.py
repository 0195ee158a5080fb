"""The table of docs/architecture.md against the #include lines and the CMake targets."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

MAY_INCLUDE = {
    "core": set(),
    "model": {"core"},
    "solar": {"core", "model"},
    "earth": {"core", "model"},
    "propagation": {"core", "model"},
    "detector": {"core", "model"},
    "pipeline": {"core", "model", "solar", "earth", "propagation", "detector"},
    "bounds": {"core", "model", "detector", "pipeline"},
    "fit": {"core", "model", "solar", "earth", "detector", "pipeline"},
    "cli": {
        "core",
        "model",
        "solar",
        "earth",
        "propagation",
        "detector",
        "pipeline",
        "bounds",
        "fit",
    },
}
HEAVY = re.compile(r'#include [<"](gsl/|yaml-cpp/|boost/|CLI/|nlohmann/)')
OURS = re.compile(r'#include [<"]sunsi/([a-z]+)/([^>"]+)[>"]')


def sources(folder: str) -> list[Path]:
    found = [*(ROOT / folder).rglob("*.hpp"), *(ROOT / folder).rglob("*.cpp")]
    assert found, folder
    return found


@pytest.mark.parametrize("folder", MAY_INCLUDE)
def test_includes_follow_the_table(folder):
    for path in sources(folder):
        for other, rest in OURS.findall(path.read_text()):
            assert other == folder or other in MAY_INCLUDE[folder], (
                f"{path} includes {other}/{rest}"
            )
            assert other == folder or "detail/" not in rest, f"{path} looks into {other}/detail"


@pytest.mark.parametrize("folder", MAY_INCLUDE)
def test_public_headers_are_light(folder):
    for path in (ROOT / folder).glob("*.hpp"):
        assert not HEAVY.search(path.read_text()), f"{path} pulls in a heavy library"


@pytest.mark.parametrize("folder", [f for f in MAY_INCLUDE if f != "cli"])
def test_targets_link_the_table(folder):
    text = (ROOT / folder / "CMakeLists.txt").read_text()
    depends = re.search(r"DEPENDS ([a-z ]+)", text)
    linked = set(depends.group(1).split()) if depends else set()
    assert linked == MAY_INCLUDE[folder]


def test_documented_table_is_this_one():
    text = (ROOT / "docs/architecture.md").read_text()
    for folder, allowed in MAY_INCLUDE.items():
        row = re.search(rf"\| `{folder}/` \|[^|]*\|([^|]*)\|", text)
        assert row, folder
        cell = row.group(1).strip()
        documented = (
            set(MAY_INCLUDE) - {"cli"} if cell == "all" else set(re.findall("[a-z]+", cell))
        )
        assert documented == allowed


def test_package_components_are_this_table():
    text = (ROOT / "cmake/sunsi-config.cmake.in").read_text()
    listed = re.search(r"set\(_sunsi_folders ([a-z ]+)\)", text).group(1)
    assert set(listed.split()) == set(MAY_INCLUDE) - {"cli"}


def test_the_scan_sees_what_it_should():
    assert OURS.findall("#include <sunsi/solar/fluxes.hpp>") == [("solar", "fluxes.hpp")]
    assert HEAVY.search("#include <yaml-cpp/yaml.h>")
