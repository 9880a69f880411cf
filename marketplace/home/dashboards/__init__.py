"""What each role sees when it comes to work. Reads only, each a fixed number of queries."""
