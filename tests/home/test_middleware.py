"""What holds for every answer: private pages stay private."""

from http.cookies import SimpleCookie
from io import BytesIO

import pytest
from django.contrib import messages
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory

from marketplace.home.middleware import BodilessHeadMiddleware, KeptMessagesMiddleware
from tests.factories.accounts import make_sponsor

pytestmark = pytest.mark.django_db


SAID = "$405.00 is on its way to Mira."


@pytest.mark.parametrize(("status", "then"), [(200, []), (404, []), (500, [SAID]), (503, [SAID])])
def test_what_a_page_that_failed_was_to_say_is_said_on_the_next(status, then):
    """The page shows its messages and fails below them; what the reader gets shows none."""

    def visit(view, cookies):
        request = RequestFactory().get("/")
        request.session = SessionStore()
        request.COOKIES = {name: cookie.value for name, cookie in cookies.items()}
        keeping = KeptMessagesMiddleware(lambda request: view(request) or HttpResponse())
        cookies.update(MessageMiddleware(keeping)(request).cookies)

    def show(request):
        shown.append([str(message) for message in get_messages(request)])

    def fail(request):
        show(request)
        return HttpResponse(status=status)

    cookies, shown = SimpleCookie(), []
    visit(lambda request: messages.success(request, SAID), cookies)
    visit(fail, cookies)
    visit(show, cookies)
    assert shown == [[SAID], then]


def test_a_page_of_somebody_signed_in_is_for_no_shared_cache(client):
    client.force_login(make_sponsor().user)
    assert client.get("/wallet/")["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", ["/healthz/", "/terms/", "/nowhere/"])
def test_head_is_answered_with_the_headers_of_get_and_no_body(path):
    """Asked as a server asks; the test client would drop the body by itself."""
    answers = {}
    for method in ("GET", "HEAD"):
        said = {}
        environ = RequestFactory().generic(method, path).environ
        body = b"".join(
            WSGIHandler()(environ, lambda status, headers, said=said: said.update(dict(headers)))
        )
        answers[method] = (said["Content-Type"], said["Content-Length"], len(body))
    kind, length, size = answers["GET"]
    assert int(length) == size > 0
    assert answers["HEAD"] == (kind, length, 0)


def test_head_of_a_file_opens_nothing():
    response = BodilessHeadMiddleware(lambda request: FileResponse(BytesIO(b"much")))(
        RequestFactory().head("/")
    )
    assert (response["Content-Length"], response.getvalue()) == ("4", b"")


def test_a_visitors_page_may_be_kept(client):
    assert "Cache-Control" not in client.get("/terms/")


def test_signing_out_empties_the_browsers_cache(client):
    client.force_login(make_sponsor().user)
    assert "Clear-Site-Data" not in client.get("/wallet/")
    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"cache"'
