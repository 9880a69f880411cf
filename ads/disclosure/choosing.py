"""Which rule of the table holds."""

from datetime import date

from ads.disclosure.rules import DEFAULT, RULES, Rule


def rule_for(country: str, on: date) -> Rule:
    """Return the rule of an ISO country code in force on a day, the default where there is none."""
    found = [rule for rule in RULES if country.upper() in rule.countries and rule.since <= on]
    return max(found, key=lambda rule: rule.since, default=DEFAULT)


def source_of(code: str) -> str:
    """Return what a rule is called, by its code; the code itself for a row that is gone."""
    names = {rule.code: rule.source_name for rule in (*RULES, DEFAULT)}
    return names.get(code, code)
