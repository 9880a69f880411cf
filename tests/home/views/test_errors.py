"""Error pages: in the site's look, with what to do next, and safe when things are down."""

from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.test import Client, RequestFactory

from marketplace.home.views import errors
from tests.factories.accounts import make_sponsor


def test_an_unknown_address_is_a_page_of_the_site(client: Client) -> None:
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    page = response.content.decode()
    assert "There is no page at this address" in page
    assert 'href="/"' in page


@pytest.mark.django_db
def test_a_signed_in_user_is_led_back_to_the_dashboard(client: Client) -> None:
    client.force_login(make_sponsor().user)
    page = client.get("/no/such/page/").content.decode()
    assert 'href="/dashboard/"' in page


def test_a_forged_host_gets_a_400_in_the_sites_look(client: Client) -> None:
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()
    assert "could not read that request" in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_says_what_to_do() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/accounts/login/", {"login": "a@example.com", "password": "x"})
    assert response.status_code == 403
    page = response.content.decode()
    assert "The form was too old to send" in page
    assert "load the page again" in page


def test_a_refusal_shows_its_reason_escaped(rf: RequestFactory) -> None:
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user = AnonymousUser()
    response = errors.permission_denied(request, Exception("Only <b>owners</b> may."))
    assert response.status_code == 403
    assert "Only &lt;b&gt;owners&lt;/b&gt; may." in response.content.decode()


def test_a_fault_shows_a_page_that_asks_nothing_of_anybody(rf: RequestFactory) -> None:
    # No user on the request, and no database mark on this test.
    response = errors.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


@pytest.mark.django_db
def test_a_database_that_fails_inside_a_view_ends_on_that_page(client: Client) -> None:
    client.force_login(make_sponsor().user)
    client.raise_request_exception = False

    def fail(*args: object) -> None:
        raise DatabaseError("gone")

    with connection.execute_wrapper(fail):
        response = client.get("/dashboard/")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
    assert "gone" not in response.content.decode()


def _away(*_: object) -> None:
    raise OperationalError("canceling statement due to lock timeout")


@pytest.mark.django_db
def test_a_database_that_keeps_people_waiting_asks_them_to_send_it_again(client: Client) -> None:
    client.force_login(make_sponsor().user)
    client.raise_request_exception = False
    with connection.execute_wrapper(_away):
        response = client.post("/wallet/deposit/", {"amount_minor": "500"})
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "send it again in a minute" in response.content.decode()


@pytest.mark.django_db
def test_a_mistake_in_sql_stays_a_fault(client: Client) -> None:
    def mistaken(execute: Any, sql: str, params: Any, *rest: Any) -> Any:
        return execute("SELECT * FROM nowhere", None, *rest)

    client.force_login(make_sponsor().user)
    client.raise_request_exception = False
    with connection.execute_wrapper(mistaken):
        assert client.get("/wallet/").status_code == 500
