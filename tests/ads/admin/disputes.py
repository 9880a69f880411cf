"""Short words for tests of disputes in the console."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from ads.models import Dispute
from ads.workflow import State
from tests.factories.ads import dispute, make_ad


def disputed(state: State = State.IN_REVIEW) -> Dispute:
    ad = make_ad(state)
    dispute(ad)
    return Dispute.objects.get(ad=ad)


def page_of(found: Dispute, name: str = "change", *more: object) -> str:
    return reverse(f"admin:ads_dispute_{name}", args=[found.pk, *more])


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def logged(found: Dispute) -> list[str]:
    entries = LogEntry.objects.filter(object_id=str(found.pk), content_type__model="dispute")
    return [entry.get_change_message() for entry in entries.order_by("pk")]


def settlement(**changes: Any) -> dict[str, Any]:
    return {"decision": "split", "share_minor": "199.99", "reason": "Half was done."} | changes
