"""`make run`: the whole site on one machine, started, watched and stopped by one process."""
