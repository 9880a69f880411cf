"""Threads: who may write, what counts as unread, what is refused."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from marketplace.kernel.errors import Refused
from marketplace.messaging import actions, registries
from marketplace.messaging.models import Message, Thread, ThreadParticipant, unread_count
from tests.factories.accounts import make_user
from tests.factories.messaging import make_message, make_thread

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def ann():
    return make_user()


@pytest.fixture
def ben():
    return make_user()


@pytest.fixture
def thread(ann, ben):
    return make_thread(ann, ben)


def seat(thread, user):
    return ThreadParticipant.objects.get(thread=thread, user=user)


def test_a_thread_has_a_seat_for_each_person_once(ann, ben):
    thread = actions.open_thread(participants=[ann, ben, ann])
    assert set(thread.participants.values_list("user", "unread_count")) == {
        (ann.pk, 0),
        (ben.pk, 0),
    }


def test_nobody_talks_alone(ann):
    with pytest.raises(ValueError, match="two people"):
        actions.open_thread(participants=[ann, ann])
    assert Thread.objects.count() == 0


def test_a_message_is_unread_for_the_others_only(thread, ann, ben):
    message = actions.post_message(actor=ann, thread=thread, body="  One\r\ntwo\x00 ", now=NOON)
    assert (message.author, message.body, message.created_at) == (ann, "One\ntwo", NOON)
    assert message.kind == Message.Kind.TEXT
    assert (seat(thread, ann).unread_count, seat(thread, ben).unread_count) == (0, 1)


def test_unread_messages_of_all_threads_are_counted_together(thread, ann, ben):
    make_message(thread, ann)
    make_message(thread, ann)
    make_message(make_thread(ann, ben), ann)
    make_message(make_thread(ann), ann)
    assert (unread_count(ben), unread_count(ann)) == (3, 0)


def test_reading_all_leaves_nothing_unread(thread, ann, ben):
    last = make_message(thread, ann)
    actions.mark_read(actor=ben, thread=thread)
    assert (seat(thread, ben).unread_count, seat(thread, ben).last_read_message) == (0, last)


def test_what_arrived_after_the_page_was_shown_stays_unread(thread, ann, ben):
    shown = make_message(thread, ann)
    make_message(thread, ann)
    make_message(thread, ben)
    actions.mark_read(actor=ben, thread=thread, up_to=shown)
    assert (seat(thread, ben).unread_count, seat(thread, ben).last_read_message) == (1, shown)


def test_reading_never_goes_backwards(thread, ann, ben):
    first = make_message(thread, ann)
    last = make_message(thread, ann)
    actions.mark_read(actor=ben, thread=thread)
    actions.mark_read(actor=ben, thread=thread, up_to=first)
    assert (seat(thread, ben).unread_count, seat(thread, ben).last_read_message) == (0, last)


def test_reading_an_empty_or_a_foreign_thread_changes_nothing(thread, ann):
    actions.mark_read(actor=ann, thread=thread)
    actions.mark_read(actor=make_user(), thread=thread)
    assert seat(thread, ann).last_read_message is None
    assert thread.participants.count() == 2


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "Write something first."),
        (" \r\n\t\x00 ", "Write something first."),
        ("x" * 5001, "at most 5,000 characters and this one has 5,001"),
    ],
)
def test_empty_and_endless_texts_are_refused(thread, ann, body, sentence):
    with pytest.raises(Refused, match=sentence):
        actions.post_message(actor=ann, thread=thread, body=body)
    with pytest.raises(Refused, match=sentence):
        actions.post_system_line(thread=thread, body=body)
    assert Message.objects.count() == 0


def test_the_longest_text_fits(thread, ann):
    make_message(thread, ann, body="x" * 5000)


def test_a_stranger_cannot_write(thread):
    with pytest.raises(Refused, match="do not take part"):
        actions.post_message(actor=make_user(), thread=thread, body="Hello")
    assert Message.objects.count() == 0


def test_a_system_line_has_no_author_and_counts_for_nobody(thread, ann, ben):
    line = actions.post_system_line(thread=thread, body="Ann accepted the offer.", now=NOON)
    assert (line.author, line.kind, line.created_at) == (None, Message.Kind.SYSTEM, NOON)
    assert unread_count(ann) == unread_count(ben) == 0


def test_upper_apps_hear_of_messages_but_not_of_system_lines(thread, ann, monkeypatch):
    heard = []
    monkeypatch.setattr(registries, "on_message", [heard.append])
    message = make_message(thread, ann)
    actions.post_system_line(thread=thread, body="Something happened.")
    assert heard == [message]


def test_where_a_listener_fails_nothing_was_said(thread, ann, ben, monkeypatch):
    def fail(message):
        raise RuntimeError

    monkeypatch.setattr(registries, "on_message", [fail])
    with pytest.raises(RuntimeError):
        make_message(thread, ann)
    assert (Message.objects.count(), unread_count(ben)) == (0, 0)


def test_a_thread_is_visible_to_its_people_alone(thread, ann):
    assert list(Thread.objects.visible_to(ann)) == [thread]
    assert list(Thread.objects.visible_to(make_user())) == []


@pytest.mark.parametrize(
    "fields",
    [{"kind": "text", "author": None}, {"kind": "system"}, {"kind": "text", "body": ""},
     {"kind": "shout"}],
)  # fmt: skip
def test_the_database_refuses_messages_that_cannot_be(thread, ann, fields):
    values = {"thread": thread, "author": ann, "body": "x"} | fields
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(**values)


def test_the_database_refuses_a_second_seat_and_a_negative_count(thread, ann):
    with pytest.raises(IntegrityError), transaction.atomic():
        ThreadParticipant.objects.create(thread=thread, user=ann)
    with pytest.raises(IntegrityError), transaction.atomic():
        ThreadParticipant.objects.filter(user=ann).update(unread_count=-1)


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_messages_at_the_same_moment_are_all_counted_and_in_order(thread, ann, ben):
    from concurrent.futures import ThreadPoolExecutor
    from threading import get_ident

    from django.db import connection

    def write(author):
        try:
            for number in range(20):
                make_message(thread, author, body=f"{author.pk} {number} {get_ident()}")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, [ann, ben, ann, ben]))
    assert (unread_count(ann), unread_count(ben)) == (40, 40)
    moments = list(thread.messages.order_by("pk").values_list("created_at", flat=True))
    assert len(moments) == 80


def test_the_same_words_sent_twice_at_once_are_one_message(thread, ann, ben):
    first = actions.post_message(actor=ann, thread=thread, body="Hello", now=NOON)
    again = actions.post_message(
        actor=ann, thread=thread, body=" Hello ", now=NOON + actions.DOUBLE_CLICK / 2
    )
    assert (again, unread_count(ben)) == (first, 1)
    later = NOON + actions.DOUBLE_CLICK
    assert actions.post_message(actor=ann, thread=thread, body="Hello", now=later) != first
    assert actions.post_message(actor=ben, thread=thread, body="Hello", now=later).author == ben
