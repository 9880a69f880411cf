"""All that a moderator reads before settling a dispute. Reads only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ads.models import Ad, Attachment, Deliverable, Dispute, Statement
from ads.terms import OfferTerms, rows
from ads.workflow import Side
from marketplace.ledger.fees import rate_text, split_fee
from marketplace.messaging.models import Message
from marketplace.messaging.timeline import Timeline, read_timeline

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Shares:
    """Who gets what of the price, in minor units."""

    net_minor: int
    fee_minor: int
    refund_minor: int


def shares_of(ad: Ad, share_minor: int) -> Shares:
    """Return what a share of `share_minor` before the fee means to both sides and the platform."""
    fee_minor, net_minor = split_fee(share_minor, ad.fee_bps or 0)
    return Shares(net_minor, fee_minor, (ad.price_minor or 0) - share_minor)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing somebody said."""

    who: str
    said: Statement | Message
    files: Sequence[Attachment]


class Dossier:
    """One dispute with its contract; each part is read when the page asks for it."""

    def __init__(self, dispute: Dispute, reader: "User", *, before: str | None = None) -> None:
        self.dispute = dispute
        self.ad = dispute.ad
        self.reader = reader
        self.before = before

    @property
    def opener(self) -> str:
        """Who opened it."""
        return self._name(self.dispute.opened_by)

    @property
    def waits_for(self) -> list[str]:
        """The sides that have not said yet how they see it."""
        return [self._name(side) for side in Side if self.dispute.waits_for(side)]

    @cached_property
    def statements(self) -> list[Entry]:
        """What both sides and moderators said, first to last."""
        return [
            Entry(self._name(said.side), said, list(said.attachments.all()))
            for said in self.dispute.statements.prefetch_related("attachments")
        ]

    @cached_property
    def terms(self) -> Mapping[str, str]:
        """The terms in force."""
        found = rows(OfferTerms.from_frozen(self.ad.terms_in_force))
        return {label: text for label, text in found.items() if text}

    @cached_property
    def agreed_first(self) -> Mapping[str, str]:
        """The terms as first frozen, where an amendment has changed them."""
        if self.ad.amendment is None or self.ad.terms is None:
            return {}
        first = rows(OfferTerms.from_frozen(self.ad.terms))
        return {label: text for label, text in first.items() if text != self.terms.get(label, "")}

    @cached_property
    def deliverables(self) -> Sequence[Deliverable]:
        """What is due, with all that was handed in."""
        return list(self.ad.deliverables.prefetch_related("submissions__attachments"))

    @property
    def fee_rate(self) -> str:
        """The frozen fee."""
        return rate_text(self.ad.fee_bps or 0)

    @property
    def shares(self) -> Shares | None:
        """What the settlement gave to whom; None without one."""
        share_minor = self.dispute.share_minor
        return None if share_minor is None else shares_of(self.ad, share_minor)

    @cached_property
    def thread(self) -> list[Entry]:
        """The newest messages of the thread in reading order, with the files sent along."""
        return [
            Entry(self._author(line.message), line.message, self._sent_along[line.message.pk])
            for line in self._timeline.lines
        ]

    @property
    def earlier(self) -> int | None:
        """The message before which older ones are read, or None where there are none."""
        return self._timeline.earlier

    @cached_property
    def _timeline(self) -> Timeline:
        assert self.ad.thread is not None  # every ad that was sent has one, by constraint
        people = [self.ad.user_of(side) for side in Side]
        return read_timeline(
            thread=self.ad.thread, reader=self.reader, before=self.before, people=people
        )

    @cached_property
    def _sent_along(self) -> Mapping[int, list[Attachment]]:
        found: dict[int, list[Attachment]] = defaultdict(list)
        for file in Attachment.objects.filter(ad=self.ad, message__isnull=False):
            assert file.message_id is not None  # as asked
            found[file.message_id].append(file)
        return found

    def _author(self, message: Message) -> str:
        if message.author is None:
            return ""
        side = self.ad.side_of(message.author)
        return self._name(side) if side else str(message.author)

    def _name(self, speaker: str) -> str:
        names = {
            Side.SPONSOR: f"{self.ad.campaign.sponsor.display_name} (sponsor)",
            Side.INFLUENCER: f"{self.ad.influencer.display_name} (influencer)",
        }
        return names[Side(speaker)] if speaker in Side else "Moderator"
