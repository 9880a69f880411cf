"""The inbox, the mail preferences, and the door out of mails."""

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.kernel.paging import keyset_page
from marketplace.notifications import actions, subscriptions
from marketplace.notifications.forms import PreferenceForm
from marketplace.notifications.models import Notification, NotificationPreference
from marketplace.notifications.tokens import SUBJECTS, read_token
from marketplace.notifications.topics import always_sent
from marketplace.notifications.waiting import waiting_for

if TYPE_CHECKING:
    from accounts.models import User


@require_safe
@login_required
def notification_list(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader, then their notices, newest first: all or the unread ones.

    What waits stands on the first page only.
    """
    user = cast("User", request.user)
    own = Notification.objects.visible_to(user)
    is_unread = request.GET.get("show") == "unread"
    page = keyset_page(
        own.unread() if is_unread else own,
        order=("-created_at", "-pk"),
        after=request.GET.get("after"),
    )
    context = {
        "page": page,
        "is_unread": is_unread,
        "waiting": waiting_for(user, timezone.now()) if page.is_first else [],
    }
    return render(request, "notifications/list.html", context)


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
    """Show and store which mails the reader wants. Moderators have nothing to choose."""
    user = cast("User", request.user)
    if not user.role:
        if request.method == "POST":
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return render(request, "notifications/settings.html", {"always": always_sent(user)})
    preference = NotificationPreference.objects.of(user)
    form = PreferenceForm(request.POST or None, instance=preference, user=user)
    if request.method == "POST" and form.is_valid():
        actions.save_preference(
            actor=user,
            choices=form.choices,
            is_mail_on=form.cleaned_data["is_mail_on"],
            is_digest_on=form.cleaned_data["is_digest_on"],
            digest_hour=form.cleaned_data["digest_hour"],
            is_monthly_on=form.cleaned_data.get("is_monthly_on"),
        )
        messages.success(request, "Your mail settings are saved.")
        return redirect("notifications:settings")
    context = {"form": form, "always": always_sent(user)}
    return render(request, "notifications/settings.html", context)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End what the token names: a GET asks, a POST does it (RFC 8058), one with `undo` takes it
    back.

    Mail programs post here by themselves, so neither a session nor a CSRF token is asked for;
    the signed token is the permission.
    """
    subscription = read_token(token)
    if subscription is None:
        raise Http404
    reader = get_object_or_404(get_user_model(), pk=subscription.user_id)
    subject = subscription.topic
    context = {"name": SUBJECTS[subject], "subject": subject}
    if "undo" in request.POST:
        try:
            resumed = actions.resume_subscription(
                subscription=subscription, word=request.POST["undo"]
            )
        except ValueError as error:
            raise BadRequest("This says nothing about these mails.") from error
        return render(request, "notifications/resumed.html", context | {"preference": resumed})
    if request.method == "POST":
        context["undo"] = actions.end_subscription(subscription=subscription)
        return render(request, "notifications/unsubscribed.html", context)
    preference = NotificationPreference.objects.of(reader)
    if subscriptions.is_ended(preference, subject):
        context["undo"] = subscriptions.before(preference, subject)
        return render(request, "notifications/unsubscribed.html", context)
    return render(request, "notifications/unsubscribe.html", context)
