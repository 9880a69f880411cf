"""The site's settings with the table of schedules that the environment names."""

import os

from marketplace.settings import *  # noqa: F403

SCHEDULES = os.environ["PARLEY_TESTS_SCHEDULES"]
