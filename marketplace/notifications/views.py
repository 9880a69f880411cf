"""The inbox, the mail preferences, and the door out of mails."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.kernel.paging import keyset_page
from marketplace.notifications import actions
from marketplace.notifications.forms import PreferenceForm
from marketplace.notifications.models import Notification, NotificationPreference
from marketplace.notifications.tokens import TOPICS, read_token


@require_safe
@login_required
def notification_list(request: HttpRequest) -> HttpResponse:
    """Show the reader's notices, newest first."""
    own = Notification.objects.visible_to(request.user)  # type: ignore[arg-type]  # signed in
    page = keyset_page(own, order=("-created_at", "-pk"), after=request.GET.get("after"))
    return render(request, "notifications/list.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def notification_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a notice was seen and go to the page it is about."""
    own = Notification.objects.visible_to(request.user)  # type: ignore[arg-type]  # signed in
    notice = get_object_or_404(own, pk=pk)
    actions.mark_read(actor=request.user, notification=notice)  # type: ignore[arg-type]
    return redirect(notice.url)


@login_required
@require_POST
def notification_read_all(request: HttpRequest) -> HttpResponse:
    """Note that every notice was seen."""
    actions.mark_all_read(actor=request.user)  # type: ignore[arg-type]  # signed in
    messages.success(request, "All notifications are marked as read.")
    return redirect("notifications:list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and store which mails the reader wants."""
    preference = NotificationPreference.objects.of(request.user)  # type: ignore[arg-type]
    form = PreferenceForm(request.POST or None, instance=preference)
    if request.method == "POST" and form.is_valid():
        actions.save_preference(actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(request, "Your mail settings are saved.")
        return redirect("notifications:settings")
    return render(request, "notifications/settings.html", {"form": form})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End what the token names: a GET asks, a POST does it (RFC 8058).

    Mail programs post here by themselves, so neither a session nor a CSRF token is asked for;
    the signed token is the permission.
    """
    subscription = read_token(token)
    if subscription is None:
        raise Http404
    get_object_or_404(get_user_model(), pk=subscription.user_id)
    _, topic_name = TOPICS[subscription.topic]
    if request.method == "POST":
        actions.end_subscription(subscription=subscription)
        return render(request, "notifications/unsubscribed.html", {"topic_name": topic_name})
    return render(request, "notifications/unsubscribe.html", {"topic_name": topic_name})
