"""`python -m marketplace.runner`."""

import sys

from marketplace.runner.main import main

if __name__ == "__main__":
    sys.exit(main())
