"""How fast money is posted, beside bare SQL.

Several processes post transfers for a fixed time: through the ledger's own door, and by a bare
transaction of two updates and an insert on the same tables, with the same constraints and triggers.
Both take turns, so that a busy machine slows both, and medians are told. The books must be right
afterwards.
"""
