"""The unread figure in every page's frame."""

import pytest
from django.test import RequestFactory

from marketplace.kernel.context import Chrome
from marketplace.messaging.actions import open_thread, post_message
from tests.factories.accounts import make_influencer, make_sponsor

pytestmark = pytest.mark.django_db


def test_unread_messages_of_all_threads_are_added_up() -> None:
    sponsor, influencer, other = make_sponsor().user, make_influencer().user, make_sponsor().user
    for author, count in ((sponsor, 2), (other, 1)):
        thread = open_thread(participants=[author, influencer])
        for number in range(count):
            post_message(actor=author, thread=thread, body=f"Message {number}")
    counters = {}
    for user in (influencer, sponsor):
        request = RequestFactory().get("/")
        request.user = user
        counters[user.role] = Chrome(request).counters["unread_messages"]
    assert counters == {"influencer": 3, "sponsor": 0}
