"""Members and their contracts."""
