"""How long an export of a million transfers takes, and how much memory, beside bare PostgreSQL.

The real slices make it, one after another, in a process of its own. Beside it the database's own
COPY, and a cursor of the server's with `csv.writer`: neither puts anything in words, can be
killed, or leaves a worker free for something else meanwhile.
"""
