"""The files that are ours, for the tests that read them."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("accounts", "ads", "campaigns", "marketplace")


def python_files(*folders: str) -> Iterator[Path]:
    """Yield the Python files under `folders`, migrations excepted (they are history)."""
    for folder in folders or (*APPS, "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path.parent.name != "migrations":
                yield path


def templates() -> Iterator[Path]:
    """Yield every template of a page or a mail."""
    yield from sorted((ROOT / "templates").rglob("*.html"))


def name(path: Path) -> str:
    """Return `path` as a developer knows it."""
    return str(path.relative_to(ROOT))
