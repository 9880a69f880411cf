"""What upper apps add to messaging in AppConfig.ready()."""

from collections.abc import Callable

from marketplace.messaging.models import Message

MessageHook = Callable[[Message], None]

# Called with each message a person wrote, in the transaction that wrote it. System lines don't
# call: who makes one knows whom to tell.
on_message: list[MessageHook] = []
