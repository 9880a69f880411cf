"""Short words for tests that visit pages of ads."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from ads.models import Ad


def client_of(user: User) -> Client:
    """Return a browser signed in as `user`."""
    client = Client()
    client.force_login(user)
    return client


def url_of(ad: Ad, name: str = "detail") -> str:
    """Return a page of `ad`."""
    return reverse(f"ads:{name}", args=[ad.pk])


def messages_of(response: HttpResponse) -> list[str]:
    """Return what the page says at its top, after `follow=True`."""
    return [str(message) for message in response.context["messages"]]


def told(response: HttpResponse) -> tuple[Any, ...]:
    """Return what the sender reads, how it is meant, and where, after `follow=True`."""
    notices = [(m.level, str(m)) for m in response.context["messages"]]
    return notices, response.redirect_chain


def fresh(ad: Ad) -> Ad:
    """Return the ad as it is now."""
    return Ad.objects.get(pk=ad.pk)


def stars(*axes: object, **changes: str) -> dict[str, str]:
    """Return what a browser posts for a rating; one number stands for all three axes."""
    names = ("quality_stars", "communication_stars", "timeliness_stars")
    given = axes if len(axes) == len(names) else axes * len(names)
    return dict(zip(names, map(str, given), strict=True)) | changes


def offer_fields(**changes: Any) -> dict[str, str]:
    """Return what a browser posts for a good offer of one post at $450; None leaves one out."""
    due = timezone.localdate() + timedelta(days=10)
    fields = {
        "title": "Two trail videos",
        "price_minor": "450.00",
        "requirements": "Show the shoes on a wet trail.",
        "usage_rights": "",
        "revision_rounds": "2",
        "kill_fee_minor": "90",
        "note": "",
        "items-TOTAL_FORMS": "3",
        "items-INITIAL_FORMS": "1",
        "items-MIN_NUM_FORMS": "1",
        "items-MAX_NUM_FORMS": "10",
    }
    for row in range(3):
        is_first = row == 0
        fields |= {
            f"items-{row}-platform": "instagram" if is_first else "",
            f"items-{row}-kind": "post" if is_first else "",
            f"items-{row}-quantity": "1",
            f"items-{row}-due_date": due.isoformat() if is_first else "",
            f"items-{row}-posting_date": (due + timedelta(days=2)).isoformat() if is_first else "",
            f"items-{row}-live_days": "30",
        }
    changed = {name.replace("__", "-"): value for name, value in changes.items()}
    return {k: str(v) for k, v in (fields | changed).items() if v is not None}
