"""The parts pages are made of, as functions; `templatetags/parley.py` gives them to templates.

Each refuses what it does not know, an icon, a state, a tone or an argument, so that a typo
fails in the first test that renders the page and never reaches a reader.
"""
