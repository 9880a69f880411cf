"""What templates of mails are written with: `{% load mails %}`."""

from django import template

from marketplace.kernel.mail import wording

register = template.Library()

register.filter("quoted", wording.quoted)
register.filter("shorten", wording.shorten)
