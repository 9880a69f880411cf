"""What holds for every answer: private pages stay private."""

from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import FileResponse
from django.test import RequestFactory

from marketplace.home.middleware import BodilessHeadMiddleware
from tests.factories.accounts import make_sponsor

pytestmark = pytest.mark.django_db


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
