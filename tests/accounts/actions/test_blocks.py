"""Blocking: who may block whom, what it stops, and that nobody is told."""

import pytest
from django.db import IntegrityError, transaction

from accounts.actions import (
    block_user,
    check_not_blocked,
    delete_account,
    unblock_user,
)
from accounts.models import Block, is_blocked_between
from marketplace.kernel.errors import Refused
from marketplace.kernel.models import OutboxMail
from marketplace.notifications.models import Notification
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor

pytestmark = pytest.mark.django_db


def test_a_block_stands_between_both_whoever_made_it() -> None:
    sponsor, influencer, other = make_sponsor().user, make_influencer().user, make_sponsor().user
    assert not is_blocked_between(sponsor.pk, influencer.pk)
    block_user(actor=influencer, user=sponsor)
    assert is_blocked_between(sponsor.pk, influencer.pk)
    assert is_blocked_between(influencer.pk, sponsor.pk)
    assert not is_blocked_between(influencer.pk, other.pk)
    assert not is_blocked_between(sponsor.pk, other.pk)


def test_nobody_is_told() -> None:
    block_user(actor=make_influencer().user, user=make_sponsor().user)
    assert not Notification.objects.exists()
    assert not OutboxMail.objects.exists()


def test_blocking_and_unblocking_twice_is_the_same_as_once() -> None:
    sponsor, influencer = make_sponsor().user, make_influencer().user
    first = block_user(actor=sponsor, user=influencer)
    assert block_user(actor=sponsor, user=influencer) == first
    unblock_user(actor=sponsor, user=influencer)
    unblock_user(actor=sponsor, user=influencer)
    assert not Block.objects.exists()


def test_the_blocked_one_cannot_lift_the_block() -> None:
    sponsor, influencer = make_sponsor().user, make_influencer().user
    block_user(actor=sponsor, user=influencer)
    unblock_user(actor=influencer, user=sponsor)
    assert is_blocked_between(sponsor.pk, influencer.pk)


def test_oneself_moderators_and_deleted_accounts_are_not_blocked() -> None:
    sponsor, moderator, gone = make_sponsor().user, make_moderator(), make_influencer().user
    delete_account(actor=gone)
    gone.refresh_from_db()
    for actor, user, words in [
        (sponsor, sponsor, "yourself"),
        (sponsor, moderator, "Moderators cannot be blocked"),
        (moderator, sponsor, "Moderators block nobody"),
        (sponsor, gone, "deleted"),
    ]:
        with pytest.raises(Refused, match=words):
            block_user(actor=actor, user=user)
    assert not Block.objects.exists()


def test_the_refusal_does_not_tell_who_blocked_whom() -> None:
    sponsor, influencer = make_sponsor(display_name="Nord"), make_influencer(display_name="Mira")
    sentences = []
    for actor, user in [(sponsor.user, influencer.user), (influencer.user, sponsor.user)]:
        block = block_user(actor=actor, user=user)
        with pytest.raises(Refused) as refused:
            check_not_blocked(actor=sponsor.user, other=influencer.user)
        sentences.append(str(refused.value))
        block.delete()
    assert sentences == ["You and Mira cannot make new agreements with each other."] * 2
    check_not_blocked(actor=sponsor.user, other=influencer.user)


def test_deleting_an_account_removes_its_blocks_in_both_directions() -> None:
    user, one, two = make_influencer().user, make_sponsor().user, make_sponsor().user
    block_user(actor=user, user=one)
    block_user(actor=two, user=user)
    kept = block_user(actor=one, user=make_influencer().user)
    delete_account(actor=user)
    assert list(Block.objects.all()) == [kept]


def test_the_database_keeps_blocks_apart_from_oneself_and_single() -> None:
    sponsor, influencer = make_sponsor().user, make_influencer().user
    Block.objects.create(blocker=sponsor, blocked=influencer)
    for blocked in (sponsor, influencer):
        with pytest.raises(IntegrityError), transaction.atomic():
            Block.objects.create(blocker=sponsor, blocked=blocked)
