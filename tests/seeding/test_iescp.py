"""The import of the predecessor's database: what arrives, what stays, and that nothing is lost."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Category, InfluencerProfile, SponsorProfile, User
from ads import actions
from ads.models import Ad
from campaigns.models import Campaign, Interest
from marketplace.kernel.errors import Refused
from marketplace.kernel.mail.models import OutboxMail
from marketplace.kernel.search import search_ids
from marketplace.ledger.actions import wallet_for
from marketplace.ledger.laws import check_all
from marketplace.messaging.models import unread_count
from marketplace.notifications.models import Notification
from tests.seeding.sources import ROWS, make_source

pytestmark = pytest.mark.django_db


def run(path: Path, **options: bool) -> list[str]:
    out = StringIO()
    call_command("import_iescp", path, stdout=out, **options)
    return out.getvalue().splitlines()


def test_counts_and_the_moderator_left_behind(tmp_path: Path) -> None:
    assert run(make_source(tmp_path / "old.sqlite3")) == [
        "ad: 3 taken",
        "camp: 2 taken",
        "influencers: 2 taken",
        "interested_camp: 2 taken",
        "sponsors: 1 taken",
        "not taken: user 1: moderators are not brought over; create them with createsuperuser",
    ]


def test_people_come_without_a_password_and_flags_become_suspensions(tmp_path: Path) -> None:
    run(make_source(tmp_path / "old.sqlite3"))
    sponsor = SponsorProfile.objects.get()
    assert (sponsor.user.email, sponsor.handle_id) == ("brand@old.example", "old-brand")
    assert sponsor.is_verified is False
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert User.objects.filter(is_staff=True).count() == 0
    flagged = User.objects.get(email="flagged@old.example")
    assert flagged.suspension_reason == "Flagged on the earlier platform."


def test_an_influencer_keeps_figures_ratings_and_past_earnings_as_history(tmp_path: Path) -> None:
    run(make_source(tmp_path / "old.sqlite3"))
    creator = InfluencerProfile.objects.get(handle="creator")
    channel = creator.channels.get()
    assert (channel.platform, channel.followers) == ("youtube", 100_893)
    assert (creator.rating_sum, creator.rating_count) == (27, 2)
    assert creator.past_earnings_minor == 2_000
    assert wallet_for(creator.user).balance_minor == 0
    assert creator.category == Category.objects.get(name="Health care")
    assert search_ids(kind="influencer", query="yoga") == [creator.pk]


def test_opening_balances_become_wallet_money_once(tmp_path: Path) -> None:
    path = make_source(tmp_path / "old.sqlite3")
    run(path, opening_balances=True)
    run(path, opening_balances=True)
    creator = InfluencerProfile.objects.get(handle="creator")
    assert wallet_for(creator.user).balance_minor == 2_000
    assert list(check_all()) == []


def test_campaigns_keep_dates_visibility_amounts_and_flags(tmp_path: Path) -> None:
    run(make_source(tmp_path / "old.sqlite3"))
    past, running = Campaign.objects.order_by("title")
    assert (past.state, past.visibility, past.budget_minor) == ("closed", "public", 10_000)
    assert (running.state, running.visibility, running.is_flagged) == (
        "published",
        "private",
        True,
    )
    assert str(running.category) == "Finance"


def test_pending_ads_are_drafts_and_decided_ones_history(tmp_path: Path) -> None:
    run(make_source(tmp_path / "old.sqlite3"))
    draft = Ad.objects.get(state="draft")
    done, declined = Ad.objects.filter(is_history=True).order_by("pk")
    assert draft.current_offer is not None
    assert draft.current_offer.price_minor == 20_000
    assert draft.thread is not None
    assert [m.body for m in draft.thread.messages.order_by("pk")] == ["I want more", "We will ask"]
    assert (done.state, declined.state) == ("completed", "declined")
    with pytest.raises(Refused, match="history"):
        actions.complete_ad(actor=done.campaign.sponsor.user, ad=done)
    assert list(check_all()) == []


def test_interests_are_open_where_the_campaign_runs(tmp_path: Path) -> None:
    run(make_source(tmp_path / "old.sqlite3"))
    states = dict(Interest.objects.values_list("campaign__title", "state"))
    assert states == {"Past": "closed", "Running": "open"}


def test_nobody_is_told(tmp_path: Path) -> None:
    run(make_source(tmp_path / "old.sqlite3"))
    assert (OutboxMail.objects.count(), Notification.objects.count()) == (0, 0)
    assert [unread_count(user) for user in User.objects.all()] == [0, 0, 0]


def test_a_second_run_brings_nothing_twice_even_after_changes_here(tmp_path: Path) -> None:
    path = make_source(tmp_path / "old.sqlite3")
    run(path)
    draft = Ad.objects.get(state="draft")
    actions.delete_draft(actor=draft.campaign.sponsor.user, ad=draft)
    User.objects.filter(email="brand@old.example").update(email="new@brand.example")
    lines = run(path)
    assert lines[:5] == [
        "ad: 0 taken, 3 brought over before",
        "camp: 0 taken, 2 brought over before",
        "influencers: 0 taken, 2 brought over before",
        "interested_camp: 0 taken, 2 brought over before",
        "sponsors: 0 taken, 1 brought over before",
    ]
    assert (Ad.objects.count(), User.objects.count()) == (2, 3)


@pytest.mark.parametrize(
    ("table", "row", "reason"),
    [
        ("camp", (1, "X", "g", "2024-02-01", "2024-01-01", "d", 1, 5, "A", 0, 1), "before it"),
        ("camp", (1, "X", "g", "soon", "2024-01-01", "d", 1, 5, "A", 0, 1), "not a date"),
        ("camp", (1, "X", "g", "2024-01-01", "2024-02-01", "d", 1, 0, "A", 0, 1), "not possible"),
        ("camp", (1, "X", "g", "2024-01-01", "2024-02-01", "d", 1, 5, "A", 0, 9), "sponsors 9"),
        ("sponsors", (1, "", "C", "tech", 0, "", 2), "has no name"),
        ("sponsors", (1, "B", "C", "tech", 0, "", 99), "missing"),
        ("influencers", (1, "C", "A", "", -3, "youtube", "", 0, 0, 0, 3), "not possible"),
        ("influencers", (1, "C", "A", "", 3, "myspace", "", 0, 0, 0, 3), "not known here"),
        ("ad", (1, "T", "dreaming", None, None, 5, 1, 1, 0), "not known here"),
        ("ad", (1, "T", "pending", None, None, "many", 1, 1, 0), "not a whole number"),
        ("interested_camp", (1, "", 1, 1), "has no message"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_and_the_rest_arrives(
    tmp_path: Path, table: str, row: tuple[object, ...], reason: str
) -> None:
    lines = run(make_source(tmp_path / "old.sqlite3", {table: [row]}))
    said = [line for line in lines if line.startswith(f"not taken: {table} 1: ")]
    assert len(said) == 1
    assert reason in said[0]


def test_an_address_in_use_here_is_left_alone(tmp_path: Path) -> None:
    User.objects.create_user("brand@old.example", "secret-of-mine")
    lines = run(make_source(tmp_path / "old.sqlite3"))
    assert "not taken: sponsors 1: brand@old.example has an account here already" in lines
    assert User.objects.get(email="brand@old.example").role == ""


def test_ratings_that_cannot_be_true_are_named_and_dropped(tmp_path: Path) -> None:
    row = (1, "Creator", "A", "", 3, "youtube", "", 0, 11, 2, 3)
    lines = run(make_source(tmp_path / "old.sqlite3", {"influencers": [row]}))
    reason = "its ratings (11 stars in 2) cannot be true"
    assert f"not taken: influencers 1: {reason}" in lines
    assert InfluencerProfile.objects.get().rating_count == 0


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 : 4096 + 3000] = b"\xff" * 3000
    path.write_bytes(content)


@pytest.mark.parametrize("kind", ["missing", "text", "empty", "damaged", "lacking", "folder"])
def test_a_wrong_file_changes_nothing_and_says_why(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "old.sqlite3"
    if kind == "text":
        path.write_text("no database at all, just words\n" * 200)
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "damaged":
        damage(make_source(path))
    elif kind == "lacking":
        import sqlite3

        connection = sqlite3.connect(make_source(path))
        connection.execute("ALTER TABLE ad DROP COLUMN payment")
        connection.commit()
        connection.close()
    elif kind == "folder":
        path.mkdir()
    with pytest.raises(CommandError, match="Nothing was imported"):
        run(path)
    assert (User.objects.count(), Campaign.objects.count()) == (0, 0)


def test_the_file_itself_is_not_touched(tmp_path: Path) -> None:
    path = make_source(tmp_path / "old.sqlite3")
    before = path.read_bytes()
    run(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["old.sqlite3"]
    assert len(ROWS["user"]) == 4
