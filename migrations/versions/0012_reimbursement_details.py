"""reimbursements: how each line came about, and the reference it is imported by

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ADDED = {
    "act": {"type_": sa.String(length=32), "nullable": False, "server_default": ""},
    "quantity": {"type_": sa.Integer(), "nullable": False, "server_default": "1"},
    "base_cents": {"type_": sa.Integer(), "nullable": True},
    "rate": {"type_": sa.Integer(), "nullable": True},
    "withheld_cents": {"type_": sa.Integer(), "nullable": True},
    "deferred_cents": {"type_": sa.Integer(), "nullable": True},
    "withholding": {"type_": sa.String(length=16), "nullable": False, "server_default": ""},
    "coordinated": {"type_": sa.Boolean(), "nullable": True},
}


def upgrade() -> None:
    for name, column in ADDED.items():
        op.add_column("reimbursement_lines", sa.Column(name, **column))
    op.add_column("reimbursements", sa.Column("reference", sa.String(length=40), nullable=True))
    op.create_index("ix_reimbursements_reference", "reimbursements", ["reference"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_reimbursements_reference", "reimbursements")
    op.drop_column("reimbursements", "reference")
    for name in reversed(ADDED):
        op.drop_column("reimbursement_lines", name)
