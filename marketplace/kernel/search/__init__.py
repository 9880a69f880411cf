"""Full text on both databases behind three functions."""

from marketplace.kernel.search.index import (
    Document,
    drop_document,
    index_document,
    index_documents,
    search_ids,
)

__all__ = ["Document", "drop_document", "index_document", "index_documents", "search_ids"]
