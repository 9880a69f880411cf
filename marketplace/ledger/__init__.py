"""The ledger: whose money is where, and how it got there."""
