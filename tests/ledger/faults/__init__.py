"""Five hundred calls that move money while what serves them is killed again and again."""
