"""Signals: raised once, reviewed once, never changed or deleted."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import raise_signal, review_signal, signal_contacts
from accounts.models import Signal
from accounts.registries import register_signal_kind, signal_kinds
from marketplace.kernel.errors import Refused
from tests.factories.accounts import make_influencer, make_moderator, make_signal
from tests.factories.messaging import make_message, make_thread

pytestmark = pytest.mark.django_db


def test_the_same_thing_is_signalled_once() -> None:
    user = make_influencer().user
    values = {"kind": "contact", "user": user, "url": "/ads/1/", "dedup_key": "one"}
    first = raise_signal(evidence={"text": "a"}, **values)
    again = raise_signal(evidence={"text": "b"}, **values)
    assert (again, again.evidence) == (first, {"text": "a"})
    assert list(user.signals.all()) == [first]


def test_a_kind_without_words_is_a_mistake_of_the_code() -> None:
    with pytest.raises(ValueError, match="no kind"):
        raise_signal(
            kind="hunch", user=make_influencer().user, evidence={}, url="", dedup_key="two"
        )


def test_a_kind_stands_for_one_thing() -> None:
    register_signal_kind("contact", signal_kinds["contact"])
    with pytest.raises(ValueError, match="exists"):
        register_signal_kind("contact", "Something else")


def test_a_message_leaves_its_words_its_phrases_and_its_thread() -> None:
    author = make_influencer().user
    thread = make_thread(author)
    message = make_message(thread, author, "Or anna@mail.com, if you like.")
    for _ in range(2):
        signal_contacts(message=message, author=author, where="Two films", url="/admin/")
    signal = Signal.objects.get()
    assert (signal.user, signal.kind, signal.url) == (author, "contact", "/admin/")
    assert signal.created_at == message.created_at
    assert signal.evidence == {
        "text": "Or anna@mail.com, if you like.",
        "phrases": [{"start": 3, "end": 16, "text": "anna@mail.com", "kind": "email"}],
        "thread": thread.pk,
        "message": message.pk,
        "where": "Two films",
    }


def test_an_ordinary_message_leaves_nothing() -> None:
    author = make_influencer().user
    message = make_message(make_thread(author), author, "See you on Friday.")
    signal_contacts(message=message, author=author, where="Two films", url="/admin/")
    assert not Signal.objects.exists()


def test_a_moderator_reviews_a_signal_once() -> None:
    signal, moderator = make_signal(), make_moderator()
    reviewed = review_signal(actor=moderator, signal=signal, note=" A slip. ")
    assert (reviewed.reviewed_by, reviewed.note) == (moderator, "A slip.")
    assert not Signal.objects.open().exists()
    with pytest.raises(Refused, match="reviewed already"):
        review_signal(actor=make_moderator(), signal=signal, note="Again")
    assert Signal.objects.get().reviewed_by == moderator


def test_nobody_else_reviews() -> None:
    signal = make_signal()
    with pytest.raises(Refused, match="Only moderators"):
        review_signal(actor=signal.user, signal=signal)
    assert Signal.objects.open().get() == signal


def test_signals_are_kept() -> None:
    with pytest.raises(TypeError):
        make_signal().delete()


@pytest.mark.parametrize(
    "broken", [{"reviewed_at": timezone.now()}, {"note": "Seen"}, {"kind": ""}]
)
def test_the_database_refuses_half_a_review_and_a_signal_without_kind(broken) -> None:
    signal = make_signal()
    with pytest.raises(IntegrityError), transaction.atomic():
        Signal.objects.filter(pk=signal.pk).update(**broken)


def test_the_database_refuses_a_second_signal_about_the_same() -> None:
    one, two = make_signal(), make_signal()
    with pytest.raises(IntegrityError), transaction.atomic():
        Signal.objects.filter(pk=one.pk).update(dedup_key=two.dedup_key)
