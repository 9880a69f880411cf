"""Hand-ins over HTTP: labels, ticks, files, what should change, live links with their day."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from ads import actions
from ads.actions.results import Figures
from ads.models import Ad
from ads.workflow import Side, State
from tests.ads.views.test_moves import live_fields, submit_fields
from tests.ads.views.visiting import client_of, fresh, messages_of, url_of
from tests.factories.ads import make_ad, make_terms

pytestmark = pytest.mark.django_db

REQUIREMENTS = "- Show the sole.\n- Name the <price>."


def checked_ad(state: str, **terms: object) -> Ad:
    return make_ad(state, terms=make_terms(requirements=REQUIREMENTS, **terms))


def picture(name: str = "cut.png") -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (4, 4)).save(data, "PNG")
    return SimpleUploadedFile(name, data.getvalue(), content_type="image/png")


def page_of(ad: Ad, side: Side, name: str = "detail") -> str:
    return client_of(ad.user_of(side)).get(url_of(ad, name)).content.decode()


def test_the_page_says_which_label_the_caption_needs_and_what_is_attested() -> None:
    ad = checked_ad(State.ACTIVE)
    page = page_of(ad, Side.INFLUENCER, "submit")
    assert "Must begin with one of: Werbung, Anzeige, #Werbung, #Anzeige." in page
    assert "as of 28 May 2022" in page
    assert "I attest that each live post will carry the label of its caption" in page
    assert "Name the &lt;price&gt;." in page
    assert "First drafts, 2 rounds of changes agreed" in page
    assert 'enctype="multipart/form-data"' in page


def test_a_caption_without_its_label_comes_back_with_what_to_do() -> None:
    ad = checked_ad(State.ACTIVE)
    due = ad.deliverables.get()
    client, url = client_of(ad.user_of(Side.INFLUENCER)), url_of(ad, "submit")
    fields = submit_fields(due) | {f"caption_{due.pk}": "Dry feet."}
    response = client.post(url, fields)
    assert list(response.context["form"].errors) == [f"caption_{due.pk}"]
    assert "Put “Werbung” at the beginning of the caption" in response.content.decode()
    assert "The first cut." in response.content.decode()
    fields = submit_fields(due)
    del fields["is_attested"]
    assert client.post(url, fields).context["form"].errors == {
        "is_attested": ["Tick this to go on."]
    }
    assert fresh(ad).state == State.ACTIVE


def test_files_and_ticks_are_shown_to_the_sponsor_with_the_attestation() -> None:
    ad = checked_ad(State.ACTIVE)
    due = ad.deliverables.get()
    client = client_of(ad.user_of(Side.INFLUENCER))
    fields = submit_fields(due) | {"covered": ["2"], f"files_{due.pk}": [picture()]}
    assert client.post(url_of(ad, "submit"), fields).status_code == 302
    page = page_of(ad, Side.SPONSOR)
    file = due.submissions.get().attachments.get()
    assert file.get_absolute_url() in page
    assert "Werbung. Dry feet." in page
    assert "attested that the post will carry the label “Werbung”" in page
    ticks = client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad)).context["room"].ticks
    assert [(tick.text, tick.is_covered) for tick in ticks] == [
        ("Show the sole.", False),
        ("Name the <price>.", True),
    ]


def test_what_is_no_picture_is_refused_at_its_field() -> None:
    ad = checked_ad(State.ACTIVE)
    due = ad.deliverables.get()
    bad = SimpleUploadedFile("cut.png", b"<svg onload=alert(1)>", content_type="image/png")
    client = client_of(ad.user_of(Side.INFLUENCER))
    response = client.post(url_of(ad, "submit"), submit_fields(due) | {f"files_{due.pk}": [bad]})
    assert list(response.context["form"].errors) == [f"files_{due.pk}"]
    assert fresh(ad).state == State.ACTIVE


def test_cited_items_and_the_round_stand_beside_the_deliverables() -> None:
    ad = checked_ad(State.IN_REVIEW)
    due = ad.deliverables.get()
    client, url = client_of(ad.user_of(Side.SPONSOR)), url_of(ad, "request_changes")
    assert "This uses round 1 of 2" in client.get(url).content.decode()
    response = client.post(url, {"deliverables": [due.pk]})
    assert response.context["form"].errors == {
        "reason": ["Say what should change, or choose from the checklist."]
    }
    assert client.post(url, {"deliverables": [due.pk], "items": ["2"]}).status_code == 302
    for name in ("detail", "submit"):
        page = page_of(ad, Side.INFLUENCER, name)
        assert "Asked to change: Post on Instagram" in page
        assert "<li>Name the &lt;price&gt;.</li>" in page
        assert "Round 1 of 2" in page
    assert "Wet trails, dry feet.</textarea>" in page  # the caption from before, to go on from


def test_huge_texts_and_foreign_items_are_refused_in_words() -> None:
    ad = checked_ad(State.IN_REVIEW)
    due = ad.deliverables.get()
    client = client_of(ad.user_of(Side.SPONSOR))
    fields = {"deliverables": [due.pk], "items": ["99"], "reason": "x" * 100_000}
    errors = client.post(url_of(ad, "request_changes"), fields).context["form"].errors
    assert set(errors) == {"items", "reason"}
    assert fresh(ad).state == State.IN_REVIEW


def test_a_live_link_has_a_day_a_screenshot_and_an_attestation() -> None:
    ad = checked_ad(State.APPROVED)
    due = ad.deliverables.get()
    client, url = client_of(ad.user_of(Side.INFLUENCER)), url_of(ad, "post_live")
    for day in ("", "tomorrow", "2999-01-01", "1999-01-01", "99999-01-01"):
        response = client.post(url, live_fields(due) | {f"posted_{due.pk}": day})
        assert list(response.context["form"].errors) == [f"posted_{due.pk}"], day
    fields = live_fields(due) | {f"files_{due.pk}": [picture("shot.png")]}
    assert client.post(url, fields).status_code == 302
    page = page_of(ad, Side.SPONSOR)
    assert "attested that the post carries the label “Werbung”" in page
    assert due.submissions.get(kind="live").attachments.get().get_absolute_url() in page


def test_a_hand_in_of_somebody_faster_is_told_and_nothing_is_kept_twice() -> None:
    ad = checked_ad(State.ACTIVE)
    due = ad.deliverables.get()
    client, url = client_of(ad.user_of(Side.INFLUENCER)), url_of(ad, "submit")
    for _ in range(2):
        response = client.post(url, submit_fields(due), follow=True)
    assert messages_of(response)[-1] == "That is done already. Here is where things stand."
    assert due.submissions.count() == 1


def test_the_room_costs_the_same_for_one_deliverable_and_three() -> None:
    counts = []
    for quantity in (1, 3):
        items = tuple(replace(item, quantity=quantity) for item in make_terms().items)
        ad = make_ad(State.COMPLETED, terms=make_terms(items=items))
        for due in ad.deliverables.all():
            figures = Figures(due.submissions.last().posted_date, views=5)
            actions.enter_results(actor=ad.influencer.user, ad=ad, results={due.pk: figures})
        client = client_of(ad.user_of(Side.SPONSOR))
        client.get(url_of(ad))
        with CaptureQueriesContext(connection) as captured:
            client.get(url_of(ad))
        counts.append(len(captured))
    assert counts[0] == counts[1]
