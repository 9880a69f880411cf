"""Forms of users and profiles."""
