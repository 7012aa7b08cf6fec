"""How much would be reimbursed, before the expense: an estimate, never a promise."""
