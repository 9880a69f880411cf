"""What somebody wrote, and the files that went along."""

from ads.models import Attachment
from marketplace.exports.tables import Source, Table, words
from marketplace.messaging.models import Message

MESSAGES = Table(
    name="messages",
    about="Messages that you wrote. What others wrote to you is theirs.",
    rows=lambda scope: Message.objects.filter(author=scope.user),
    columns={
        "Conversation": "thread_id",
        "Ad": "thread__ad__title",
        "Campaign you showed interest in": "thread__interest__campaign__title",
        "Text": "body",
        "Time": "created_at",
    },
)

FILES = Table(
    name="files",
    about="Names of the files and links you sent; download the files in the contracts.",
    rows=lambda scope: Attachment.objects.filter(uploader=scope.user),
    columns={
        "Ad": "ad_id",
        "Kind": words("kind", Attachment.Kind),
        "Name": "name",
        "Bytes": "size_bytes",
        "Link": "url",
        "Time": "created_at",
    },
)

WRITTEN: list[Source] = [MESSAGES, FILES]
