"""Every mail of this app renders, and says why it came."""

import pytest
from django.utils.html import escape

from accounts import mails
from marketplace.kernel.mail.registry import mail_kinds
from marketplace.kernel.mail.rendering import render_mail

OURS = [
    *mails._CODES,
    *mails._NOTICES,
    *mails._DECISIONS,
    "account_already_exists",
    "account_unknown_account",
    "account_deleted",
]


@pytest.mark.parametrize("name", OURS)
def test_a_mail_renders_from_its_sample(name: str) -> None:
    kind = next(kind for kind in mail_kinds() if kind.kind == name)
    sample = kind.sample()
    mail = render_mail(kind, sample)
    assert 5 < len(mail.subject) < 80
    assert "\n" not in mail.subject
    for word in ("code", "reason"):
        if sample.get(word):
            assert sample[word] in mail.text
            assert escape(sample[word]) in mail.html
            assert sample[word] not in mail.subject
    assert kind.why in mail.text
    assert "!" not in mail.subject + mail.text
