"""``python -m eni_lint.cli``."""

import sys

from eni_lint.cli.main import main

sys.exit(main())
