"""The base of every form: one look, an error summary, optional fields marked as such."""

from collections.abc import Mapping
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from marketplace.kernel.fragments import render_once

# What to do about an empty field, by how it is filled in; the first that fits.
_REQUIRED_WORDS: list[tuple[tuple[type[forms.Widget], ...], str]] = [
    ((forms.CheckboxInput,), "Tick this to go on."),
    ((forms.FileInput,), "Choose a file."),
    ((forms.CheckboxSelectMultiple,), "Tick at least one."),
    ((forms.RadioSelect, forms.Select), "Choose one."),
    ((forms.Widget,), "Fill this in."),
]


class DayField(forms.DateField):
    """A day, by the browser's own calendar or typed as year-month-day.

    No other way to write one is taken (see `marketplace.formats`).
    """

    default_error_messages = {
        "required": "Enter the day.",
        "invalid": "Enter a day as year-month-day, such as 2026-11-03.",
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)


class PlainForm:
    """Mixin for forms and model forms shown with `{% crispy form %}`; it stands first.

    The template writes the `<form>` element and its buttons. `fieldsets` groups fields under
    headings: a list of (legend, field names); fields it leaves out are shown after them.
    """

    fieldsets: ClassVar[list[tuple[str, list[str]]]] = []
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if (
                field.error_messages.get("required")
                == forms.Field.default_error_messages["required"]
            ):
                field.error_messages["required"] = _required_words(field.widget)

    @property
    def helper(self) -> FormHelper:
        """How crispy shows this form."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        if self.fieldsets:
            helper.layout = self._layout()
        return helper

    def _layout(self) -> Layout:
        named = [name for _, names in self.fieldsets for name in names]
        rest = [name for name in self.fields if name not in named]
        sections = [
            Fieldset(legend, *[n for n in names if n in self.fields], css_class="form-section")
            for legend, names in self.fieldsets
        ]
        return Layout(*sections, *rest)


class FilterForm(PlainForm):
    """Mixin for the filters of a public list, whose template shows the fields alone."""

    fields_template: ClassVar[str]
    data: Mapping[str, Any]

    def rendered(self, *, options: list[tuple[str, str]]) -> SafeString:
        """Render the fields. `options` are the choices that change while the site runs.

        Without filters the fields look the same for everybody, and are kept.
        """
        if any(self.data.get(name) for name in self.fields):
            return render_to_string(self.fields_template, {"form": self})
        shows = (repr(options), settings.CURRENCY)
        return render_once(self.fields_template, {"form": self}, shows=shows)


def _required_words(widget: forms.Widget) -> str:
    return next(words for kinds, words in _REQUIRED_WORDS if isinstance(widget, kinds))
