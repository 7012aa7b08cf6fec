"""conversations, account: easy-to-read words, here and for a member

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("easy", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("accounts", sa.Column("easy", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("accounts", "easy")
    op.drop_column("conversations", "easy")
