"""Forms of ads: terms, hand-ins, answers with a reason, ratings."""

from ads.forms.answers import AcceptForm, CancelForm, DeclineForm, RatingForm, RejectLiveForm
from ads.forms.delivery import ChangesForm, LiveLinksForm, SubmitForm
from ads.forms.offers import BaseItemFormSet, CounterForm, DraftForm, item_formset, terms_of
from ads.forms.start import ChooseCampaignForm

__all__ = [
    "AcceptForm",
    "BaseItemFormSet",
    "CancelForm",
    "ChangesForm",
    "ChooseCampaignForm",
    "CounterForm",
    "DeclineForm",
    "DraftForm",
    "LiveLinksForm",
    "RatingForm",
    "RejectLiveForm",
    "SubmitForm",
    "item_formset",
    "terms_of",
]
