"""A row as a message, and what a mail server's answers to it mean."""

import re
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from marketplace.kernel.mail.models import ABOUT_THE_MAIL, OutboxMail

# RFC 3463, 3.8: a security or policy status, and what servers write without one. They do not
# take mail from us, which is mended on our side: a code of 5xx is no word about the recipient.
_UNWELCOME = re.compile(r"\b5\.7\.\d+\b|\brelay", re.IGNORECASE)
GOING_AWAY = 421  # RFC 5321, 3.8: the server ends the session, whatever it was asked


def message_of(mail: OutboxMail, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """Return the row as a message; the Message-ID is the row's own on every try."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.to],
        headers={**mail.headers, "Message-ID": mail.message_id},
        connection=connection,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for attachment in mail.attachments.all():
        message.attach(attachment.name, bytes(attachment.content), attachment.mime_type)
    return message


def is_final(error: Exception) -> bool:
    """Whether the server refused this mail for good (5xx), so that asking again is rude."""
    if _UNWELCOME.search(str(error)):
        return False
    if isinstance(error, SMTPRecipientsRefused):
        codes = _codes(error)
        return bool(codes) and all(code >= 500 for code in codes)
    # Of other answers only those to the message itself: a refused sender or login (530 to 535)
    # is about our own settings, and mending them lets the mail through.
    return isinstance(error, SMTPDataError) and error.smtp_code >= 550


def is_about_the_mail(error: Exception) -> bool:
    """Whether the server answered to this recipient or message, and takes others."""
    return isinstance(error, ABOUT_THE_MAIL) and GOING_AWAY not in _codes(error)


def is_silence(error: Exception) -> bool:
    """Whether the server did not say anything for as long as EMAIL_TIMEOUT."""
    # smtplib tells of a connection that was lost, and only by its cause of why.
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def text_of(error: Exception) -> str:
    """Return an error as the outbox keeps it."""
    return f"{type(error).__name__}: {error}"[:1000]


def _codes(error: Exception) -> list[int]:
    if isinstance(error, SMTPRecipientsRefused):
        return [code for code, _ in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, SMTPResponseException) else []
