"""A market of any size, invented and lawful, written in bulk: for benchmarks and for looking."""
