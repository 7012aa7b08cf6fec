"""practitioners: the directory of health professionals

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    key = sa.String(length=160).with_variant(sa.String(length=160, collation="C"), "postgresql")
    op.create_table(
        "practitioners",
        sa.Column("id", big, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("source_key", key, nullable=False),
        sa.Column("content", sa.BigInteger(), nullable=False),
        sa.Column("number_label", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("name_key", key, nullable=False),
        sa.Column("first_key", sa.String(length=80), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("speciality", sa.String(length=120), nullable=False),
        sa.Column("street", sa.String(length=160), nullable=False),
        sa.Column("postcode", sa.String(length=5), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("insee", sa.String(length=5), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("sector", sa.String(length=1), nullable=False),
        sa.Column("optam", sa.Boolean(), nullable=False),
        sa.Column("in_network", sa.Boolean(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practitioners")),
        sa.UniqueConstraint("source", "source_key", name="uq_practitioners_source"),
    )
    op.create_index("ix_practitioners_nearest", "practitioners", ["category", "latitude", "longitude"])
    op.create_index("ix_practitioners_in_commune", "practitioners", ["insee", "category"])
    op.create_index("ix_practitioners_name", "practitioners", ["name_key", "first_key"])
    op.create_table(
        "directory_extracts",
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_directory_extracts")),
    )


def downgrade() -> None:
    op.drop_table("directory_extracts")
    op.drop_table("practitioners")
