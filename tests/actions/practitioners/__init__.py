"""Searches for a professional in words."""
