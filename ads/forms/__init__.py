"""Forms of ads: terms, hand-ins, answers with a reason, ratings."""

from ads.forms.answers import CancelForm, DeclineForm, RatingForm, RejectLiveForm
from ads.forms.delivery import ChangesForm, LiveLinksForm, SubmitForm
from ads.forms.messages import MessageForm
from ads.forms.offers import CounterForm, DraftForm, ItemFormSet, item_formset, terms_of
from ads.forms.start import ChooseCampaignForm

__all__ = [
    "CancelForm",
    "ChangesForm",
    "ChooseCampaignForm",
    "CounterForm",
    "DeclineForm",
    "DraftForm",
    "ItemFormSet",
    "LiveLinksForm",
    "MessageForm",
    "RatingForm",
    "RejectLiveForm",
    "SubmitForm",
    "item_formset",
    "terms_of",
]
