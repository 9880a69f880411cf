"""What is stored about a user, and deleting the account."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.actions import delete_account
from accounts.actions.deletion import reasons_against_deletion
from accounts.errors import AccountInUse
from accounts.forms.deletion import DeleteAccountForm
from accounts.views.requests import SignedInRequest


@login_required
@reauthentication_required(
    allow_get=True,
    # Whoever has a password types it into the form instead.
    enabled=lambda request: not request.user.has_usable_password(),
)
@require_http_methods(["GET", "HEAD", "POST"])
def data(request: SignedInRequest) -> HttpResponse:
    """Say what is stored; delete the account, or say what is in the way."""
    form = DeleteAccountForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            delete_account(actor=request.user)
        except AccountInUse:
            messages.error(request, "Your account is still in use. Nothing was deleted.")
            return redirect("accounts:data")
        logout(request)
        messages.success(request, "Your account is deleted.")
        return redirect("home:landing")
    context = {
        "form": form,
        "profile": request.user.profile,
        "reasons": reasons_against_deletion(request.user),
    }
    return render(request, "accounts/data.html", context)
