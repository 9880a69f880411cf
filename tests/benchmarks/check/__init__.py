"""How long `check_ledger` takes over a million transfers, and how much memory.

The market is there as well, so that the laws above the ledger have their work. Afterwards one
hold is put wrong by one, and the check must find it.
"""
