"""What mails are about: topics that people choose about, summaries, and why some are always sent.

Every floor registers its mails with one of these; what a person chose is known further up, in
`marketplace.notifications`.
"""

from enum import StrEnum


class Topic(StrEnum):
    """What happens to a person, mailed at once, daily or never, as they choose."""

    OFFERS = "offers"
    WORK = "work"
    MESSAGES = "messages"
    CAMPAIGNS = "campaigns"
    MONEY = "money"
    RATINGS = "ratings"

    @property
    def label(self) -> str:
        """What pages and mails call it."""
        return self.value.capitalize()

    @property
    def setting(self) -> str:
        """Which setting a mail of this topic came by, as its footer says."""
        return f"{self.label}: at once"


class Summary(StrEnum):
    """A mail by the calendar, which a person has or has not."""

    DIGEST = "digest"
    MONTHLY = "monthly"

    @property
    def label(self) -> str:
        """What pages and mails call it."""
        return {Summary.DIGEST: "Daily digest", Summary.MONTHLY: "Monthly report"}[self]

    @property
    def setting(self) -> str:
        """Which setting this mail came by, as its footer says."""
        return f"{self.label}: on"


class Required(StrEnum):
    """Why a mail cannot be switched off."""

    ACCOUNT = "account"
    PAYOUT_DETAILS = "payout_details"
    MONEY_AT_RISK = "money_at_risk"
    DECISIONS = "decisions"
    AGREEMENTS = "agreements"
    ASKED_FOR = "asked_for"
    MODERATING = "moderating"

    @property
    def label(self) -> str:
        """What such mails hold."""
        return _REQUIRED[self][0]

    @property
    def because(self) -> str:
        """The reason, as it goes on after "because"."""
        return _REQUIRED[self][1]

    @property
    def sentence(self) -> str:
        """The sentence with which a required mail ends its reason."""
        return f"It cannot be switched off because {self.because}."


# What such mails hold, and why they are required.
_REQUIRED = {
    Required.ACCOUNT: (
        "Codes, and changes to your account or how you sign in",
        "it keeps others out of your account",
    ),
    Required.PAYOUT_DETAILS: (
        "New payout details",
        "only you can say that it was not you who entered them",
    ),
    Required.MONEY_AT_RISK: (
        "A payout that failed, a payment taken back, a debt",
        "money is missing until you act",
    ),
    Required.DECISIONS: (
        "What moderators decide about you, your campaigns, ads and ratings",
        "the law gives you the reasons and the right to object",
    ),
    Required.AGREEMENTS: (
        "Terms the other side agreed with you: a contract, a change to it, its end",
        "an agreement binds you from the moment it reaches you",
    ),
    Required.ASKED_FOR: (
        "Files you asked for",
        "you asked for the file, and it is kept for some days only",
    ),
    Required.MODERATING: (
        "Disputes to settle and alarms about money",
        "other people wait for what moderators do",
    ),
}
