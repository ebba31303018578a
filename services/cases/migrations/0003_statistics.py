"""What the planner would remember of names, words and births are copies of them that no erasure reaches: it remembers
none. It does without them: every question to these tables names office and person, or a range of words."""

from alembic import op

revision = "0003"
down_revision = "0002"

COLUMNS = (("identities", "name"), ("identities", "birth_on"), ("name_tokens", "token"))


def upgrade() -> None:
    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} ALTER {column} SET STATISTICS 0")
        op.execute(f"SELECT pg_clear_attribute_stats('public', '{table}', '{column}', false)")
