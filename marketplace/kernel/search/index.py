"""Writing the index and asking it."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from marketplace.kernel.search.models import SearchDocument
from marketplace.kernel.search.words import index_text, query_words, singular

# `bm25` ranks from good (small) to bad; a hit in the title weighs as much as ten in the body.
SQLITE_SEARCH = """
    SELECT document.object_id
      FROM kernel_searchdocument_fts
      JOIN kernel_searchdocument AS document ON document.id = kernel_searchdocument_fts.rowid
     WHERE kernel_searchdocument_fts MATCH %s AND document.kind = %s
     ORDER BY bm25(kernel_searchdocument_fts, 10.0, 1.0), document.object_id DESC
     LIMIT %s
"""
# PostgreSQL's default weights are 1 for A (title) and 0.1 for D (body).
POSTGRESQL_SEARCH = """
    SELECT document.object_id
      FROM kernel_searchdocument AS document, to_tsquery('simple', %s) AS asked
     WHERE document.words @@ asked AND document.kind = %s
     ORDER BY ts_rank(document.words, asked) DESC, document.object_id DESC
     LIMIT %s
"""


class Document(NamedTuple):
    """What is to be found of one object."""

    object_id: int
    title: str
    body: str


def index_document(*, kind: str, object_id: int, title: str, body: str) -> None:
    """Make an object findable, or findable by its new words. Call it where the object is saved."""
    index_documents(kind=kind, documents=[Document(object_id, title, body)])


def index_documents(*, kind: str, documents: Iterable[Document]) -> None:
    """Do `index_document` for many objects of one kind in few queries."""
    rows = [
        SearchDocument(
            kind=kind,
            object_id=document.object_id,
            title=index_text(document.title),
            body=index_text(document.body),
        )
        for document in documents
    ]
    SearchDocument.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["title", "body"],
    )


def drop_document(*, kind: str, object_id: int) -> None:
    """Make an object unfindable. Harmless where it was not findable."""
    SearchDocument.objects.filter(kind=kind, object_id=object_id).delete()


def search_ids(*, kind: str, query: str, limit: int = 1000) -> list[int]:
    """Return ids of the objects that contain every word of `query`, best first.

    The last word may be the beginning of a word. Anything may be typed; a query without a word
    in it finds nothing.
    """
    words = query_words(query)
    if not words:
        return []
    if connection.vendor == "sqlite":
        sql, asked = SQLITE_SEARCH, _sqlite_query(words)
    else:
        sql, asked = POSTGRESQL_SEARCH, _postgresql_query(words)
    with connection.cursor() as cursor:
        cursor.execute(sql, [asked, kind, limit])
        return [row[0] for row in cursor.fetchall()]


def _sqlite_query(words: list[str]) -> str:
    """Return an FTS5 expression. Words hold letters and digits only, so quotes keep them safe."""
    *whole, last = words
    terms = [f'("{word}" OR "{singular(word)}")' for word in whole]
    return " AND ".join([*terms, f'("{last}" * OR "{singular(last)}")'])


def _postgresql_query(words: list[str]) -> str:
    """Return a tsquery. Words hold letters and digits only, so quotes keep them safe."""
    *whole, last = words
    terms = [f"('{word}' | '{singular(word)}')" for word in whole]
    return " & ".join([*terms, f"('{last}':* | '{singular(last)}')"])
