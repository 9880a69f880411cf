"""How this site writes and reads numbers and days, where that differs from Django."""
