"""Pages of users and profiles."""
