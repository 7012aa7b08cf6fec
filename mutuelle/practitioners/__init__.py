"""Health professionals: the directory, what people call them, and who is nearest to a point."""
