"""Feeding the store: payments from a CSV file, whose format is in docs/imports.md."""
