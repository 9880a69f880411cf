"""The environment tests run in: set before Django reads its settings, kept away from real data.

Every pytest process, xdist's workers included, gets a `VAR_DIR` of its own and with it a
SQLite file, uploads and an embedded Redis of its own. `DATABASE_URL` and `REDIS_URL` may name
running servers instead; that Redis's databases 0 to 2 are emptied by the tests.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings

from marketplace.kernel.env import embedded_redis_socket

ROOT = Path(__file__).resolve().parent.parent

if settings.configured:
    raise RuntimeError("Unset DJANGO_SETTINGS_MODULE: the tests choose their own settings.")

if "PARLEY_TESTS_DIR" not in os.environ:
    # The first process makes the folder; xdist's workers inherit its name and use a part of it.
    os.environ["PARLEY_TESTS_DIR"] = tempfile.mkdtemp(prefix="parley-tests-")
    atexit.register(shutil.rmtree, os.environ["PARLEY_TESTS_DIR"], ignore_errors=True)

VAR_DIR = Path(os.environ["PARLEY_TESTS_DIR"], os.environ.get("PYTEST_XDIST_WORKER", "main"))
(VAR_DIR / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing


def choose(name: str, embedded: str) -> bool:
    """Set `name` to the running server the developer named, else to ours; return whether ours."""
    running = os.environ.setdefault(f"PARLEY_TESTS_{name}", os.environ.get(name, ""))
    os.environ[name] = running or embedded
    return not running


REDIS_IS_OURS = choose("REDIS_URL", f"unix://{embedded_redis_socket(VAR_DIR)}")
choose("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")

os.environ |= {
    "DJANGO_SETTINGS_MODULE": "marketplace.settings",
    "DEBUG": "off",
    "DEMO": "on",
    "SECRET_KEY": "tests-only-" + "x" * 50,
    "SITE_URL": "http://127.0.0.1:8000",
    "EMAIL_URL": "memorymail://",
    "CURRENCY": "USD",
    "FEE_BPS": "1000",
    "VAR_DIR": str(VAR_DIR),
}
