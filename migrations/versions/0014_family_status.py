"""family status: from when it counts, and the next one

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("family_status_since", sa.Date(), nullable=True))
    op.add_column("members", sa.Column("next_family_status", sa.String(length=16), nullable=True))
    op.add_column("members", sa.Column("next_family_status_since", sa.Date(), nullable=True))


def downgrade() -> None:
    for name in ("next_family_status_since", "next_family_status", "family_status_since"):
        op.drop_column("members", name)
