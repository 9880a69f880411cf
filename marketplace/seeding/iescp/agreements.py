"""Interests and ads, with what both sides wrote."""

from typing import TYPE_CHECKING

from accounts.models import InfluencerProfile, User
from ads.models import Ad, Offer
from ads.workflow import Side, State
from campaigns.models import Campaign, Interest
from marketplace.messaging.actions import open_thread
from marketplace.messaging.models import Message, Thread
from marketplace.seeding.iescp import values
from marketplace.seeding.iescp.source import Row
from marketplace.seeding.iescp.values import NotTaken

if TYPE_CHECKING:
    from marketplace.seeding.iescp.importer import Importer

# What the predecessor's decided ads are here: history that no clock moves.
ENDS = {
    "accepted": State.COMPLETED,
    "completed": State.COMPLETED,
    "paid": State.COMPLETED,
    "rejected": State.DECLINED,
}


class AgreementTaker:
    """Takes interests as they stand and ads as drafts or as history."""

    def __init__(self, importer: "Importer") -> None:
        self.importer = importer

    def take_interest(self, row: Row) -> Interest:
        """Take an interest: open where the campaign still runs, closed otherwise."""
        campaign, influencer = self._parties(row)
        is_open = campaign.state == Campaign.State.PUBLISHED
        message = values.text(row["message"], limit=2000, what="message")
        if (
            is_open
            and Interest.objects.open().filter(campaign=campaign, influencer=influencer).exists()
        ):
            raise NotTaken("the influencer has shown interest in this campaign already")
        thread = self._thread(campaign, influencer, {influencer.user: message})
        return Interest.objects.create(
            campaign=campaign,
            influencer=influencer,
            message=message,
            state=Interest.State.OPEN if is_open else Interest.State.CLOSED,
            thread=thread,
            created_at=self.importer.now,
            answered_at=None if is_open else self.importer.now,
        )

    def take_ad(self, row: Row) -> Ad:
        """Take an ad: pending as a draft, decided as history; a flag on it is only reported."""
        campaign, influencer = self._parties(row)
        status = values.text(row["status"], limit=40, what="status").lower()
        if status != "pending" and status not in ENDS:
            raise NotTaken(f"its status {status!r} is not known here")
        end = ENDS.get(status)
        if end is None and self._has_open(campaign, influencer):
            raise NotTaken("the two have an open ad in this campaign already")
        price = values.minor(row["payment"], what="payment", least=1)
        terms = values.text(row["terms"], limit=5000, what="terms")
        ad = Ad.objects.create(
            campaign=campaign,
            influencer=influencer,
            title=campaign.title,
            state=end or State.DRAFT,
            state_entered_at=self.importer.now,
            ended_at=self.importer.now if end else None,
            is_history=end is not None,
            thread=self._thread(campaign, influencer, self._messages(row, campaign, influencer)),
            created_at=self.importer.now,
        )
        ad.current_offer = Offer.objects.create(
            ad=ad,
            number=1,
            made_by=Side.SPONSOR,
            price_minor=price,
            requirements=terms,
            sent_at=self.importer.now if end else None,
        )
        ad.save(update_fields=["current_offer"])
        if row["flagged"]:
            self.importer.report.refuse("ad", row["id"], "taken without its flag")
        return ad

    def _parties(self, row: Row) -> tuple[Campaign, InfluencerProfile]:
        campaign = self.importer.lookup("camp", row["camp_id"], what="campaign")
        influencer = self.importer.lookup("influencers", row["inf_id"], what="influencer")
        return campaign, influencer

    @staticmethod
    def _has_open(campaign: Campaign, influencer: InfluencerProfile) -> bool:
        return Ad.objects.open().filter(campaign=campaign, influencer=influencer).exists()

    @staticmethod
    def _messages(row: Row, campaign: Campaign, influencer: InfluencerProfile) -> dict[User, str]:
        """Return the two message fields by author; the influencer's came first."""
        said = {
            influencer.user: values.text(
                row["inf_messages"], limit=5000, what="influencer's message", default=""
            ),
            campaign.sponsor.user: values.text(
                row["spon_messages"], limit=5000, what="sponsor's message", default=""
            ),
        }
        return {author: body for author, body in said.items() if body}

    def _thread(
        self, campaign: Campaign, influencer: InfluencerProfile, said: dict[User, str]
    ) -> Thread:
        """Open a thread with what was said, unread by nobody and announced to nobody."""
        thread = open_thread(participants=[campaign.sponsor.user, influencer.user])
        Message.objects.bulk_create(
            Message(
                thread=thread,
                author_id=author.pk,
                kind=Message.Kind.TEXT,
                body=body,
                created_at=self.importer.now,
            )
            for author, body in said.items()
        )
        return thread
