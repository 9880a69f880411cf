"""What every test of proposals leaves behind."""

from collections.abc import Iterator

import pytest

from marketplace.ledger.laws import check_all


@pytest.fixture(autouse=True)
def lawful() -> Iterator[None]:
    """Every test leaves books that pass."""
    yield
    assert list(check_all()) == []
