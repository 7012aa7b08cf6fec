"""searches by amount or day of care, and sums, read an index of the lines instead of their rows

Revision ID: 0015
Revises: 0014
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

LINES = "reimbursement_lines"
AMOUNTS, PAYMENT = "ix_reimbursement_lines_amounts", "ix_reimbursement_lines_reimbursement_id"
COLUMNS = ["reimbursement_id", "care_on", "expense_cents", "amo_cents", "amc_cents", "remaining_cents"]


def upgrade() -> None:
    op.create_index(AMOUNTS, LINES, COLUMNS)
    op.drop_index(PAYMENT, LINES)


def downgrade() -> None:
    op.create_index(PAYMENT, LINES, ["reimbursement_id"])
    op.drop_index(AMOUNTS, LINES)
