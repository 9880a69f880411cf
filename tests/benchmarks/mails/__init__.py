"""How fast digests are written and sent.

A hundred thousand users, twenty thousand of them with something to read, are decided by a process
that has just started, then their mails are sent over real SMTP. Beside it stands the bare cost of
handing the same bytes to the same server: smtplib, one connection, no Django and no database. Both
take turns, so that a busy machine slows both.
"""
