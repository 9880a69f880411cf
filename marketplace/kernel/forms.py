"""The base of every form: one look, an error summary, optional fields marked as such."""

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout


class PlainForm:
    """Mixin for forms and model forms shown with `{% crispy form %}`.

    The template writes the `<form>` element and its buttons. `fieldsets` groups fields under
    headings: a list of (legend, field names); fields it leaves out are shown after them.
    """

    fieldsets: ClassVar[list[tuple[str, list[str]]]] = []
    fields: dict[str, Any]

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
