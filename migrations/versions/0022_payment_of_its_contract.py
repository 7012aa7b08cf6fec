"""a payment's beneficiary is one of its contract: one constraint for both, checked once a payment

On PostgreSQL. SQLite can only make a table anew for that, of which its lines would go; it keeps one constraint each.

Revision ID: 0022
Revises: 0021
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

PAYMENTS, PEOPLE = "reimbursements", "beneficiaries"
UNIQUE, BOTH = "uq_beneficiaries_contract_id", "fk_reimbursements_contract_id_beneficiaries"
EACH = {"contract_id": "contracts", "beneficiary_id": "beneficiaries"}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.create_unique_constraint(UNIQUE, PEOPLE, ["contract_id", "id"])
    op.create_foreign_key(BOTH, PAYMENTS, PEOPLE, ["contract_id", "beneficiary_id"], ["contract_id", "id"])
    for column, table in EACH.items():
        op.drop_constraint(f"fk_reimbursements_{column}_{table}", PAYMENTS, type_="foreignkey")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for column, table in EACH.items():
        op.create_foreign_key(f"fk_reimbursements_{column}_{table}", PAYMENTS, table, [column], ["id"])
    op.drop_constraint(BOTH, PAYMENTS, type_="foreignkey")
    op.drop_constraint(UNIQUE, PEOPLE, type_="unique")
