"""The moderator in whose browser the console is tested. Django is set up after this is read."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User


@pytest.fixture
def moderator(db: None) -> "User":
    """Return a moderator with what the group allows and nothing more."""
    from django.contrib.auth.models import Group

    from tests.factories.accounts import make_moderator

    user = make_moderator(is_superuser=False)
    user.groups.add(Group.objects.get(name="Moderators"))
    return user


@pytest.fixture
def console(moderator: "User") -> "Client":
    """Return the moderator's browser."""
    from tests.ads.views.visiting import client_of

    return client_of(moderator)
