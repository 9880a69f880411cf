"""By which mail a move of an ad is told, and which topic it belongs to."""

from marketplace.kernel.mail.topics import Topic

# Until somebody accepts, an ad is an offer.
OFFERS = {"send", "counter", "decline", "withdraw", "expire"}
MONEY = {"complete"}
# What binds both sides from the moment it reaches them.
AGREED = {"accept", "amend", "cancel_agreed"}
# What a moderator decides about the two.
DECIDED = {"settle", "reverse"}


def mail_of(event: str) -> str:
    """Return the kind of mail that tells `event`."""
    if event in AGREED:
        return "ad_agreed"
    return "ad_decided" if event in DECIDED else "ad_moved"


def topic_of(event: str) -> Topic | None:
    """Return the topic of `event`; None where the mail about it is required."""
    if event in AGREED | DECIDED:
        return None
    if event in OFFERS:
        return Topic.OFFERS
    return Topic.MONEY if event in MONEY else Topic.WORK
