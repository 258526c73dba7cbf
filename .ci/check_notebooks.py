"""Fail if a committed notebook has outputs or execution counts."""

import json
import subprocess
import sys
from pathlib import Path

names = subprocess.run(["git", "ls-files", "*.ipynb"], check=True, capture_output=True, text=True).stdout.splitlines()
executed = [
    name
    for name in names
    for cell in json.loads(Path(name).read_text(encoding="utf-8"))["cells"]
    if cell["cell_type"] == "code" and (cell["outputs"] or cell["execution_count"] is not None)
]
if executed or not names:
    sys.exit(f"notebooks must be committed without outputs: {', '.join(sorted(set(executed))) or 'none found'}")
print(f"{len(names)} notebooks, without outputs")
