"""What is in an export: all that is the asker's, and nothing that is somebody else's."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps

from accounts.actions import block_user, suspend_user
from accounts.models import User
from ads.actions import post_ad_message
from ads.workflow import Side
from campaigns.models import SavedCampaign
from marketplace.exports import tables
from marketplace.exports.kinds import _SOURCES, sources_of
from marketplace.exports.models import ExportJob
from marketplace.exports.scope import Scope
from marketplace.kernel.models import OutboxMail
from marketplace.ledger.actions import save_billing_details
from marketplace.messaging.actions import post_message
from tests.exports.reading import files_of, table_of, tables_of
from tests.factories.accounts import make_influencer, make_moderator, make_signal, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.campaigns import make_campaign, make_interest
from tests.factories.exports import make_export
from tests.factories.files import picture_bytes, upload
from tests.factories.ledger import make_payout
from tests.factories.notifications import make_notification
from tests.factories.ratings import make_rating

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("work_dir")]
NASTY = '=cmd|" /C calc"!A0, "quoted"\nsecond line 👩🏽‍🚀 שלום \u202bعولم\u202c'


def everything(user: User) -> dict[str, list[dict[str, str]]]:
    return tables_of(make_export(user, "personal_data"))


def test_a_sponsors_campaigns_with_their_budget() -> None:
    ad = make_ad("active", campaign=make_campaign(title=NASTY, platforms=["instagram", "x"]))
    make_campaign()
    (row,) = table_of(make_export(ad.campaign.sponsor.user, "campaigns"))
    assert row["Title"] == f"'{NASTY}"
    assert (row["State"], row["Platforms"]) == ("Published", "Instagram, X")
    assert (row["Budget"], row["In escrow"], row["Free"]) == ("5000.00", "450.00", "4550.00")
    assert (row["Committed"], row["Paid"], row["Currency"]) == ("450.00", "0.00", "USD")


def test_each_side_has_its_ads_and_reads_who_the_other_is() -> None:
    campaign, influencer = make_campaign(), make_influencer(display_name="Mira")
    ad = make_ad("completed", campaign=campaign, influencer=influencer)
    draft = make_ad("draft", campaign=campaign, influencer=make_influencer(), title="Draft")
    make_ad("offered", campaign=make_campaign(), influencer=make_influencer(), title="Others'")
    (theirs,) = table_of(make_export(influencer.user, "ads"))
    assert (theirs["Title"], theirs["Sponsor"]) == (ad.title, campaign.sponsor.display_name)
    assert (theirs["State"], theirs["Price"], theirs["Fee in percent"]) == (
        "Completed",
        "450.00",
        "10",
    )
    sponsors = table_of(make_export(campaign.sponsor.user, "ads"))
    assert [(row["Title"], row["Influencer"]) for row in sponsors] == [
        (ad.title, "Mira"),
        (draft.title, draft.influencer.display_name),
    ]


@pytest.mark.parametrize("kind", ["campaigns", "ads"])
def test_campaigns_and_ads_count_by_the_day_they_were_made(kind: str) -> None:
    sponsor = make_sponsor()
    User.objects.update(time_zone="Asia/Tokyo")
    sponsor.user.refresh_from_db()
    for number, hour in enumerate((14, 15)):  # midnight in Tokyo is 15:00
        moment = datetime(2026, 5, 4, hour, 0, tzinfo=UTC)
        campaign = make_campaign(sponsor, title=f"Number {number}", created_at=moment)
        ad = make_ad("draft", campaign=campaign, title=f"Number {number}")
        type(ad).objects.filter(pk=ad.pk).update(created_at=moment)
    day = date(2026, 5, 5)
    (row,) = table_of(make_export(sponsor.user, kind, start_date=day, end_date=day))
    assert (row["Title"], row["Made"]) == ("Number 1", "2026-05-05T00:00:00+09:00")


@pytest.fixture
def pair() -> Any:
    """Return an ad whose two sides left everything that sides leave."""
    ad = make_ad("completed")
    sponsor, influencer = ad.campaign.sponsor.user, ad.influencer.user
    for side, user in ((Side.SPONSOR, sponsor), (Side.INFLUENCER, influencer)):
        name = side.value
        image = upload(f"picture-{name}.png", picture_bytes())
        post_ad_message(actor=user, ad=ad, body=f"Words of the {name}", files=[image])
        make_rating(ad, side, 4, text=f"Rating by the {name}", private_note=f"Note of the {name}")
        make_notification(user, text=f"Notice for the {name}")
        save_billing_details(actor=user, name=f"Legal name of the {name}", street="", postcode="",
                             city="", country="DE", tax_number="")  # fmt: skip
        make_payout(user, 5_000, iban="DE89370400440532013000")
        UserSession.objects.create(
            user=user, session_key=name, ip="203.0.113.7", user_agent=f"Browser of the {name}"
        )
        Authenticator.objects.create(user=user, type="totp", data={"secret": f"secret-{name}"})
        make_signal(user, text=f"mail {name}@example.org")
        OutboxMail.objects.filter(user=user).update(text=f"Mail to the {name}", is_secret=True)
    block_user(actor=sponsor, user=influencer)
    block_user(actor=influencer, user=sponsor)
    return ad


@pytest.mark.parametrize("side", list(Side))
def test_everything_about_a_person_is_theirs_and_all_of_it(pair: Any, side: Side) -> None:
    user, name, other = pair.user_of(side), side.value, side.other.value
    found = everything(user)
    text = str(found)
    assert [row["E-mail address"] for row in found["account"]] == [user.email]
    assert [row["Handle"] for row in found["profile"]] == [user.profile.handle_id]
    assert f"Words of the {name}" in {row["Text"] for row in found["messages"]}
    assert f"picture-{name}.webp" in {row["Name"] for row in found["files"]}
    (given,), (received,) = found["ratings_given"], found["ratings_received"]
    assert given["Note for the moderators"] == f"Note of the {name}"
    assert (received["Text"], received["Quality"]) == (f"Rating by the {other}", "4")
    assert f"Notice for the {name}" in {row["Text"] for row in found["notifications"]}
    assert found["billing_details"][0]["Name"] == f"Legal name of the {name}"
    assert found["payout_details"][0]["Paid to"] == "Sample Person, IBAN DE… 3000"
    assert found["sessions"][0]["Browser"] == f"Browser of the {name}"
    assert len(found["second_factors"]) == 1
    assert found["signals"][0]["Your words"] == f"mail {name}@example.org"
    assert found["blocks"][0]["Handle"] == pair.user_of(side.other).profile.handle_id
    assert len(found["ads"]) == len(found["documents"]) == 1
    assert len(found["withdrawals"]) == 1
    assert found["mail_preferences"] and found["ad_events"] and found["statement"]
    assert found["exports"][-1]["What"] == "Everything about you"
    for theirs in (
        f"Words of the {other}",
        f"picture-{other}",
        f"Note of the {other}",
        f"Notice for the {other}",
        f"Legal name of the {other}",
        f"Browser of the {other}",
        f"mail {other}@example.org",
        pair.user_of(side.other).email,
        "secret-",
        "DE89370400440532013000",
        "Mail to the",
        user.password,
    ):
        assert theirs not in text, theirs


def test_a_rating_that_is_still_blind_is_in_nobodys_hands() -> None:
    ad = make_ad("completed")
    make_rating(ad, Side.SPONSOR, 1, text="Late and wrong.")
    assert everything(ad.influencer.user)["ratings_received"] == []
    assert len(everything(ad.campaign.sponsor.user)["ratings_given"]) == 1


def test_an_influencers_interests_and_a_sponsors_reasons() -> None:
    interest = make_interest(state="declined")
    SavedCampaign.objects.create(campaign=interest.campaign, influencer=interest.influencer)
    found = everything(interest.influencer.user)
    (row,) = found["interests"]
    assert (row["Your message"], row["Proposed price"]) == (interest.message, "400.00")
    assert len(found["saved_campaigns"]) == 1
    assert found["messages"][0]["Campaign you showed interest in"] == interest.campaign.title
    found = everything(interest.campaign.sponsor.user)
    assert found["interests_declined"][0]["Your reason"] == interest.decline_reason
    assert interest.message not in str(found)


def test_a_moderators_decision_stands_there_without_the_moderator() -> None:
    moderator, user = make_moderator(email="mod@example.net"), make_influencer().user
    suspend_user(actor=moderator, user=user, reason="Bought followers.")
    user.refresh_from_db()
    found = everything(user)
    assert [row["Reason"] for row in found["decisions"]] == ["Bought followers."]
    assert "mod@example.net" not in str(found)


def test_a_moderator_has_an_account_and_no_market() -> None:
    found = everything(make_moderator(email="mod@example.net"))
    assert found["account"][0]["Moderator"] == "yes"
    assert {"console", "notifications", "messages"} <= set(found)
    assert not {"ads", "profile", "statement"} & set(found)


def test_what_people_typed_is_no_formula_in_any_table() -> None:
    influencer = make_influencer(display_name=NASTY, description=NASTY)
    interest = make_interest(influencer=influencer, message=NASTY)
    post_message(actor=influencer.user, thread=interest.thread, body=NASTY)
    files = files_of(make_export(influencer.user, "personal_data"))
    found = everything(influencer.user)
    assert found["profile"][0]["Name"] == f"'{NASTY}"
    assert {row["Text"] for row in found["messages"]} == {f"'{NASTY}"}
    for name, data in files.items():
        if name.endswith(".csv"):
            assert b",=cmd" not in data and b'"=cmd' not in data, name


def test_the_readme_names_every_table_with_its_rows() -> None:
    user = make_influencer().user
    files = files_of(make_export(user, "personal_data"))
    readme = files.pop("README.txt").decode()
    assert list(files) == [f"{source.name}.csv" for source in sources_of("personal_data", user)]
    for name in files:
        assert f"{name}: " in readme
    assert "account.csv: 1 row\r\n" in readme
    assert "blocks.csv: 0 rows\r\n" in readme


def test_no_two_tables_of_one_role_have_one_name() -> None:
    for role in ("", "sponsor", "influencer"):
        names = [source.name for source in sources_of("personal_data", User(role=role))]
        assert len(names) == len(set(names))


# Rows that name a user and are in no table, each with the reason.
LEFT_OUT = {
    "ads.CalendarFeed": "its secret opens a person's deadlines",
    "digests.MonthlyReport": "says what campaigns, ads and statement tell; has a page",
    "digests.DigestRun": "says which digest was decided; the mails are listed",
    "ledger.Account": "its balance is the statement's last",
    "ledger.IdempotencyKey": "the key of a form, forgotten within days",
    "ledger.PayoutBatch": "a moderator's work on other people's money",
    "messaging.ThreadParticipant": "how far a conversation was read",
}


def test_whatever_names_a_user_is_told_or_left_out_for_a_reason() -> None:
    told = set()
    for role in ("", "sponsor", "influencer"):
        scope = Scope(user=User(pk=0, role=role), zone=ZoneInfo("UTC"))
        for source in sources_of("personal_data", scope.user):
            if isinstance(source, tables.Table):
                told.add(source.rows(scope).model._meta.label)
    named = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is User
    }
    assert named - told == set(LEFT_OUT)


def test_each_way_of_cutting_batches_tells_the_same(monkeypatch, pair: Any) -> None:
    user = pair.influencer.user
    expected = files_of(make_export(user, "personal_data"))
    monkeypatch.setattr(tables, "BATCH", 1)
    made = files_of(make_export(user, "personal_data"))
    changing = {"README.txt", "notifications.csv", "mails.csv", "exports.csv"}
    assert {name for name in made if made[name] != expected[name]} <= changing


def test_every_kind_has_tables_and_every_table_a_sentence() -> None:
    assert set(_SOURCES) == set(ExportJob.Kind)
    for sources in _SOURCES.values():
        for source in sources:
            assert source.about.endswith(".")
            assert len(set(source.headings)) == len(source.headings)
