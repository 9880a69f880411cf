"""The stack that digests come through, with parts that may be killed."""
