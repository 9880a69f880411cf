"""The mail that says an export is ready."""

import time_machine

from marketplace.kernel.mail.registry import mail_kind
from marketplace.kernel.mail.rendering import render_mail


@time_machine.travel("2026-11-21T09:30:00Z")  # a year is named where it is another one
def test_it_says_what_is_ready_where_and_until_when() -> None:
    kind = mail_kind("export_ready")
    mail = render_mail(kind, kind.sample(), unsubscribe_url="http://x/leave/")
    assert mail.subject == "Your export is ready: statement"
    assert "1,204 rows" in mail.text and "1,204 rows" in mail.html
    for part in (mail.text, mail.html):
        assert "http://127.0.0.1:8000/exports/#export-7" in part
        assert "Saturday 28 November, 09:30 (UTC)" in part
        assert kind.why in part
        assert "http://x/leave/" not in part  # nobody leaves what they asked for
        assert "!" not in mail.subject + mail.text
    assert "attachment" not in mail.text  # the file itself never goes by mail


def test_one_row_is_one_row() -> None:
    kind = mail_kind("export_ready")
    assert "1 row." in render_mail(kind, kind.sample() | {"rows": 1}).text
