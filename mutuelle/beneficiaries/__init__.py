"""The people a contract covers, and their guarantees."""
