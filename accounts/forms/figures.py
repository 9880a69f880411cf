"""Channels and rate card: rows that work without scripts, with empty ones to fill in."""

from typing import Any, cast

from django import forms

from accounts.actions.figures import MAX_CHANNELS, MAX_PRICES
from accounts.details import ChannelFigures, Price
from accounts.forms.fields import CountField, EngagementField, LineField, WebAddressField
from accounts.models import DeliverableKind, InfluencerProfile, Platform
from marketplace.kernel.forms import PlainForm
from marketplace.kernel.money import MoneyField

EMPTY_ROWS = 2


class RowsFormSet(forms.BaseFormSet):
    """Rows of which no two may be about the same thing."""

    repeated_message: str
    blamed_field: str
    removal_label: str

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Say what the box that removes a row does."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = self.removal_label

    def key(self, row: dict[str, Any]) -> tuple[str, ...]:
        """Return what must be unique."""
        raise NotImplementedError

    def filled(self) -> list[dict[str, Any]]:
        """Return the valid rows that are neither empty nor ticked for removal."""
        return [form.cleaned_data for form in self._filled_forms()]

    def clean(self) -> None:
        """Point at the second of two equal rows."""
        seen: set[tuple[str, ...]] = set()
        for form in self._filled_forms():
            key = self.key(form.cleaned_data)
            if key in seen:
                form.add_error(self.blamed_field, self.repeated_message)
            seen.add(key)

    def _filled_forms(self) -> list[forms.Form]:
        removed = self.deleted_forms
        return [
            form
            for form in self.forms
            if form.has_changed() and form.is_valid() and form not in removed
        ]


class ChannelForm(PlainForm, forms.Form):
    """One channel with its figures."""

    platform = forms.ChoiceField(choices=[("", "Choose a platform"), *Platform.choices])
    handle = LineField(label="Name there", max_length=80)
    url = WebAddressField(label="Address", max_length=300)
    followers = CountField()
    average_views = CountField(required=False)
    engagement_rate = EngagementField(help_text="")


class ChannelRows(RowsFormSet):
    """All channels of an influencer."""

    repeated_message = "This channel is listed twice. Remove one of the two."
    blamed_field = "handle"
    removal_label = "Remove this channel"

    def key(self, row: dict[str, Any]) -> tuple[str, ...]:
        """Return platform and name, in which case makes no difference."""
        return row["platform"], row["handle"].lower()

    def figures(self) -> list[ChannelFigures]:
        """Return what was entered."""
        names = ChannelFigures.__dataclass_fields__
        return [ChannelFigures(**{name: row[name] for name in names}) for row in self.filled()]


class PriceForm(PlainForm, forms.Form):
    """One line of a rate card."""

    platform = forms.ChoiceField(choices=[("", "Choose a platform"), *Platform.choices])
    kind = forms.ChoiceField(
        label="Content", choices=[("", "Choose what"), *DeliverableKind.choices]
    )
    price_minor = MoneyField(label="Price", min_minor=1)


class PriceRows(RowsFormSet):
    """An influencer's rate card."""

    repeated_message = "This content is priced twice. Remove one of the two."
    blamed_field = "kind"
    removal_label = "Remove this price"

    def key(self, row: dict[str, Any]) -> tuple[str, ...]:
        """Return platform and kind of content."""
        return row["platform"], row["kind"]

    def prices(self) -> list[Price]:
        """Return what was entered."""
        names = Price.__dataclass_fields__
        return [Price(**{name: row[name] for name in names}) for row in self.filled()]


# What is posted is compared with empty rows, not with the stored ones: another tab may have
# changed those meanwhile.


def channel_rows(profile: InfluencerProfile, data: Any = None) -> ChannelRows:
    """Return the rows of a profile's channels, bound to `data` if given."""
    stored = profile.channels.values(*ChannelFigures.__dataclass_fields__)
    initial = None if data is not None else list(stored)
    return cast("ChannelRows", _ChannelFormSet(data, initial=initial, prefix="channels"))


def price_rows(profile: InfluencerProfile, data: Any = None) -> PriceRows:
    """Return the rows of a profile's rate card, bound to `data` if given."""
    stored = profile.rate_card.values(*Price.__dataclass_fields__)
    initial = None if data is not None else list(stored)
    return cast("PriceRows", _PriceFormSet(data, initial=initial, prefix="prices"))


_ChannelFormSet = forms.formset_factory(
    ChannelForm,
    formset=ChannelRows,
    extra=EMPTY_ROWS,
    can_delete=True,
    max_num=MAX_CHANNELS,
    absolute_max=MAX_CHANNELS,
    validate_max=True,
)
_PriceFormSet = forms.formset_factory(
    PriceForm,
    formset=PriceRows,
    extra=EMPTY_ROWS,
    can_delete=True,
    max_num=MAX_PRICES,
    absolute_max=MAX_PRICES,
    validate_max=True,
)
