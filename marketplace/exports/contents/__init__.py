"""Every table that an export can hold, by what it is about."""
