"""A small, believable market for the demo. Every name and figure in it is invented."""
