"""The terms of an offer: a form for what is said once, a formset for the deliverables."""

from ads.forms.offers.items import BaseItemFormSet, item_formset
from ads.forms.offers.terms import CounterForm, DraftForm, terms_of

__all__ = ["BaseItemFormSet", "CounterForm", "DraftForm", "item_formset", "terms_of"]
