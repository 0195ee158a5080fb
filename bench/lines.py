"""Google Benchmark's JSON as one line a figure: name value unit."""

import json
import sys
from pathlib import Path

for run in json.loads(Path(sys.argv[1]).read_text())["benchmarks"]:
    print(
        run["name"],
        f"{run['real_time' if 'real_time' in run['name'] else 'cpu_time']:.6g}",
        run["time_unit"],
    )
