"""Running the reports: what to build, kernels, files, progress, the index."""

import sys

# nbformat brings along jsonschema, which tries to import this to check IRIs. JupyterLab installs it, it builds a
# grammar as it is imported, for more than a second, and no notebook holds an IRI to check: jsonschema does without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
