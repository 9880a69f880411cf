"""Import of the SQLite database of IESCP, the platform's predecessor."""
