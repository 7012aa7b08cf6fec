"""Messages that are handed to the dialogue engine, and their answers."""
