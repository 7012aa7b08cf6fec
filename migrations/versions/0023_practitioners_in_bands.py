"""professionals are found by bands of latitude, and by longitude in them: a twentieth of what one range of latitudes holds

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

INDEX, TABLE = "ix_practitioners_nearest", "practitioners"
BAND = sa.text("(CAST((latitude + 90.0) * 10.0 AS INTEGER))")


def upgrade() -> None:
    op.drop_index(INDEX, TABLE)
    op.create_index(INDEX, TABLE, ["category", BAND, "longitude", "latitude"])


def downgrade() -> None:
    op.drop_index(INDEX, TABLE)
    op.create_index(INDEX, TABLE, ["category", "latitude", "longitude"])
