"""Every mail of this app can be shown."""

import pytest

from campaigns.mails import _KINDS
from marketplace.kernel.mail.registry import mail_kind
from marketplace.kernel.mail.rendering import render_mail


@pytest.mark.parametrize("kind", sorted(_KINDS))
def test_a_mail_says_the_same_in_text_and_html(kind, settings):
    entry = mail_kind(kind)
    mail = render_mail(entry, entry.sample())
    assert "Autumn trail shoes" in mail.subject
    for body in (mail.text, mail.html):
        assert f"{settings.SITE_URL}/campaigns/1/" in body
        assert entry.why in body
