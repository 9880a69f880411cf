"""Sign-up, one form for each role. Nothing in them chooses a role: the page does."""

from typing import Any

from allauth.account import app_settings as allauth_settings
from allauth.account.forms import SignupForm
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div
from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from accounts.actions import register_influencer, register_sponsor, reserve_handle
from accounts.details import ChannelFigures, InfluencerDetails, NewUser, SponsorDetails
from accounts.errors import AddressTaken
from accounts.forms.fields import (
    CategoryField,
    CountField,
    CountryField,
    EngagementField,
    HandleField,
    LanguagesField,
    LineField,
    TimeZoneField,
    WebAddressField,
)
from accounts.models import Platform, User
from marketplace.kernel.forms import PlainForm


class RoleSignupForm(PlainForm, SignupForm):
    """What both roles are asked."""

    account_already_exists: bool

    handle = HandleField()
    display_name = LineField(max_length=80, help_text="The name others see.")
    country = CountryField()
    time_zone = TimeZoneField()
    accept_terms = forms.BooleanField(
        label="I accept the terms and have read the privacy notice",
        error_messages={"required": "Accept the terms to sign up."},
    )
    confirm_majority = forms.BooleanField(
        label="I am of full age where I live",
        error_messages={"required": "You have to be of full age to sign up."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail address"
        self.fields["email"].widget.attrs.pop("placeholder", None)
        for name in ("password1", "password2"):
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields[
            "password1"
        ].help_text = (
            "At least 8 characters; no common password, not only digits, nothing like your address."
        )
        self.fields["password2"].label = "Password again"
        self.fields["accept_terms"].help_text = format_html(
            'Read the <a href="{}">terms</a> and the <a href="{}">privacy notice</a>.',
            reverse("home:terms"),
            reverse("home:privacy"),
        )
        # Hidden by the layout: the site's policy ignores the style attribute allauth gives it.
        self.fields[self.honeypot].widget.attrs = {"tabindex": "-1", "autocomplete": "off"}
        self.fields[self.honeypot].label = "Leave this empty"
        # The summary of errors follows the order of the page.
        self.order_fields([name for _, names in self.fieldsets for name in names])

    @property
    def honeypot(self) -> str:
        """The name of the field that only machines fill in."""
        return allauth_settings.SIGNUP_FORM_HONEYPOT_FIELD

    @property
    def helper(self) -> FormHelper:
        """How crispy shows this form: the honeypot where nobody sees or reaches it."""
        helper = super().helper
        helper.layout.fields.remove(self.honeypot)
        helper.layout.append(Div(self.honeypot, css_class="visually-hidden", aria_hidden="true"))
        return helper

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Save, or answer a known address as if it were new.

        Raises `Refused` where the handle went to somebody else since it was checked.
        """
        if self.cleaned_data[self.honeypot]:
            return super().try_save(request)
        if not self.account_already_exists:
            try:
                return self.save(request), None
            except AddressTaken:
                self.account_already_exists = True
        reserve_handle(actor=None, new=self.new_user())
        return super().try_save(request)

    def save(self, request: HttpRequest) -> User:
        """Create the user with its profile."""
        raise NotImplementedError

    def new_user(self) -> NewUser:
        """Return what every sign-up needs."""
        return NewUser(
            email=self.cleaned_data["email"],
            password=self.cleaned_data["password1"],
            handle=self.cleaned_data["handle"],
            time_zone=self.cleaned_data["time_zone"],
        )


class SponsorSignupForm(RoleSignupForm):
    """Sign-up of a sponsor."""

    company_name = LineField(label="Company", max_length=120)
    industry = LineField(max_length=80)
    website = WebAddressField(max_length=200, required=False)
    description = forms.CharField(
        label="About you",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": "4"}),
        help_text="What you make and whom it is for. Influencers read it before they answer.",
    )

    fieldsets = [
        ("Sign in", ["email", "password1", "password2"]),
        ("Your company", ["company_name", "industry", "country", "website", "description"]),
        ("How others see you", ["display_name", "handle", "time_zone"]),
        ("Agreement", ["accept_terms", "confirm_majority"]),
    ]

    def save(self, request: HttpRequest) -> User:
        """Create the user with a sponsor's profile."""
        data = self.cleaned_data
        return register_sponsor(
            actor=None,
            new=self.new_user(),
            details=SponsorDetails(
                display_name=data["display_name"],
                company_name=data["company_name"],
                industry=data["industry"],
                country=data["country"],
                website=data["website"],
                description=data["description"],
            ),
        )


class InfluencerSignupForm(RoleSignupForm):
    """Sign-up of an influencer, with the first channel."""

    category = CategoryField()
    niche = LineField(max_length=80, required=False, help_text="For example trail running.")
    description = forms.CharField(
        label="Bio",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": "4"}),
        help_text="Who you are and what you publish.",
    )
    languages = LanguagesField()
    platform = forms.ChoiceField(choices=[("", "Choose a platform"), *Platform.choices])
    channel_handle = LineField(label="Name on that platform", max_length=80)
    channel_url = WebAddressField(label="Address of the channel", max_length=300)
    followers = CountField()
    average_views = CountField(required=False)
    engagement_rate = EngagementField()

    fieldsets = [
        ("Sign in", ["email", "password1", "password2"]),
        ("How others see you", ["display_name", "handle", "country", "time_zone"]),
        ("What you publish", ["category", "niche", "languages", "description"]),
        (
            "Your largest channel",
            [
                "platform",
                "channel_handle",
                "channel_url",
                "followers",
                "average_views",
                "engagement_rate",
            ],
        ),
        ("Agreement", ["accept_terms", "confirm_majority"]),
    ]

    def save(self, request: HttpRequest) -> User:
        """Create the user with an influencer's profile and its first channel."""
        data = self.cleaned_data
        return register_influencer(
            actor=None,
            new=self.new_user(),
            details=InfluencerDetails(
                display_name=data["display_name"],
                category=data["category"],
                niche=data["niche"],
                description=data["description"],
                languages=data["languages"],
                country=data["country"],
            ),
            channel=ChannelFigures(
                platform=data["platform"],
                handle=data["channel_handle"],
                url=data["channel_url"],
                followers=data["followers"],
                average_views=data["average_views"],
                engagement_rate=data["engagement_rate"],
            ),
        )
