"""The page made of constants: the frame every page has, and a table of twenty rows."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property

from marketplace.kernel.context import Chrome

ROWS, COLUMNS = 20, 5


class ConstantChrome(Chrome):
    """The frame without a question to the database."""

    @cached_property
    def counters(self) -> dict[str, int]:
        """Figures out of thin air."""
        return {"ads_waiting": 3, "unread_notifications": 2, "wallet_balance_minor": 12_345}


@login_required
def constant_page(request: HttpRequest) -> HttpResponse:
    """Render the table; `fill` characters in each cell make the page as large as wanted."""
    cell = "x" * int(request.GET.get("fill", 0))
    context = {
        "chrome": ConstantChrome(request),
        "columns": [f"Column {number}" for number in range(COLUMNS)],
        "rows": [[f"{row}.{column} {cell}" for column in range(COLUMNS)] for row in range(ROWS)],
    }
    return render(request, "benchmarks/constant.html", context)
