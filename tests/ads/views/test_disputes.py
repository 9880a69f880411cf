"""Disputes over HTTP: opening, answering with evidence, withdrawing, and who settles where."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ads import actions
from ads.models import Ad, Attachment, Dispute, Statement
from ads.workflow import RUNNING, TRANSITIONS, Side, State
from tests.ads.views.visiting import client_of, fresh, messages_of, url_of
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.ads import dispute, make_ad

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4 but not really"


def party(ad: Ad, side: Side) -> Client:
    return client_of(ad.user_of(side))


def disputed(state: State = State.ACTIVE) -> Ad:
    ad = make_ad(state)
    dispute(ad)
    return fresh(ad)


def test_every_row_of_the_table_that_a_person_takes_has_an_address() -> None:
    ad = make_ad(State.ACTIVE)
    for name in set(TRANSITIONS) - {"expire"}:
        assert url_of(ad, name) == f"/ads/{ad.pk}/{name.replace('_', '-')}/"


@pytest.mark.parametrize("side", list(Side))
def test_the_page_names_what_a_dispute_does_before_anyone_opens_it(side: Side) -> None:
    ad = make_ad(State.ACTIVE)
    page = party(ad, side).get(url_of(ad, "dispute")).content.decode()
    other = ad.influencer if side is Side.SPONSOR else ad.campaign.sponsor
    for words in (
        "$450.00 stays locked in escrow",
        "All deadlines of the ad stand still",
        f"{other.display_name} has 7 days",
        "a moderator decides",
        "The fee of 10 %",
        "read the whole timeline",
        'enctype="multipart/form-data"',
    ):
        assert words in page
    assert "proposal lapses" not in page
    actions.propose_cancellation(actor=ad.user_of(side), ad=ad, reason="Plans changed")
    page = party(ad, side).get(url_of(ad, "dispute")).content.decode()
    assert "and the open proposal lapses" in page


def test_each_side_is_offered_what_it_can_be_let_down_by() -> None:
    ad = make_ad(State.IN_REVIEW)
    offered = {
        side: {
            value
            for value, _ in party(ad, side)
            .get(url_of(ad, "dispute"))
            .context["form"]
            .fields["reason"]
            .choices
        }
        for side in Side
    }
    assert offered[Side.INFLUENCER] == {"unfair_review", "product", "other"}
    assert offered[Side.SPONSOR] == set(Dispute.Reason.values) - {"unfair_review"}


@pytest.mark.parametrize("state", sorted(RUNNING))
@pytest.mark.parametrize("side", list(Side))
def test_the_room_leads_quietly_to_a_dispute_while_the_work_runs(state: State, side: Side) -> None:
    ad = make_ad(state)
    page = party(ad, side).get(url_of(ad)).content.decode()
    link = f'<a class="btn btn-quiet" href="{url_of(ad, "dispute")}">Open a dispute</a>'
    assert link in page


def test_opening_one_leads_to_the_room_which_shows_it_to_both() -> None:
    ad = make_ad(State.ACTIVE)
    fields = {
        "reason": "not_delivered",
        "text": "<b>Nothing</b> came.",
        "links": "https://video.example/call",
    }
    response = party(ad, Side.SPONSOR).post(url_of(ad, "dispute"), fields, follow=True)
    name = ad.influencer.display_name
    assert messages_of(response) == [f"The dispute is open. {name} has 7 days to answer."]
    assert response.redirect_chain == [(url_of(ad), 302)]
    for side in Side:
        page = party(ad, side).get(url_of(ad)).content.decode()
        assert "Dispute: nothing was delivered" in page
        assert "&lt;b&gt;Nothing&lt;/b&gt; came." in page
        assert 'href="https://video.example/call"' in page
        assert "Disputed" in page
    assert Attachment.objects.get().statement == Statement.objects.get()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, ["reason", "text"]),
        ({"reason": "unfair_review", "text": "It is."}, ["reason"]),
        ({"reason": "other", "text": "See", "links": "http://plain.example"}, ["links"]),
    ],
)
def test_what_is_missing_is_named_at_its_field(fields: dict[str, str], wrong: list[str]) -> None:
    ad = make_ad(State.ACTIVE)
    response = party(ad, Side.SPONSOR).post(url_of(ad, "dispute"), fields)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == wrong
    assert fresh(ad).state == State.ACTIVE


def test_a_file_that_is_none_opens_no_dispute_and_keeps_the_words() -> None:
    ad = make_ad(State.ACTIVE)
    fields = {
        "reason": "other",
        "text": "See the call.",
        "files": [SimpleUploadedFile("call.pdf", PDF)],
    }
    response = party(ad, Side.SPONSOR).post(url_of(ad, "dispute"), fields)
    assert list(response.context["form"].errors) == ["files"]
    assert "See the call." in response.content.decode()
    assert (fresh(ad).state, Dispute.objects.count()) == (State.ACTIVE, 0)


def test_the_other_side_answers_in_the_room() -> None:
    ad = disputed()
    client = party(ad, Side.INFLUENCER)
    page = client.get(url_of(ad)).content.decode()
    assert "Answer " in page
    assert page.count("btn-primary") == 1
    response = client.post(url_of(ad, "statement"), {"text": "I was ill."}, follow=True)
    assert response.redirect_chain == [(f"{url_of(ad)}#dispute", 302)]
    page = response.content.decode()
    assert "I was ill." in page
    assert "Waiting for a moderator" in page
    assert page.count("btn-primary") == 0
    assert fresh(ad).turn is None


def test_an_empty_statement_is_refused_at_its_field() -> None:
    ad = disputed()
    response = party(ad, Side.INFLUENCER).post(url_of(ad, "statement"), {"text": " "})
    assert response.status_code == 200
    assert response.context["statement_form"].errors == {"text": ["Fill this in."]}
    assert Statement.objects.count() == 1


def test_statements_need_an_open_dispute() -> None:
    ad = make_ad(State.ACTIVE)
    client = party(ad, Side.SPONSOR)
    response = client.post(url_of(ad, "statement"), {"text": "Mine"}, follow=True)
    assert messages_of(response) == ["There is no open dispute about this ad."]
    response = client.get(url_of(ad, "statement"))
    assert (response.status_code, response["Location"]) == (302, f"{url_of(ad)}#dispute")


def test_who_opened_it_withdraws_it_and_the_other_does_not() -> None:
    ad = disputed(State.IN_REVIEW)
    other = party(ad, Side.INFLUENCER).post(url_of(ad, "withdraw_dispute"), {}, follow=True)
    assert messages_of(other) == ["Only who opened the dispute can withdraw it."]
    client, url = party(ad, Side.SPONSOR), url_of(ad, "withdraw_dispute")
    assert "with the time it had left" in client.get(url).content.decode()
    assert fresh(ad).state == State.DISPUTED
    response = client.post(url, {"reason": "We spoke."}, follow=True)
    assert messages_of(response) == [
        "The dispute is withdrawn. The work goes on with the time it had left."
    ]
    assert fresh(ad).state == State.IN_REVIEW
    page = party(ad, Side.INFLUENCER).get(url_of(ad)).content.decode()
    assert "We spoke." in page
    assert 'id="dispute"' not in page


@pytest.mark.parametrize("share", [0, 20_000, 45_000])
@pytest.mark.parametrize("side", list(Side))
def test_the_outcome_stays_visible(share: int, side: Side) -> None:
    ad = disputed(State.POSTED)
    actions.settle_dispute(
        actor=make_moderator(), ad=ad, share_minor=share, reason="One post was missing."
    )
    page = party(ad, side).get(url_of(ad)).content.decode()
    assert "What a moderator decided" in page
    assert "One post was missing." in page
    assert f'action="{url_of(ad, "statement")}"' not in page


NAMES = ["dispute", "statement", "withdraw_dispute", "settle", "cancel_agreed"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("state", [State.ACTIVE, State.DISPUTED])
def test_strangers_find_nothing(name: str, state: State) -> None:
    ad = make_ad(state)
    for stranger in (make_sponsor().user, make_influencer().user):
        for response in (
            client_of(stranger).get(url_of(ad, name)),
            client_of(stranger).post(url_of(ad, name), {"text": "Mine"}),
        ):
            assert response.status_code == 404
    visitor = Client().post(url_of(ad, name))
    assert (visitor.status_code, visitor["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_parties_cannot_settle_and_moderators_are_led_to_where_they_do() -> None:
    ad = disputed()
    for side in Side:
        assert party(ad, side).post(url_of(ad, "settle")).status_code == 404
    staff = make_moderator(is_superuser=False)
    assert client_of(staff).post(url_of(ad, "settle")).status_code == 404
    console = client_of(make_moderator())
    response = console.post(url_of(ad, "settle"))
    page = reverse("admin:ads_dispute_settle", args=[Dispute.objects.get().pk])
    assert (response.status_code, response["Location"]) == (302, page)
    running = make_ad(State.ACTIVE)
    response = console.post(url_of(running, "settle"), follow=True)
    assert messages_of(response) == ["There is no open dispute about this ad."]
    assert console.post(url_of(make_ad(State.DRAFT), "settle")).status_code == 404


@pytest.mark.parametrize("side", list(Side))
def test_nobody_cancels_a_paid_ad_alone(side: Side) -> None:
    ad = make_ad(State.ACTIVE)
    name = (ad.influencer if side is Side.SPONSOR else ad.campaign.sponsor).display_name
    for response in (
        party(ad, side).get(url_of(ad, "cancel_agreed"), follow=True),
        party(ad, side).post(url_of(ad, "cancel_agreed"), follow=True),
    ):
        assert messages_of(response) == [
            f"Nobody cancels a paid ad alone. Propose to cancel; it ends when {name} accepts."
        ]
    assert fresh(ad).state == State.ACTIVE
    early = make_ad(State.OFFERED)
    response = party(early, side).post(url_of(early, "cancel_agreed"), follow=True)
    assert messages_of(response) == ["The ad has moved on: it is “offered” now."]
