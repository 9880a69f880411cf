"""What every test of proposals leaves behind."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def lawful() -> Iterator[None]:
    """Every test leaves books that pass."""
    # Named on the command line, this file is read before the apps are ready.
    from marketplace.ledger.laws import check_all

    yield
    assert list(check_all()) == []
