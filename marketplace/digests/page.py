"""What the digest tells, shown above the inbox: the very same sections."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast

from marketplace.digests.readers import reader_of_page
from marketplace.digests.registry import Section, sections

if TYPE_CHECKING:
    from accounts.models import User
    from marketplace.kernel.people import Person


def waiting_sections(user: "Person", now: datetime) -> Sequence[Section]:
    """Return what waits for `user` and what their last digest told, in the order of the mail,
    whatever they want no mail about.

    Only what happened is left out: it stands below, notice by notice.
    """
    reader = reader_of_page(cast("User", user), now)
    if reader is None:
        return []
    return sections.collect([reader], now, is_mail=False).get(reader.user.pk, [])
