"""privacy: dialogues that ended, to be deleted from Rasa's tracker; old messages found by their age

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

import mutuelle.store

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("dialogue_ends", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "ended_dialogues",
        sa.Column("rasa_id", sa.String(length=32), nullable=False),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.Column("ended_at", mutuelle.store.UtcDateTime(), nullable=False),
        sa.Column("purged_at", mutuelle.store.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("rasa_id", name="pk_ended_dialogues"),
    )
    op.create_index("ix_events_created_at", "events", ["created_at"])


def downgrade() -> None:
    op.drop_index("ix_events_created_at", "events")
    op.drop_table("ended_dialogues")
    op.drop_column("conversations", "dialogue_ends")
