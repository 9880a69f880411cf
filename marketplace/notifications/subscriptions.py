"""What ending a subscription by its link changes in the preferences, and what takes it back.

A link ends a topic, a summary or, in mails from before there were topics, all that is mailed at
once. What was set before is told in one word, which the page of the link hands back.
"""

from marketplace.kernel.mail.topics import Summary, Topic
from marketplace.notifications.models import NotificationPreference
from marketplace.notifications.tokens import INSTANT
from marketplace.notifications.topics import DEFAULTS, Choice

_SWITCHES = {Summary.DIGEST.value: "is_digest_on", Summary.MONTHLY.value: "is_monthly_on"}
ON = "on"


def is_ended(preference: NotificationPreference, subject: str) -> bool:
    """Whether nothing of `subject` is mailed any more."""
    if not preference.is_mail_on:
        return True
    if switch := _SWITCHES.get(subject):
        return not getattr(preference, switch)
    if subject == INSTANT:
        return not _at_once(preference)
    return preference.choice_of(Topic(subject)) is Choice.NEVER


def before(preference: NotificationPreference, subject: str) -> str:
    """Return the word for what is set about `subject`; where it has ended, for the default."""
    if subject in _SWITCHES:
        return ON
    if subject == INSTANT:
        at_once = [topic for topic in Topic if DEFAULTS[topic] is Choice.AT_ONCE]
        return ",".join(_at_once(preference) or at_once)
    choice = preference.choice_of(Topic(subject))
    return (DEFAULTS[Topic(subject)] if choice is Choice.NEVER else choice).value


def end(preference: NotificationPreference, subject: str) -> list[str]:
    """End `subject` in `preference`, unsaved; return which columns that sets.

    What was mailed at once by the one switch of old comes with the digest, if there is one.
    """
    if switch := _SWITCHES.get(subject):
        setattr(preference, switch, False)
        return [switch]
    if subject == INSTANT:
        return _set(preference, dict.fromkeys(_at_once(preference), _instead(preference)))
    return _set(preference, {Topic(subject): Choice.NEVER})


def take_back(preference: NotificationPreference, subject: str, word: str) -> list[str]:
    """Set `subject` to what `word` of `before` says, unsaved; return which columns that sets.

    Raises ValueError for a word that says nothing about `subject`.
    """
    if switch := _SWITCHES.get(subject):
        if word != ON:
            raise ValueError(f"{word} says nothing about a switch")
        setattr(preference, switch, True)
        return [switch]
    if subject == INSTANT:
        return _set(preference, {Topic(each): Choice.AT_ONCE for each in word.split(",")})
    return _set(preference, {Topic(subject): Choice(word)})


def _at_once(preference: NotificationPreference) -> list[Topic]:
    return [topic for topic in Topic if preference.choice_of(topic) is Choice.AT_ONCE]


def _instead(preference: NotificationPreference) -> Choice:
    return Choice.DAILY if preference.is_digest_on else Choice.NEVER


def _set(preference: NotificationPreference, choices: dict[Topic, Choice]) -> list[str]:
    for topic, choice in choices.items():
        setattr(preference, topic.value, choice.value)
    return [topic.value for topic in choices]
