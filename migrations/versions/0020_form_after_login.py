"""account: which form a message answers that waits for a login

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("login_links", sa.Column("resume", sa.String(length=80), nullable=True))


def downgrade() -> None:
    op.drop_column("login_links", "resume")
