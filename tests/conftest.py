"""Fixtures of all tests. The environment comes first: Django must not read its settings before."""

from tests import environment  # isort: skip

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_django
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django import Settings
from redis import Redis

from marketplace.kernel.env import embedded_redis_socket
from tests import servers
from tests.migrating import let_flush_delete

NO_CHROMIUM = "chromium is not installed"
# Properties in which tests tell a line about faults, and what they were.
FAULTS = {
    "faults": "money moved while processes were killed",
    "mail_faults": "mails sent while processes were killed",
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let xdist's workers choose their own environment before they read the settings."""
    os.environ.pop("DJANGO_SETTINGS_MODULE")
    if not environment.REDIS_IS_OURS:
        raise pytest.UsageError("REDIS_URL is set: run in one process, the tests empty that Redis.")


def pytest_configure() -> None:
    """Read the settings, which is pytest-django's sign to set Django up before collecting."""
    if not django_settings.DEMO:
        raise pytest.UsageError("The tests' environment was not loaded.")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a second database be asked only for what it may answer differently."""
    parser.addoption(
        "--only-database",
        action="store_true",
        help="leave out tests that touch no database: they pass or fail alike on each",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip on SQLite what only PostgreSQL can show, and leave out what was not asked for."""
    if os.environ["DATABASE_URL"].startswith("sqlite"):
        skip = pytest.mark.skip(reason="runs on PostgreSQL only")
        for item in items:
            if "postgres_only" in item.keywords:
                item.add_marker(skip)
    if config.getoption("only_database"):
        others = [item for item in items if not touches_database(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if touches_database(item)]


def touches_database(item: pytest.Item) -> bool:
    """Return whether a test reads or writes a database, its own or that of a site it runs."""
    fixtures = {"db", "transactional_db", "live_site"} & set(getattr(item, "fixturenames", ()))
    own_sites = {"postgres_only", "journey"} & set(item.keywords)
    return bool(fixtures or own_sites or item.get_closest_marker("django_db"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how often each move of an ad succeeded, and loudly which stories no browser has seen."""
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    taken: Counter[str] = Counter()
    for report in reports:
        taken.update(dict(report.user_properties).get("taken", {}))
    if taken:
        terminalreporter.section("moves of an ad in any order")
        counts = ", ".join(f"{name} {count}" for name, count in taken.most_common())
        terminalreporter.line(counts)
    for name, title in FAULTS.items():
        faults = [dict(report.user_properties).get(name) for report in reports]
        if any(faults):
            terminalreporter.section(title)
            for line in filter(None, faults):
                terminalreporter.line(line)
    skipped = terminalreporter.stats.get("skipped", [])
    unseen = [report.nodeid for report in skipped if NO_CHROMIUM in str(report.longrepr)]
    if unseen:
        terminalreporter.section("BROWSER JOURNEYS NOT RUN: install chromium", red=True, bold=True)
        for nodeid in unseen:
            terminalreporter.line(nodeid)


@pytest.fixture(scope="session", autouse=True)
def redis_server() -> Iterator[None]:
    """Run the Redis of this test process, unless `REDIS_URL` named a running one."""
    if not environment.REDIS_IS_OURS:
        yield
        return
    with servers.redis_server(embedded_redis_socket(environment.VAR_DIR)):
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_settings() -> Iterator[None]:
    """Hash passwords cheaply and serve static files by their plain names; the live site doesn't."""
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES=django_settings.STORAGES | {"staticfiles": static},
    ):
        yield


@pytest.fixture(autouse=True)
def empty_redis(redis_server: None) -> None:
    """Begin with no cached page, no counted attempt (allauth's limits) and an empty queue."""
    for alias in caches:
        options = django_settings.CACHES[alias]["OPTIONS"]
        options["CONNECTION_POOL_KWARGS"]["retry"].forget()  # that Redis was away
        caches[alias].clear()
    with Redis.from_url(django_settings.QUEUE_REDIS_URL) as queue:
        queue.flushdb()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Keep SQLite's test database in a file, so that other processes can open it."""
    database = connections["default"].settings_dict
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(environment.VAR_DIR / "tests.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> None:
    """Let the flush after a transactional test empty append-only tables."""
    with django_db_blocker.unblock():
        let_flush_delete()


@pytest.fixture
def qcluster(transactional_db: None) -> Iterator[subprocess.Popen[bytes]]:
    """Run a real worker on this test's database and queue; its process is handed out."""
    database = servers.database_url(connections["default"].settings_dict)
    with servers.qcluster(os.environ | {"DATABASE_URL": database}) as process:
        yield process


@pytest.fixture(scope="session")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Site]:
    """Run the whole site as `make run` does, with demo data, on the same kind of database."""
    var_dir = tmp_path_factory.mktemp("live") / "var"
    if os.environ["DATABASE_URL"].startswith("sqlite"):
        with servers.site(var_dir) as site:
            yield site
        return
    with (
        servers.own_database(os.environ["DATABASE_URL"]) as url,
        servers.site(var_dir, DATABASE_URL=url) as site,
    ):
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run a headless Chromium. Where there is none, CI fails and other machines say so loudly.

    It ends with the module: while it runs, Django's ORM refuses to work in this process.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is not installed; .ci/run installs it")
        pytest.skip(NO_CHROMIUM)
    # Chromium's own sandbox does not work for root, as which CI may run.
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield running
        running.close()


@pytest.fixture
def media_dir(settings: Settings, tmp_path: Path) -> Path:
    """Keep uploads of this test in a folder of its own and return it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"
