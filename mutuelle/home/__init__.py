"""The home of the member space: its rubriques, and what its page shows."""
