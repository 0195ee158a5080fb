"""What a figure was measured on, without names of hosts, users or folders."""

import datetime
import os
import platform
import re
import subprocess
from pathlib import Path

FLAGS = ("sse4_2", "avx", "avx2", "fma", "avx512f", "avx512dq", "neon", "asimd", "sve")


def cpu():
    """Model of the processor and those of its vector units that matter."""
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor() or platform.machine(), []
    found = {
        key: match[1].strip()
        for key in ("model name", "flags", "Features", "CPU part")
        if (match := re.search(rf"^{key}\s*:\s*(.*)$", text, re.MULTILINE))
    }
    words = set(found.get("flags", found.get("Features", "")).split())
    model = found.get("model name") or f"{platform.machine()} {found.get('CPU part', '')}".strip()
    return model, [flag for flag in FLAGS if flag in words]


def first_line(*command):
    """First line that a command prints, empty if it cannot run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.splitlines()[0].strip() if done.stdout.strip() else ""


def compiler(build):
    """Version line of the compiler of a build folder and its flags of optimisation."""
    cache = Path(build) / "CMakeCache.txt"
    entries = {}
    if cache.is_file():
        for line in cache.read_text().splitlines():
            name, _, value = line.partition("=")
            entries[name.partition(":")[0]] = value
    version = first_line(entries.get("CMAKE_CXX_COMPILER", "c++"), "--version")
    kind = entries.get("CMAKE_BUILD_TYPE", "").upper()
    flags = f"{entries.get('CMAKE_CXX_FLAGS', '')} {entries.get(f'CMAKE_CXX_FLAGS_{kind}', '')}"
    return version, flags.strip()


def describe(build, root):
    """The machine and what it does beside, the compiler and the state of the sources."""
    model, flags = cpu()
    version, options = compiler(build)
    commit = first_line("git", "-C", str(root), "rev-parse", "--short=12", "HEAD")
    changed = first_line("git", "-C", str(root), "status", "--porcelain", "-uno")
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "vector_units": flags,
        "system": f"{platform.system()} {platform.machine()}",
        "compiler": version,
        "compiler_flags": options,
        "load": round(os.getloadavg()[0], 1),
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"),
        "commit": commit + ("+" if changed else ""),
    }


def busy(description):
    """Whether something else took so much of the machine that wall-clock times say little."""
    return description.get("load", 0) > description["cores"] + 1


def like(one, other):
    """Whether two descriptions are of machines whose figures can be compared."""
    return all(one.get(key) == other.get(key) for key in ("cpu", "cores", "vector_units", "system"))


def slug(description):
    """A short name of the kind of machine, for a file."""
    words = re.sub(r"\(.*?\)|CPU|@.*", " ", description["cpu"]).lower()
    words = re.sub(r"[^a-z0-9]+", "-", words).strip("-")
    widest = description["vector_units"][-1:] or ["plain"]
    return f"{words}-{description['cores']}-cores-{widest[0]}"
