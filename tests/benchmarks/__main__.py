"""`python -m tests.benchmarks [--sqlite] [--scale 0.1] [--rounds N] [--queries]`.

A running PostgreSQL or SQLite file may be named by `DATABASE_URL`; it is filled once.
"""

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from marketplace.kernel.env import embedded_redis_socket
from tests import servers

ROOT = Path(__file__).resolve().parent.parent.parent


def parsed() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--sqlite", action="store_true", help="SQLite instead of PostgreSQL")
    parser.add_argument("--scale", type=float, default=1, help="share of the full market's size")
    parser.add_argument("--rounds", type=int, default=7, help="bursts per page; medians are told")
    parser.add_argument("--requests", type=int, default=60, help="requests in a burst")
    parser.add_argument("--queries", action="store_true", help="print each page's SQL as well")
    return parser.parse_args()


@contextlib.contextmanager
def database(var_dir: Path, *, sqlite: bool) -> Iterator[str]:
    """Yield the address of the database to measure on."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
    elif sqlite:
        yield f"sqlite:///{var_dir / 'bench.sqlite3'}"
    else:
        with servers.postgres_server() as url:
            yield url


@contextlib.contextmanager
def gunicorn(port: int) -> Iterator[None]:
    """Serve the site as `make run` does: gunicorn with two sync workers."""
    command = [sys.executable, "-m", "gunicorn", "marketplace.wsgi"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--preload"]
    command += ["--log-level", "warning", "--no-control-socket"]
    process = servers.start(command, env=dict(os.environ))
    try:
        servers.wait_until(lambda: is_open(port), within=30, what="gunicorn listens")
        yield
    finally:
        servers.stop(process)


def is_open(port: int) -> bool:
    """Return whether somebody listens on a port of this machine."""
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def prepare(scale: float) -> None:
    """Migrate, collect static files, fill the database unless it is full already."""
    import django

    django.setup()
    from django.core.management import call_command

    from ads.models import Ad
    from marketplace.seeding.management.commands.seed_bulk import DEFAULTS

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    wanted = {name: int(getattr(DEFAULTS, name) * scale) for name in DEFAULTS.__slots__}
    if Ad.objects.count() < wanted["ads"]:
        call_command("seed_bulk", **wanted)


def main() -> int:
    """Measure, print the table and keep it in var/bench."""
    options, started = parsed(), time.monotonic()
    with contextlib.ExitStack() as running:
        var_dir = running.enter_context(servers.folder_for_sockets())
        url = running.enter_context(database(var_dir, sqlite=options.sqlite))
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
            "DEBUG": "off",
            "DEMO": "on",
            "SECRET_KEY": "benchmarks-only-" + "x" * 50,
            "VAR_DIR": str(var_dir),
            "DATABASE_URL": url,
            "REDIS_URL": f"unix://{embedded_redis_socket(var_dir)}",
            "LOG_LEVEL": "WARNING",
        }
        running.enter_context(servers.redis_server(embedded_redis_socket(var_dir)))
        prepare(options.scale)
        from tests.benchmarks import report  # reads the settings

        port = servers.free_port()
        running.enter_context(gunicorn(port))
        lines = report.measure(port, rounds=options.rounds, requests=options.requests)
        text = report.table(lines)
        print(text)
        if options.queries:
            print(report.statements(lines))
        report.keep(lines, text, folder=ROOT / "var" / "bench")
    print(f"Took {time.monotonic() - started:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
