"""Disputes in the console: all there is to read, amounts before the decision, who may."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ads import actions
from ads.models import Ad, Attachment, Dispute, Statement
from ads.workflow import RUNNING, Side, State
from tests.ads.admin.disputes import disputed, logged, page_of, read, settlement
from tests.ads.views.visiting import client_of, fresh, messages_of
from tests.factories.accounts import make_moderator
from tests.factories.ads import make_ad

pytestmark = pytest.mark.django_db

NAMES = ["settle", "statement", "withdraw"]


def test_the_list_begins_with_the_oldest_open_dispute(console: Client) -> None:
    settled, first, second = disputed(), disputed(), disputed()
    moderator = make_moderator()
    actions.settle_dispute(actor=moderator, ad=settled.ad, share_minor=20_000, reason="Half.")
    response = console.get(reverse("admin:ads_dispute_changelist"))
    assert list(response.context["cl"].queryset) == [first, second, settled]
    page = response.content.decode()
    assert "$200.00 of $450.00 released" in page
    assert page.count("missing") == 3


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long(
    console: Client, rows: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        disputed()
    with django_assert_max_num_queries(9):
        console.get(reverse("admin:ads_dispute_changelist"))


def test_a_moderator_reads_all_that_both_sides_gave(console: Client) -> None:
    found = disputed()
    ad = found.ad
    actions.post_ad_message(actor=ad.user_of(Side.SPONSOR), ad=ad, body="<i>Where</i> is it?")
    actions.add_statement(
        actor=ad.user_of(Side.INFLUENCER),
        ad=ad,
        text="I was ill.",
        links=["https://video.example/ward"],
    )
    page = read(console, page_of(found))
    for words in (
        "Nothing was delivered",
        "Nothing has come so far.",
        "I was ill.",
        "https://video.example/ward",
        "&lt;i&gt;Where&lt;/i&gt; is it?",
        "The first cut.",
        "Show the shoes on a wet trail.",
        fresh(ad).terms_hash,
        "$450.00",
        "10 %",
        "Everybody who was asked has answered",
        "Settle it",
    ):
        assert words in page
    assert "Withdraw it" not in page
    assert "style=" not in page


def test_an_open_dispute_says_who_is_asked(console: Client) -> None:
    found = disputed()
    name = found.ad.influencer.display_name
    assert f"{name} (influencer): asked until" in read(console, page_of(found))
    actions.run_deadlines(now=fresh(found.ad).deadline_at)
    assert "which has passed" in read(console, page_of(found))


def test_files_are_handed_out_by_the_dispute_they_belong_to(console: Client) -> None:
    found, other = disputed(), disputed()
    file = Attachment(
        ad=found.ad,
        uploader=found.opener,
        kind="pdf",
        name="call.pdf",
        sha256="0" * 64,
        statement=Statement.objects.get(dispute=found),
    )
    file.file.save("call.pdf", ContentFile(b"%PDF-1.4"))
    url = page_of(found, "file", file.pk)
    assert f'href="{url}"' in read(console, page_of(found))
    response = console.get(url)
    assert b"".join(response.streaming_content) == b"%PDF-1.4"
    assert console.get(page_of(other, "file", file.pk)).status_code == 404
    party = client_of(found.ad.user_of(Side.SPONSOR))
    assert party.get(url).status_code == 302


# Speaking, opening, withdrawing


def test_a_moderator_asks_both_sides(console: Client) -> None:
    found = disputed()
    url = page_of(found, "statement")
    assert console.get(url)["Location"] == page_of(found)
    empty = console.post(url, {"text": ""})
    assert list(empty.context["form"].errors) == ["text"]
    response = console.post(url, {"text": "Since when?"}, follow=True)
    assert messages_of(response) == ["Both sides have your statement."]
    assert list(Statement.objects.values_list("side", flat=True)) == ["sponsor", "moderator"]
    assert logged(found) == ["Made a statement. Since when?"]
    room = client_of(found.ad.user_of(Side.SPONSOR)).get(found.ad.get_absolute_url())
    page = room.content.decode()
    assert "Since when?" in page
    assert "A moderator" in page


@pytest.mark.parametrize("state", sorted(RUNNING))
def test_a_moderator_stops_running_work(console: Client, state: State) -> None:
    ad = make_ad(state)
    url = reverse("admin:ads_ad_dispute", args=[ad.pk])
    assert f'href="{url}"' in read(console, reverse("admin:ads_ad_change", args=[ad.pk]))
    assert "both sides are asked to answer" in read(console, url)
    wrong = console.post(url, {"reason": "other", "text": " "})
    assert list(wrong.context["form"].errors) == ["text"]
    response = console.post(url, {"reason": "other", "text": "Explain this."}, follow=True)
    found = Dispute.objects.get()
    assert response.redirect_chain == [(page_of(found), 302)]
    assert (fresh(ad).state, found.opened_by) == (State.DISPUTED, "moderator")
    assert logged(found) == ["Opened a dispute: Something else."]
    assert "Withdraw it" in response.content.decode()


def test_only_running_work_can_be_stopped(console: Client) -> None:
    ad = make_ad(State.OFFERED)
    page = read(console, reverse("admin:ads_ad_change", args=[ad.pk]))
    assert "Open a dispute" not in page
    url = reverse("admin:ads_ad_dispute", args=[ad.pk])
    response = console.post(url, {"reason": "other", "text": "Explain."})
    assert "The ad has moved on" in response.content.decode()
    draft = make_ad(State.DRAFT)
    assert console.get(reverse("admin:ads_ad_dispute", args=[draft.pk])).status_code == 404


def test_a_moderator_withdraws_what_moderators_opened_and_nothing_else(console: Client) -> None:
    ad = make_ad(State.POSTED)
    actions.open_dispute(actor=make_moderator(), ad=ad, reason="other", text="Explain.")
    ours, theirs = Dispute.objects.get(), disputed()
    empty = console.post(page_of(ours, "withdraw"), {"reason": ""})
    assert list(empty.context["form"].errors) == ["reason"]
    response = console.post(page_of(ours, "withdraw"), {"reason": "Cleared up."}, follow=True)
    assert messages_of(response) == ["The dispute is withdrawn. The work goes on."]
    assert fresh(ad).state == State.POSTED
    assert logged(ours) == ["Withdrew the dispute. Cleared up."]
    response = console.post(page_of(theirs, "withdraw"), {"reason": "Enough."}, follow=True)
    assert messages_of(response) == ["Only who opened the dispute can withdraw it."]
    assert fresh(theirs.ad).state == State.DISPUTED


# Who may


def test_staff_without_the_permission_read_and_do_nothing() -> None:
    staff = make_moderator(is_superuser=False)
    staff.user_permissions.add(Permission.objects.get(codename="view_dispute"))
    client, found = client_of(staff), disputed()
    assert "Settle it" not in read(client, page_of(found))
    for name in NAMES:
        fields = settlement(text="Mine") | {"confirmed": "yes"}
        assert client.post(page_of(found, name), fields).status_code == 403
    url = reverse("admin:ads_ad_dispute", args=[make_ad(State.ACTIVE).pk])
    assert client.post(url, {"reason": "other", "text": "Mine"}).status_code == 403
    assert fresh(found.ad).state == State.DISPUTED
    assert Statement.objects.count() == 1


@pytest.mark.parametrize("name", ["change", *NAMES])
def test_parties_have_no_way_in(name: str) -> None:
    found = disputed()
    for side in Side:
        client = client_of(found.ad.user_of(side))
        for response in (client.get(page_of(found, name)), client.post(page_of(found, name))):
            assert (response.status_code, "/admin/" in response["Location"]) == (302, True)
    assert fresh(found.ad).state == State.DISPUTED


def test_rows_are_not_edited_by_hand(console: Client) -> None:
    found = disputed()
    assert console.post(page_of(found), {"state": "settled"}).status_code == 403
    assert console.get(reverse("admin:ads_dispute_add")).status_code == 403
    assert console.post(page_of(found, "delete"), {"post": "yes"}).status_code == 403
    for wrong in ("x", "9" * 30, "123456"):
        url = reverse("admin:ads_dispute_change", args=[wrong])
        assert console.get(url).status_code == 404


def test_opening_a_contract_lists_its_disputes(console: Client) -> None:
    found = disputed()
    page = read(console, reverse("admin:ads_ad_change", args=[found.ad_id]))
    assert f'<a href="{page_of(found)}">Open</a>' in page
    assert Ad.objects.count() == 1
