"""What a user changes about its own profile."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from accounts.avatars import clean_avatar
from accounts.details import InfluencerDetails, SponsorDetails
from accounts.forms.fields import (
    CategoryField,
    CountryField,
    LanguagesField,
    LineField,
    TimeZoneField,
    WebAddressField,
)
from accounts.models import Category, InfluencerProfile, SponsorProfile
from marketplace.kernel.errors import Refused
from marketplace.kernel.forms import PlainForm


class ProfileForm(PlainForm, forms.Form):
    """What both roles may change."""

    display_name = LineField(max_length=80, help_text="The name others see.")
    country = CountryField()
    time_zone = TimeZoneField()


class SponsorProfileForm(ProfileForm):
    """A sponsor's profile."""

    company_name = LineField(label="Company", max_length=120)
    industry = LineField(max_length=80)
    website = WebAddressField(max_length=200, required=False)
    description = forms.CharField(
        label="About you",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": "5"}),
    )

    fieldsets = [
        ("How others see you", ["display_name", "description", "time_zone"]),
        ("Your company", ["company_name", "industry", "country", "website"]),
    ]

    def __init__(self, *args: Any, profile: SponsorProfile, **kwargs: Any) -> None:
        initial = {name: getattr(profile, name) for name in SponsorDetails.__dataclass_fields__}
        initial["time_zone"] = profile.user.time_zone
        super().__init__(*args, initial=initial, **kwargs)
        if profile.is_verified:
            self.fields["company_name"].disabled = True
            self.fields[
                "company_name"
            ].help_text = "Verified. Moderators can change it: answer their verification mail."

    def details(self) -> SponsorDetails:
        """Return what was entered."""
        return SponsorDetails(
            **{name: self.cleaned_data[name] for name in SponsorDetails.__dataclass_fields__}
        )


class InfluencerProfileForm(ProfileForm):
    """An influencer's profile without channels and rate card."""

    avatar = forms.FileField(
        label="Picture",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        help_text="JPEG, PNG, WebP or GIF, at most 5 MB. We keep its middle square.",
    )
    remove_avatar = forms.BooleanField(label="Remove my picture", required=False)
    category = CategoryField()
    niche = LineField(max_length=80, required=False, help_text="For example trail running.")
    description = forms.CharField(
        label="Bio", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": "6"})
    )
    languages = LanguagesField()

    fieldsets = [
        ("How others see you", ["display_name", "avatar", "remove_avatar", "description"]),
        ("What you publish", ["category", "niche", "languages"]),
        ("Where you are", ["country", "time_zone"]),
    ]

    def __init__(self, *args: Any, profile: InfluencerProfile, **kwargs: Any) -> None:
        initial = {name: getattr(profile, name) for name in InfluencerDetails.__dataclass_fields__}
        initial["time_zone"] = profile.user.time_zone
        super().__init__(*args, initial=initial, **kwargs)
        category = cast("CategoryField", self.fields["category"])
        category.queryset = Category.objects.offered() | Category.objects.filter(
            pk=profile.category_id
        )
        if not profile.avatar:
            del self.fields["remove_avatar"]

    def clean_avatar(self) -> "ContentFile[bytes] | None":
        """Return the uploaded picture as a small square."""
        upload: UploadedFile | None = self.cleaned_data["avatar"]
        if not upload:
            return None
        try:
            return clean_avatar(upload)
        except Refused as error:
            raise ValidationError(str(error)) from error

    def details(self) -> InfluencerDetails:
        """Return what was entered."""
        return InfluencerDetails(
            **{name: self.cleaned_data[name] for name in InfluencerDetails.__dataclass_fields__}
        )
