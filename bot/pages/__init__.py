"""The pages: the chat's home and the secure login page."""
