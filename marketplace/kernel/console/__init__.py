"""What the apps' pages in the moderators' console have in common: reading, and asking first."""
