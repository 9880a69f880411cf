"""A form sent twice at once, where the second comes to a view for which it is too late."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.contrib import messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import RequestFactory

from accounts.models import User
from marketplace.ledger.models import IdempotencyKey
from marketplace.ledger.once import Answer
from marketplace.ledger.views.once import do_once, sent_once
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


def request_with(key: UUID, user: User) -> HttpRequest:
    """Return a form that was sent, with room for messages."""
    request = RequestFactory().post("/wallet/", {"form_key": str(key), "amount_minor": "60"})
    request.user = user
    SessionMiddleware(lambda _: HttpResponse()).process_request(request)
    MessageMiddleware(lambda _: HttpResponse()).process_request(request)
    return request


def told_by(view: Callable[..., HttpResponse], key: UUID, user: User) -> tuple[str, list[str]]:
    """Return where a view leads who sends the form, and what the next page says."""
    response = MessageMiddleware(view)(request_with(key, user))
    follower = request_with(key, user)
    follower.COOKIES = {name: morsel.value for name, morsel in response.cookies.items()}
    said = [f"{message.level_tag}: {message}" for message in messages.get_messages(follower)]
    return response["Location"], said


def test_who_is_refused_because_the_twin_was_quicker_reads_what_it_did() -> None:
    user, key = make_user(), uuid4()

    @sent_once
    def view(request: HttpRequest) -> HttpResponse:
        # The twin is through after this one was let in and before it looks at the money.
        do_once(request_with(key, user), lambda: Answer("$60.00 moved.", "/wallet/"))
        messages.error(request, "That is done already.")
        return redirect("/ads/")

    assert told_by(view, key, user) == ("/wallet/", ["success: $60.00 moved."])
    assert IdempotencyKey.objects.count() == 1


def test_who_is_refused_for_another_reason_reads_that() -> None:
    user, key = make_user(), uuid4()

    @sent_once
    def view(request: HttpRequest) -> HttpResponse:
        messages.error(request, "Your wallet holds too little.")
        return redirect("/ads/")

    assert told_by(view, key, user) == ("/ads/", ["error: Your wallet holds too little."])
