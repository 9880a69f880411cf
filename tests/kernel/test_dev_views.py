"""/dev/: mails as pages, on the own machine only."""

import pytest
from django.urls import reverse

from marketplace.kernel.mail.registry import mail_kinds
from tests.factories.accounts import make_moderator
from tests.factories.mail import make_mail
from tests.kernel.mail.conftest import greeting

__all__ = ["greeting"]
pytestmark = pytest.mark.django_db

PATHS = ["/dev/mails/", "/dev/mails/sent/", "/dev/components/"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.8.8.8", "::ffff:127.0.0.1"])
def test_the_own_machine_sees_the_pages(client, path, address):
    assert client.get(path, REMOTE_ADDR=address).status_code == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "extra",
    [
        {"REMOTE_ADDR": "10.0.0.1"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "localhost"},
        {"REMOTE_ADDR": "::ffff:10.0.0.1"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_CF_CONNECTING_IP": "203.0.113.7"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
    ],
)
def test_nobody_else_does(client, path, extra):
    client.force_login(make_moderator())
    assert client.get(path, **extra).status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_a_production_site_has_no_such_pages(client, path, settings):
    settings.DEMO = settings.DEBUG = False
    assert client.get(path).status_code == 404


def test_every_kind_is_listed_with_its_reason(client, greeting):
    page = client.get(reverse("dev:mails")).content.decode()
    assert 'href="/dev/mails/kinds/greeting/"' in page
    assert "You get this, because we test." in page


def test_a_kind_is_shown_with_sample_data(client, greeting):
    response = client.get(reverse("dev:mail", args=["greeting"]))
    page = response.content.decode()
    assert "Hello Ann &amp; Bob, from Parley" in page
    assert "Dear Ann &amp; Bob" in page
    for screen in ("light", "dark"):
        assert page.count(f'src="/dev/mails/kinds/greeting/html/?screen={screen}"') == 2
    assert 'width="390"' in page
    assert ">&lt;p&gt;Dear Ann &amp;amp; Bob&lt;/p&gt;</pre>" in page  # the source is shown
    assert "auto-generated" in page
    assert "frame-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["dev:mail", "dev:mail_html"])
def test_an_unknown_kind_is_not_there(client, name):
    assert client.get(reverse(name, args=["nonsense"])).status_code == 404


def test_the_html_part_has_a_policy_of_its_own(client, greeting):
    response = client.get(reverse("dev:mail_html", args=["greeting"]))
    assert response.content.decode() == "<p>Dear Ann &amp; Bob</p>"
    policy = set(response["Content-Security-Policy"].split("; "))
    assert {"default-src 'none'", "style-src 'unsafe-inline'", "frame-ancestors 'self'"} <= policy
    assert not any(rule.startswith("script-src") and "inline" in rule for rule in policy)
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_every_kind_there_is_can_be_seen(client):
    listed = client.get(reverse("dev:mails"))
    kinds = [kind for _, entries in listed.context["groups"] for kind, _ in entries]
    assert sorted(kind.kind for kind in kinds) == [kind.kind for kind in mail_kinds()]
    assert len(listed.context["groups"]) > 5
    for kind in kinds:
        assert client.get(reverse("dev:mail", args=[kind.kind])).status_code == 200
        assert client.get(reverse("dev:mail_html", args=[kind.kind])).status_code == 200


def test_who_may_leave_a_topic_sees_how_in_the_headers(client):
    page = client.get(reverse("dev:mail", args=["message_received"])).content.decode()
    assert "List-Unsubscribe-Post" in page
    assert (
        "List-Unsubscribe"
        not in client.get(reverse("dev:mail", args=["account_login_code"])).content.decode()
    )


@pytest.mark.parametrize(
    ("screen", "scheme", "rules"),
    [
        ("light", "color-scheme: light;", "@media not all {"),
        ("dark", "color-scheme: dark;", "@media all {"),
        ("", "color-scheme: light dark;", "@media (prefers-color-scheme: dark) {"),
        ("pink", "color-scheme: light dark;", "@media (prefers-color-scheme: dark) {"),
    ],
)
def test_a_mail_is_seen_by_day_and_by_night_whatever_the_screen_is(client, screen, scheme, rules):
    url = reverse("dev:mail_html", args=["hold_cleared"])
    html = client.get(url, {"screen": screen}).content.decode()
    assert scheme in html
    assert html.count(rules) == 1
    row = make_mail(html=client.get(url).content.decode())
    sent = client.get(reverse("dev:outbox_mail_html", args=[row.pk]), {"screen": screen})
    assert sent.content.decode() == html


def test_the_outbox_is_a_mailbox_newest_first(client):
    first, second = make_mail(to="ann@example.com"), make_mail(to="ben@example.com")
    page = client.get(reverse("dev:outbox")).context["page"]
    assert page.items == [second, first]


def test_the_outbox_can_show_one_persons_mail(client):
    make_mail(to="ben@example.com")
    mine = make_mail(to="ann@example.com")
    page = client.get(reverse("dev:outbox"), {"to": "Ann@example.com"}).context["page"]
    assert page.items == [mine]
    assert client.get(reverse("dev:outbox"), {"to": "\x00"}).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_outbox_costs_one_query(client, rows, django_assert_num_queries):
    for _ in range(rows):
        make_mail()
    with django_assert_num_queries(1):
        client.get(reverse("dev:outbox"))


def test_a_mail_can_be_read_with_its_code(client):
    row = make_mail(text="Your code is ABC-123", html="<p style='color:red'>ABC-123</p>")
    page = client.get(reverse("dev:outbox_mail", args=[row.pk])).content.decode()
    assert "Your code is ABC-123" in page
    part = client.get(reverse("dev:outbox_mail_html", args=[row.pk]))
    assert part.content.decode() == "<p style='color:red'>ABC-123</p>"


def test_a_mails_file_can_be_opened(client):
    row = make_mail()
    file = row.attachments.create(name="Übersicht.pdf", mime_type="application/pdf", content=b"%P")
    url = reverse("dev:outbox_file", args=[row.pk, file.pk])
    assert (
        f'<a href="{url}">Übersicht.pdf</a>'
        in client.get(reverse("dev:outbox_mail", args=[row.pk])).content.decode()
    )
    response = client.get(url)
    assert response.content == b"%P"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    other = reverse("dev:outbox_file", args=[make_mail().pk, file.pk])
    assert client.get(other).status_code == 404
    assert client.get(url, REMOTE_ADDR="10.0.0.1").status_code == 404


@pytest.mark.parametrize("name", ["dev:outbox_mail", "dev:outbox_mail_html"])
def test_a_mail_that_was_never_written_is_not_there(client, name):
    assert client.get(reverse(name, args=[404])).status_code == 404


def test_the_pages_are_not_kept_by_caches(client):
    assert "no-store" in client.get(reverse("dev:outbox"))["Cache-Control"]
