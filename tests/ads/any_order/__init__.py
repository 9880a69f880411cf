"""One campaign and one influencer, moved in any order by whoever and by the clock."""

from tests.ads.any_order.changes import Changes
from tests.ads.any_order.disputes import Disputes
from tests.ads.any_order.negotiation import Negotiation
from tests.ads.any_order.work import Work
from tests.ads.any_order.world import World, taken

# Every transition of the table, and what else moves money, dates or whose turn it is.
REACHED = frozenset(
    {"send", "counter", "accept", "decline", "withdraw", "expire", "fund", "submit"}
    | {"request_changes", "approve", "post_live", "reject_live", "complete", "cancel"}
    | {"cancel_overdue", "cancel_agreed", "dispute", "withdraw_dispute", "settle", "state"}
    | {"propose_amendment", "propose_cancellation", "amend", "alert", "overdue"}
    | {"proposal_declined", "proposal_withdrawn", "proposal_lapsed"}
    | {"address_given", "product_sent", "product_received", "postpone", "still_up", "rate"}
)


class AdInAnyOrder(Negotiation, Work, Changes, Disputes, World):
    """One campaign and one influencer who make ad after ad."""


__all__ = ["REACHED", "AdInAnyOrder", "taken"]
