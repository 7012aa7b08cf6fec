"""A line of a consultation of 30 € in sector 1 as the database has it: its base, 70 %, and 2 € kept back of it."""

CONSULTATION = {
    "expense_cents": 3000,
    "amo_cents": 1900,
    "amc_cents": 900,
    "remaining_cents": 200,
    "act": "gp",
    "base_cents": 3000,
    "rate": 70,
    "withheld_cents": 200,
    "deferred_cents": 0,
    "withholding": "participation",
}
