"""A decision sent twice in the console."""

from uuid import uuid4

import pytest
from django.contrib.messages import constants
from django.test import Client

from marketplace.ledger import laws
from marketplace.ledger.models import Transfer
from tests.ads.admin.disputes import disputed, logged, page_of, settlement
from tests.ads.views.visiting import fresh, told
from tests.factories.accounts import make_moderator
from tests.sending import hidden_on

pytestmark = pytest.mark.django_db


def test_a_dispute_settled_twice_pays_once_and_tells_the_same_each_time(client: Client) -> None:
    found = disputed()
    client.force_login(make_moderator())
    url = page_of(found, "settle")
    # Asked, shown who gets what, then confirmed: one form all the way.
    shown = client.post(url, settlement(form_key=hidden_on(client.get(url), url)["form_key"]))
    fields = hidden_on(shown, url) | {"confirmed": "Settle it so"}
    first = told(client.post(url, fields, follow=True))
    assert [level for level, _ in first[0]] == [constants.SUCCESS]
    stand = (fresh(found.ad).state, Transfer.objects.count(), logged(found))
    assert told(client.post(url, fields, follow=True)) == first
    assert (fresh(found.ad).state, Transfer.objects.count(), logged(found)) == stand
    assert list(laws.check_all()) == []


def test_a_new_form_for_a_dispute_that_has_ended_says_so(client: Client) -> None:
    found = disputed()
    client.force_login(make_moderator())
    url, fields = page_of(found, "settle"), settlement(confirmed="yes")
    client.post(url, fields | {"form_key": str(uuid4())}, follow=True)
    stand = (fresh(found.ad).state, Transfer.objects.count(), logged(found))
    second = told(client.post(url, fields | {"form_key": str(uuid4())}, follow=True))
    assert second[0] == [(constants.ERROR, "This dispute has ended already.")]
    assert (fresh(found.ad).state, Transfer.objects.count(), logged(found)) == stand
    assert list(laws.check_all()) == []
