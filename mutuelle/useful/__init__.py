"""Useful documents: forms, guides and notices for everybody, and what a member alone may read of his contract."""
