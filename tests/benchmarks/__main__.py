"""`python -m tests.benchmarks [pages] [ledger] [check] [mails] [exports] [--sqlite] ...`.

Without names, all parts. A running PostgreSQL or SQLite file may be named by `DATABASE_URL`; it
is filled once.
"""

import argparse
import contextlib
import importlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from marketplace.kernel.env import embedded_redis_socket
from tests import servers
from tests.postgres import postgres_server

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ("pages", "ledger", "check", "mails", "exports")
# SQLite lets one writer in at a time, and has no server: there is nothing to compare.
NEED_POSTGRES = ("ledger", "exports")


def parsed() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; or all")
    parser.add_argument("--sqlite", action="store_true", help="SQLite instead of PostgreSQL")
    parser.add_argument("--rounds", type=int, default=7, help="bursts of each; medians are told")
    parser.add_argument("--scale", type=float, default=1, help="share of the full market's size")
    parser.add_argument("--requests", type=int, default=60, help="pages: requests in a burst")
    parser.add_argument("--queries", action="store_true", help="pages: print each page's SQL")
    parser.add_argument("--seconds", type=float, default=2, help="ledger: how long a burst takes")
    parser.add_argument("--workers", type=int, default=8, help="ledger: processes that post")
    parser.add_argument(
        "--transfers", type=int, default=1_000_000, help="check, exports: as many at least"
    )
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}. There are {', '.join(PARTS)}.")
    for part in NEED_POSTGRES:
        if options.sqlite and part in options.parts:
            parser.error(f"the {part} part needs PostgreSQL")
    options.parts = options.parts or [
        part for part in PARTS if not (options.sqlite and part in NEED_POSTGRES)
    ]
    return options


@contextlib.contextmanager
def database(var_dir: Path, *, sqlite: bool) -> Iterator[str]:
    """Yield the address of the database to measure on."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
    elif sqlite:
        yield f"sqlite:///{var_dir / 'bench.sqlite3'}"
    else:
        with postgres_server(durable=True) as url:
            yield url


def prepare() -> None:
    """Make the tables."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def main() -> int:
    """Measure part after part, print each one's table and keep it in var/bench."""
    options, started = parsed(), time.monotonic()
    with contextlib.ExitStack() as running:
        var_dir = running.enter_context(servers.folder_for_sockets())
        url = running.enter_context(database(var_dir, sqlite=options.sqlite))
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.pages.settings",
            "DEBUG": "off",
            "DEMO": "on",
            "SECRET_KEY": "benchmarks-only-" + "x" * 50,
            "VAR_DIR": str(var_dir),
            "DATABASE_URL": url,
            "REDIS_URL": f"unix://{embedded_redis_socket(var_dir)}",
            "LOG_LEVEL": "WARNING",
        }
        running.enter_context(servers.redis_server(embedded_redis_socket(var_dir)))
        prepare()
        from tests.benchmarks.results import keep  # these read the settings

        for name in options.parts:
            result = importlib.import_module(f"tests.benchmarks.{name}.report").run(options)
            print(f"\n== {name}: {result.text}", flush=True)
            keep(name, result, folder=ROOT / "var" / "bench")
    print(f"Took {time.monotonic() - started:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
