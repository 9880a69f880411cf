"""The site's settings with one more URL: the page made of constants."""

from pathlib import Path

from marketplace.settings import *  # noqa: F403
from marketplace.settings import TEMPLATES as SITE_TEMPLATES

ROOT_URLCONF = "tests.benchmarks.pages.urls"
OURS = {"DIRS": [Path(__file__).parent / "templates", BASE_DIR / "templates"]}  # noqa: F405
TEMPLATES = [SITE_TEMPLATES[0] | OURS]
