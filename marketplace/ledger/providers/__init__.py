"""The payment providers: django-payments' own, with what they leave open added.

Settings name them by module, so that a demo does not load Stripe's library.
"""
