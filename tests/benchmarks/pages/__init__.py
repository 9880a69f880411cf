"""How fast the main pages are, beside a page of the same size made of constants.

The constant page goes through the same server, middleware, session, user and frame, and asks the
database for nothing else: it is what the framework itself costs. Both are measured in turns, so
that a busy machine slows both, and medians are told.
"""
