"""Forms of ads: terms, hand-ins, answers with a reason, ratings."""

from ads.forms.answers import AcceptForm, CancelForm, DeclineForm, RejectLiveForm
from ads.forms.delivery import ChangesForm, LiveLinksForm, SubmitForm
from ads.forms.disputes import DisputeForm, StatementForm, WithdrawDisputeForm
from ads.forms.offers import BaseItemFormSet, CounterForm, DraftForm, item_formset, terms_of
from ads.forms.ratings import RatingForm, ReplyForm
from ads.forms.start import ChooseCampaignForm

__all__ = [
    "AcceptForm",
    "BaseItemFormSet",
    "CancelForm",
    "ChangesForm",
    "ChooseCampaignForm",
    "CounterForm",
    "DeclineForm",
    "DisputeForm",
    "DraftForm",
    "LiveLinksForm",
    "RatingForm",
    "RejectLiveForm",
    "ReplyForm",
    "StatementForm",
    "SubmitForm",
    "WithdrawDisputeForm",
    "item_formset",
    "terms_of",
]
