"""``python -m eni_lint``."""

import sys

if sys.path and not sys.flags.safe_path:
    # Python puts the working folder first: a module of the repository that is linted would be run as if it were installed.
    del sys.path[0]

from eni_lint.cli.main import main

sys.exit(main())
