"""Passages and words, and the indexes each database keeps of them.

A migration that makes SQLite rebuild one of these two tables (AlterField, AddConstraint) drops its
triggers; it has to end with `migrations.RunPython(make_indexes, …)` of its own.
"""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import DatabaseError, migrations, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = [
    """CREATE VIRTUAL TABLE analytics_passage_text USING fts5(
        agent, customer, others, content='analytics_passage', content_rowid='id', tokenize='unicode61')""",
    """CREATE TRIGGER analytics_passage_made AFTER INSERT ON analytics_passage BEGIN
        INSERT INTO analytics_passage_text(rowid, agent, customer, others)
        VALUES (new.id, new.agent, new.customer, new.others);
    END""",
    """CREATE TRIGGER analytics_passage_gone AFTER DELETE ON analytics_passage BEGIN
        INSERT INTO analytics_passage_text(analytics_passage_text, rowid, agent, customer, others)
        VALUES ('delete', old.id, old.agent, old.customer, old.others);
    END""",
    """CREATE TRIGGER analytics_passage_changed AFTER UPDATE OF agent, customer, others ON analytics_passage BEGIN
        INSERT INTO analytics_passage_text(analytics_passage_text, rowid, agent, customer, others)
        VALUES ('delete', old.id, old.agent, old.customer, old.others);
        INSERT INTO analytics_passage_text(rowid, agent, customer, others)
        VALUES (new.id, new.agent, new.customer, new.others);
    END""",
    # The spaces make trigrams of a word's beginning and end, as pg_trgm does by itself.
    "CREATE VIRTUAL TABLE analytics_word_trigrams USING fts5(text, tokenize='trigram')",
    """CREATE TRIGGER analytics_word_made AFTER INSERT ON analytics_word BEGIN
        INSERT INTO analytics_word_trigrams(rowid, text) VALUES (new.id, ' ' || new.text || ' ');
    END""",
    """CREATE TRIGGER analytics_word_gone AFTER DELETE ON analytics_word BEGIN
        DELETE FROM analytics_word_trigrams WHERE rowid = old.id;
    END""",
]
SQLITE_BACK = ["DROP TABLE analytics_passage_text", "DROP TABLE analytics_word_trigrams"]

# The signs inside words become spaces first: the parser would keep "anna@example.com" or "7-8" whole.
# The label of a lexeme tells who said it: A the agent, B the customer, D others.
SIGNS = "@.-_/:+''’"
TOKENS = " || ".join(
    f"setweight(to_tsvector('simple', translate({column}, '{SIGNS}', '{' ' * 9}')), '{label}')"
    for column, label in (("agent", "A"), ("customer", "B"), ("others", "D"))
)
POSTGRES = [
    f"ALTER TABLE analytics_passage ADD COLUMN tokens tsvector GENERATED ALWAYS AS ({TOKENS}) STORED",
    "CREATE INDEX analytics_passage_tokens ON analytics_passage USING gin (tokens)",
    # GiST, not GIN: it finds the nearest words first, where GIN needs a threshold that short words miss.
    "CREATE INDEX analytics_word_trigrams ON analytics_word USING gist (text gist_trgm_ops)",
]
POSTGRES_BACK = [
    "DROP INDEX analytics_word_trigrams",
    "ALTER TABLE analytics_passage DROP COLUMN tokens",
]
HOW_TO_MEND = (
    "The search needs PostgreSQL's extension pg_trgm, and it could not be created. Have a superuser "
    "run, once, in the database of AudiaPro: CREATE EXTENSION pg_trgm; (it comes with the package "
    "postgresql-contrib). Then migrate again."
)


def make_indexes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        _make_extension(schema_editor)
    _run(schema_editor, sqlite=SQLITE, postgresql=POSTGRES)


def drop_indexes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, sqlite=SQLITE_BACK, postgresql=POSTGRES_BACK)


def _run(schema_editor: BaseDatabaseSchemaEditor, **statements: list[str]) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def _make_extension(schema_editor: BaseDatabaseSchemaEditor) -> None:
    try:
        with transaction.atomic(schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError as error:
        raise DatabaseError(HOW_TO_MEND) from error


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0003_topics'),
        ('calls', '0014_self_test'),
    ]

    operations = [
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=40, unique=True)),
                ('stem', models.CharField(db_index=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.PositiveIntegerField(help_text='Index of the first utterance.')),
                ('last', models.PositiveIntegerField(help_text='Index of the last utterance.')),
                ('start', models.FloatField(help_text='Second of the call in which it begins.')),
                ('layout', models.JSONField(help_text='[[utterance index, start, role], …]')),
                ('agent', models.TextField(blank=True)),
                ('customer', models.TextField(blank=True)),
                ('others', models.TextField(blank=True, help_text='Recorded voices, and whose speaker is not known.')),
                ('embedding', models.BinaryField(help_text='Its meaning: 384 numbers of 16 bits.', null=True)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='calls.call')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('call', 'first'), name='one_passage_per_place')],
            },
        ),
        migrations.RunPython(make_indexes, drop_indexes),
    ]
