"""The site's settings, where time passes faster than outside; see `apps`."""

from marketplace.settings import *  # noqa: F403
from marketplace.settings import INSTALLED_APPS as SITE_APPS

INSTALLED_APPS = [*SITE_APPS, "tests.digests.faults.apps.HasteConfig"]
