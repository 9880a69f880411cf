"""Fixtures of the ledger's tests."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from accounts.models import User


@pytest.fixture
def moderator(client: Client) -> "User":
    """Sign a moderator in and return them."""
    from tests.factories.accounts import make_moderator

    moderator = make_moderator()
    client.force_login(moderator)
    return moderator
