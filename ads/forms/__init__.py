"""Forms of ads: terms, hand-ins, answers with a reason, ratings."""

from ads.forms.afterwards import LiveCheckForm, ResultsForm
from ads.forms.answers import AcceptForm, CancelForm, DeclineForm, RejectLiveForm
from ads.forms.delivery import ChangesForm, LiveLinksForm, SubmitForm
from ads.forms.disputes import DisputeForm, StatementForm, WithdrawDisputeForm
from ads.forms.offers import BaseItemFormSet, CounterForm, DraftForm, item_formset, terms_of
from ads.forms.proposals import AmendmentForm, CancellationForm, amended_terms, piece_forms
from ads.forms.ratings import RatingForm, ReplyForm
from ads.forms.start import ChooseCampaignForm

__all__ = [
    "AcceptForm",
    "AmendmentForm",
    "BaseItemFormSet",
    "CancelForm",
    "CancellationForm",
    "ChangesForm",
    "ChooseCampaignForm",
    "CounterForm",
    "DeclineForm",
    "DisputeForm",
    "DraftForm",
    "LiveCheckForm",
    "LiveLinksForm",
    "RatingForm",
    "RejectLiveForm",
    "ReplyForm",
    "ResultsForm",
    "StatementForm",
    "SubmitForm",
    "WithdrawDisputeForm",
    "amended_terms",
    "item_formset",
    "piece_forms",
    "terms_of",
]
