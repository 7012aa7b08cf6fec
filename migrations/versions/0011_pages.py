"""pages: until when an e-mail is worth sending

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

import mutuelle.store

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mails", sa.Column("expires_at", mutuelle.store.UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("mails", "expires_at")
