"""What is handed in: drafts, live links, and what should change about the drafts."""

from ads import actions
from ads.deadlines import local_day
from ads.forms import ChangesForm, LiveLinksForm, SubmitForm
from ads.hand_ins import checklist, label_rule
from ads.room.work import asked_changes, last_captions, round_words
from ads.views.moves import MovePage, move_view

submit = move_view(
    MovePage(
        "submit",
        lambda r, form: actions.submit_work(
            actor=r.user,
            ad=r.ad,
            drafts=form.drafts(),
            files=form.uploads(),
            is_attested=form.cleaned_data["is_attested"],
            covered=form.cleaned_data.get("covered", ()),
            note=form.cleaned_data["note"],
        ),
        "Your drafts are in. {sponsor} reviews them.",
        lambda r, *posted: SubmitForm(
            *posted,
            deliverables=r.to_hand_in,
            rule=label_rule(r.ad, r.now),
            checklist=checklist(r.ad),
            initial={f"caption_{pk}": caption for pk, caption in last_captions(r).items()},
        ),
        context=lambda r: {"changes": asked_changes(r), "rounds": round_words(r)},
    )
)
request_changes = move_view(
    MovePage(
        "request_changes",
        lambda r, form: actions.request_changes(
            actor=r.user,
            ad=r.ad,
            deliverable_ids=form.cleaned_data["deliverables"],
            items=form.cleaned_data.get("items", ()),
            reason=form.cleaned_data["reason"],
        ),
        "{influencer} knows what should change.",
        lambda r, *posted: ChangesForm(
            *posted, deliverables=r.deliverables, checklist=checklist(r.ad)
        ),
    )
)
post_live = move_view(
    MovePage(
        "post_live",
        lambda r, form: actions.post_live(
            actor=r.user,
            ad=r.ad,
            links=form.links(),
            screenshots=form.uploads(),
            is_attested=form.cleaned_data["is_attested"],
        ),
        "Your links are in. {sponsor} checks them.",
        lambda r, *posted: LiveLinksForm(
            *posted, deliverables=r.deliverables, today=local_day(r.ad, r.now)
        ),
    )
)
