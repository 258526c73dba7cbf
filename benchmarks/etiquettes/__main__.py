"""``python -m benchmarks.etiquettes``."""

import sys

from benchmarks.etiquettes import main

sys.exit(main())
