"""How many ads wait for the reader: the figure beside "Ads" on every page."""

from typing import Any

from django.http import HttpRequest

from ads.models import Ad
from ads.workflow import Side, State


def tell_turns(request: HttpRequest, count: int) -> None:
    """Spare the frame a query on a page that has counted already."""
    request.ads_waiting = count  # type: ignore[attr-defined]


def count_turns(request: HttpRequest) -> dict[str, int]:
    """Count the ads in which it is the reader's turn; drafts wait for nobody."""
    user: Any = request.user
    if not user.role:
        return {}
    known = getattr(request, "ads_waiting", None)
    if known is not None:
        return {"ads_waiting": known}
    waiting = Ad.objects.visible_to(user).waiting_for(Side(user.role)).exclude(state=State.DRAFT)
    return {"ads_waiting": waiting.count()}
