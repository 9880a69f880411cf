"""Everything CI runs, one step after another: `python -m tests.run [STEP ...] [-- PYTEST ...]`.

The first step that fails ends the run with its status. Words after `--` go to pytest, as in
`python -m tests.run postgres -- tests/ledger -k release`.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.postgres import postgres_server

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
# Two processes share the work, each with its own database and Redis. Files stay whole, because
# the fixtures that start servers last as long as a file's tests. They stay in their order, too:
# xdist would leave files of few tests to the end, and those are the long ones.
IN_PARALLEL = ["--numprocesses=2", "--dist=loadfile", "--no-loadscope-reorder"]


def run(*command: str, **environment: str) -> int:
    """Run `command` at the project's root and return its exit status."""
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, stdin=subprocess.DEVNULL
    ).returncode


def lint(_words: list[str]) -> int:
    """Check Python's and the templates' style."""
    return (
        run(PYTHON, "-m", "ruff", "check", "--quiet", "--output-format=concise", ".")
        or run(PYTHON, "-m", "ruff", "format", "--check", "--quiet", ".")
        or run(PYTHON, "-m", "djlint", "templates", "--lint", "--quiet")
    )


def types(_words: list[str]) -> int:
    """Check the types."""
    return with_settings(PYTHON, "-m", "mypy", "--no-error-summary")


def imports(_words: list[str]) -> int:
    """Check that imports go downwards only."""
    command = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    return run(PYTHON, "-c", command)


def migrations(_words: list[str]) -> int:
    """Check that the migrations say all that the models say."""
    return with_settings(PYTHON, "manage.py", "makemigrations", "--check", "--dry-run")


def sqlite(words: list[str]) -> int:
    """Run the tests on SQLite."""
    return pytest(words, marks="not postgres_only and not journey", database_url="")


def postgres(words: list[str]) -> int:
    """Run the tests on PostgreSQL, among them races, faults and browser journeys."""
    # The stories take minutes, prove laws that no database changes, and have their races beside
    # them. Once is enough, as it is for all that touches no database.
    words = ["--only-database", "--ignore=tests/ads/test_any_order.py", *words]
    running = os.environ.get("DATABASE_URL", "")
    if running.startswith("postgres"):
        return pytest(words, marks="", database_url=running)
    with postgres_server() as url:
        return pytest(words, marks="", database_url=url)


def pytest(words: list[str], *, marks: str, database_url: str) -> int:
    """Run pytest, in two processes unless all must share a Redis that somebody runs."""
    parallel = [] if os.environ.get("REDIS_URL") else IN_PARALLEL
    command = [
        PYTHON,
        "-m",
        "pytest",
        "--durations=10",
        "--durations-min=3",
        "-m",
        marks,
        *parallel,
        *words,
    ]
    return run(*command, DATABASE_URL=database_url)


def with_settings(*command: str) -> int:
    """Run `command` where Django's settings can be read, away from real data."""
    with tempfile.TemporaryDirectory(prefix="parley-checks-") as folder:
        return run(*command, DEMO="on", SECRET_KEY="x" * 50, VAR_DIR=folder)


STEPS: dict[str, Callable[[list[str]], int]] = {
    step.__name__: step for step in (lint, types, imports, migrations, sqlite, postgres)
}


def main(words: list[str]) -> int:
    """Run the steps named before `--`, or all of them; return the first status that is not 0."""
    split = words.index("--") if "--" in words else len(words)
    names, for_pytest = words[:split] or list(STEPS), words[split + 1 :]
    if unknown := set(names) - set(STEPS):
        print(f"No such step: {', '.join(sorted(unknown))}. There are {', '.join(STEPS)}.")
        return 2
    for name in names:
        step = STEPS[name]
        print(f"== {name}: {step.__doc__}", flush=True)
        started = time.monotonic()
        if status := step(for_pytest):
            if step not in (sqlite, postgres):  # pytest has the last word on its own failures
                print(f"== {name} failed; the steps after it were not run.", flush=True)
            return status
        if name != names[-1]:
            print(f"== {name} passed in {time.monotonic() - started:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
