"""What a page says about an ad to the person who reads it. Reads only, no HTTP, no HTML."""

from ads.room.buttons import Button, buttons_for, deposit_button, deposit_url, why_closed
from ads.room.contract import offer_rows
from ads.room.page import Room
from ads.room.questions import question_for
from ads.room.reader import Reader
from ads.room.turn import Turn, turn_for
from ads.room.worth import Worth, worth_for, worth_of_draft

__all__ = [
    "Button",
    "Reader",
    "Room",
    "Turn",
    "Worth",
    "buttons_for",
    "deposit_button",
    "deposit_url",
    "offer_rows",
    "question_for",
    "turn_for",
    "why_closed",
    "worth_for",
    "worth_of_draft",
]
