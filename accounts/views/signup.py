"""Signing up: choose a role, then that role's form."""

from allauth.account.views import SignupView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.forms.signup import InfluencerSignupForm, RoleSignupForm, SponsorSignupForm
from marketplace.kernel.errors import Refused


@require_safe
def signup(request: HttpRequest) -> HttpResponse:
    """Let a visitor choose between the two sides."""
    if request.user.is_authenticated:
        return redirect("home:dashboard")
    return render(request, "account/signup.html", {"query": request.GET.urlencode()})


class RoleSignupView(SignupView):
    """allauth's sign-up with a role's form."""

    form_class: type[RoleSignupForm]

    def get_form_class(self) -> type[RoleSignupForm]:
        """Return the role's form; settings cannot replace it."""
        return self.form_class

    def form_valid(self, form: RoleSignupForm) -> HttpResponse:
        """Sign up; where the handle went to somebody else meanwhile, say so at the field."""
        try:
            return super().form_valid(form)
        except Refused as error:
            form.add_error(error.field, str(error))
        return self.form_invalid(form)

    def get_authenticated_redirect_url(self) -> str:
        """Lead whoever is signed in to the dashboard."""
        return reverse("home:dashboard")


class SponsorSignupView(RoleSignupView):
    """Sign-up of sponsors."""

    form_class = SponsorSignupForm
    template_name = "accounts/signup_sponsor.html"


class InfluencerSignupView(RoleSignupView):
    """Sign-up of influencers."""

    form_class = InfluencerSignupForm
    template_name = "accounts/signup_influencer.html"


signup_sponsor = SponsorSignupView.as_view()
signup_influencer = InfluencerSignupView.as_view()
