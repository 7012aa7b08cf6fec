"""E-mails to members: written in the transaction of what they tell of, sent after it."""
