"""Reversing what an ad has paid, in the console."""

from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ads.models import Ad
from marketplace.kernel.mail.models import OutboxMail
from tests.factories.accounts import make_user
from tests.ledger.stories import Cast, books, clear, earn, meet, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(client: Client) -> Cast:
    cast = meet()
    client.force_login(cast.moderator)
    return cast


def reverse_it(client: Client, ad: Ad, **answer: str) -> HttpResponse:
    return client.post(page_of(ad), {"form_key": str(uuid4())} | answer, follow=True)


def page_of(ad: Ad) -> str:
    return reverse("admin:ads_ad_reverse", args=[ad.pk])


def test_the_ad_leads_to_its_reversal(client: Client, cast: Cast) -> None:
    ad = earn(cast, 50_000)
    page = client.get(reverse("admin:ads_ad_change", args=[ad.pk])).content.decode()
    assert f'$500.00 · <a href="{page_of(ad)}">Reverse the payment</a>' in page


def test_what_it_means_is_said_first(client: Client, cast: Cast) -> None:
    ad = earn(cast, 50_000)
    sponsor, influencer = ad.campaign.sponsor.display_name, ad.influencer.display_name
    said = (
        f"$500.00 goes back to {sponsor}: $450.00 from {influencer} and the fee of $50.00. "
        f"{influencer} has $450.00 that is not being paid out. Both are told."
    )
    assert said in client.get(page_of(ad)).content.decode()

    clear()
    withdraw(cast, cast.influencer, 40_000)
    owing = f"{influencer} has $50.00 that is not being paid out and owes $400.00 then"
    assert owing in client.get(page_of(ad)).content.decode()
    assert books() == {"outside": -10_000, "fees": 5_000, "influencer's wallet": 5_000}


def test_a_moderator_reverses_and_both_read_why(client: Client, cast: Cast) -> None:
    ad = earn(cast, 50_000)
    page = reverse_it(client, ad, reason="The post was never public.").content.decode()
    assert "The payment of $500.00 is reversed. Both sides are told." in page
    assert "reversed on" in page
    assert books() == {"outside": -50_000, "sponsor's wallet": 50_000}
    ad.refresh_from_db()
    ad.campaign.refresh_from_db()
    assert (ad.released_minor, ad.campaign.committed_minor) == (0, 0)
    assert LogEntry.objects.get().change_message == (
        "Reversed the payment of $500.00. The post was never public."
    )
    line = f"A moderator reversed the payment: $500.00 went back to {ad.campaign.sponsor}."
    for user in (cast.sponsor, cast.influencer):
        mail = OutboxMail.objects.filter(to=user.email, kind="ad_decided").latest("pk")
        assert line in mail.text
        assert "The post was never public." in mail.text


def test_a_reversal_sent_twice_is_one(client: Client, cast: Cast) -> None:
    ad = earn(cast, 50_000)
    key = str(uuid4())
    for _ in range(2):
        page = reverse_it(client, ad, reason="Never public.", form_key=key).content.decode()
        assert "The payment of $500.00 is reversed." in page
    page = reverse_it(client, ad, reason="Never public.").content.decode()
    assert "This payment was reversed before." in page
    assert LogEntry.objects.count() == 1


def test_a_reversal_needs_a_reason(client: Client, cast: Cast) -> None:
    ad = earn(cast, 50_000)
    assert "Give both sides the reason." in reverse_it(client, ad, reason=" ").content.decode()
    assert books() == {"outside": -50_000, "fees": 5_000, "influencer's hold": 45_000}


def test_staff_without_the_right_reverse_nothing(client: Client, cast: Cast) -> None:
    ad = earn(cast, 50_000)
    reader = make_user(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_ad"))
    client.force_login(reader)
    assert reverse_it(client, ad, reason="Never public.").status_code == 403
