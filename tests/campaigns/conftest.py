"""People and campaigns that most tests here need. Models are imported late: Django is set up
after this file is read."""

import pytest
from django.test import Client


def client_of(user) -> Client:
    """Return a browser in which `user` is signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def sponsor(db):
    from tests.factories.accounts import make_sponsor

    return make_sponsor(display_name="Northbeam")


@pytest.fixture
def influencer(db):
    from tests.factories.accounts import make_influencer

    return make_influencer(display_name="Mira Sand")


@pytest.fixture
def campaign(sponsor):
    from tests.factories.campaigns import make_campaign

    return make_campaign(sponsor, title="Autumn trail shoes")


@pytest.fixture
def sponsor_client(sponsor) -> Client:
    return client_of(sponsor.user)


@pytest.fixture
def influencer_client(influencer) -> Client:
    return client_of(influencer.user)


@pytest.fixture
def stranger_client(db) -> Client:
    """Another sponsor, who has nothing to do with anything."""
    from tests.factories.accounts import make_sponsor

    return client_of(make_sponsor().user)


@pytest.fixture
def other_influencer_client(db) -> Client:
    from tests.factories.accounts import make_influencer

    return client_of(make_influencer().user)


@pytest.fixture
def moderator(db):
    from tests.factories.accounts import make_moderator

    return make_moderator()
