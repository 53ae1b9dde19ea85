"""``python -m eni_lint``."""

import sys

from eni_lint.cli.main import main

sys.exit(main())
