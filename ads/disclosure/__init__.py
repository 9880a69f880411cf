"""Advertisements must say what they are: the rules, and whether a caption follows them."""

from ads.disclosure.captions import FOLDS, find_label, missing_label_message
from ads.disclosure.choosing import rule_for, source_of
from ads.disclosure.rules import CHECKED, DEFAULT, RULES, Rule

__all__ = [
    "CHECKED",
    "DEFAULT",
    "FOLDS",
    "RULES",
    "Rule",
    "find_label",
    "missing_label_message",
    "rule_for",
    "source_of",
]
