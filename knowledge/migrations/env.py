"""What Alembic runs for a command: the revisions, on the connection that it is handed."""

from alembic import context

from knowledge.database import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    transactional_ddl=True,  # on SQLite too: the transaction is begun by hand
)
with context.begin_transaction():
    context.run_migrations()
