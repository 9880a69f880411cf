"""How many ads wait for the reader: the figure beside "Ads" on every page."""

from collections.abc import Mapping
from typing import Any

from django.db.models.expressions import Combinable
from django.http import HttpRequest

from ads.models import Ad
from ads.workflow import Side, State
from marketplace.kernel.context import count_of


def tell_turns(request: HttpRequest, count: int) -> None:
    """Spare the frame a query on a page that has counted already."""
    request.ads_waiting = count  # type: ignore[attr-defined]


def count_turns(request: HttpRequest) -> Mapping[str, int | Combinable]:
    """Count the ads in which it is the reader's turn; drafts wait for nobody."""
    user: Any = request.user
    if not user.role:
        return {}
    known = getattr(request, "ads_waiting", None)
    if known is not None:
        return {"ads_waiting": known}
    waiting = Ad.objects.visible_to(user).waiting_for(Side(user.role)).exclude(state=State.DRAFT)
    return {"ads_waiting": count_of(waiting)}
