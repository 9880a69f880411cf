"""Which kinds of exports there are for whom, and what is in them."""

from accounts.models import User
from marketplace.exports.contents.account import AROUND, PERSON
from marketplace.exports.contents.ads import ABOUT_ADS, INFLUENCERS_ADS, SPONSORS_ADS
from marketplace.exports.contents.campaigns import AROUND_CAMPAIGNS, CAMPAIGNS
from marketplace.exports.contents.money import ABOUT_MONEY
from marketplace.exports.contents.statement import STATEMENT
from marketplace.exports.contents.talk import WRITTEN
from marketplace.exports.models import ExportJob
from marketplace.exports.tables import Source

Kind = ExportJob.Kind

_SOURCES: dict[str, list[Source]] = {
    Kind.CAMPAIGNS: [CAMPAIGNS],
    Kind.ADS: [SPONSORS_ADS, INFLUENCERS_ADS],
    Kind.STATEMENT: [STATEMENT],
    Kind.PERSONAL_DATA: [*PERSON, *AROUND_CAMPAIGNS, *ABOUT_ADS, *WRITTEN, *ABOUT_MONEY, *AROUND],
}
# What somebody chooses from reads.
ABOUT: dict[str, str] = {
    Kind.CAMPAIGNS: "Your campaigns with budget, state and brief, as a CSV file.",
    Kind.ADS: "Your ads with price, state and dates, as a CSV file.",
    Kind.STATEMENT: "Every movement of money in your wallet, as a CSV file.",
    Kind.PERSONAL_DATA: "Everything we keep about you, always whole, as a ZIP of CSV files.",
}


def sources_of(kind: str, user: User) -> list[Source]:
    """Return the tables of an export of `kind` for `user`, in the order they are written."""
    return [source for source in _SOURCES[kind] if source.is_for(user)]


def kinds_for(user: User) -> list[Kind]:
    """Return what `user` may ask for: whatever could have a table for the role."""
    return [kind for kind in Kind if sources_of(kind, user)]
