"""`make bench`: what the site costs, in four parts, each beside what cannot be done without.

`pages`   how fast the main pages are, beside a page of the same size made of constants
`ledger`  how fast money is posted, beside a bare SQL transaction of the same two updates and insert
`check`   how long `check_ledger` takes over a million transfers, and how much memory
`mails`   how fast digests are written and sent, beside handing the same bytes to the mail server
"""
