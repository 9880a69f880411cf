"""The site's settings with one more URL: the page made of constants."""

from pathlib import Path

from marketplace.settings import *  # noqa: F403
from marketplace.settings import TEMPLATES

ROOT_URLCONF = "tests.benchmarks.urls"
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
