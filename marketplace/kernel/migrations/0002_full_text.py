"""Builds the full-text index on SearchDocument: FTS5 on SQLite, a tsvector on PostgreSQL.

Both keep themselves up to date, so that a document and its words are one write.
"""

from django.db import migrations

SQLITE_FORWARD = [
    """
    CREATE VIRTUAL TABLE kernel_searchdocument_fts USING fts5(
        title, body,
        content='kernel_searchdocument', content_rowid='id', tokenize='unicode61'
    )
    """,
    """
    CREATE TRIGGER kernel_searchdocument_added AFTER INSERT ON kernel_searchdocument BEGIN
        INSERT INTO kernel_searchdocument_fts (rowid, title, body)
        VALUES (new.id, new.title, new.body);
    END
    """,
    """
    CREATE TRIGGER kernel_searchdocument_removed AFTER DELETE ON kernel_searchdocument BEGIN
        INSERT INTO kernel_searchdocument_fts (kernel_searchdocument_fts, rowid, title, body)
        VALUES ('delete', old.id, old.title, old.body);
    END
    """,
    """
    CREATE TRIGGER kernel_searchdocument_changed AFTER UPDATE ON kernel_searchdocument BEGIN
        INSERT INTO kernel_searchdocument_fts (kernel_searchdocument_fts, rowid, title, body)
        VALUES ('delete', old.id, old.title, old.body);
        INSERT INTO kernel_searchdocument_fts (rowid, title, body)
        VALUES (new.id, new.title, new.body);
    END
    """,
    "INSERT INTO kernel_searchdocument_fts (kernel_searchdocument_fts) VALUES ('rebuild')",
]
SQLITE_BACKWARD = [
    "DROP TRIGGER kernel_searchdocument_added",
    "DROP TRIGGER kernel_searchdocument_removed",
    "DROP TRIGGER kernel_searchdocument_changed",
    "DROP TABLE kernel_searchdocument_fts",
]
# The words arrive folded and without punctuation, so the plain configuration is all they need.
POSTGRESQL_FORWARD = [
    """
    ALTER TABLE kernel_searchdocument ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', body), 'D')
    ) STORED
    """,
    "CREATE INDEX searchdocument_words ON kernel_searchdocument USING gin (words)",
]
POSTGRESQL_BACKWARD = ["ALTER TABLE kernel_searchdocument DROP COLUMN words"]


def _run(statements_by_vendor):
    def run(apps, schema_editor):
        for statement in statements_by_vendor[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_outbox_search_heartbeat")]

    operations = [
        migrations.RunPython(
            _run({"sqlite": SQLITE_FORWARD, "postgresql": POSTGRESQL_FORWARD}),
            _run({"sqlite": SQLITE_BACKWARD, "postgresql": POSTGRESQL_BACKWARD}),
        )
    ]
