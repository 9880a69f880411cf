"""Who may open a page at all: people of the other role are told so and led to theirs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import User

View = Callable[..., HttpResponse]


class MemberRequest(HttpRequest):
    """A request of somebody signed in."""

    user: User


def sponsors_only(view: View) -> View:
    """Open a page to sponsors; others get to browse campaigns."""
    return _only(view, "is_sponsor", "Only sponsors create and run campaigns.")


def influencers_only(view: View) -> View:
    """Open a page to influencers; others get to browse campaigns."""
    return _only(view, "is_influencer", "Only influencers show interest and save campaigns.")


def _only(view: View, role: str, words: str) -> View:
    @wraps(view)
    def gate(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not getattr(request.user, role):
            messages.error(request, words)
            return redirect("campaigns:list")
        return view(request, *args, **kwargs)

    return login_required(gate)
