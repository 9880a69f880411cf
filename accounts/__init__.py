"""Users, their profiles and their figures."""
