"""contract: what a guarantee pays, by family of act

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guarantee_levels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guarantee", sa.String(length=100), nullable=False),
        sa.Column("family", sa.String(length=40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("cover", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=12), nullable=False),
        sa.Column("a_year", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guarantee_levels")),
        sa.UniqueConstraint("guarantee", "family", "since", name=op.f("uq_guarantee_levels_guarantee_family_since")),
    )


def downgrade() -> None:
    op.drop_table("guarantee_levels")
