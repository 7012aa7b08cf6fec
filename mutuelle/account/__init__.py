"""Online accounts, logins and sessions."""
