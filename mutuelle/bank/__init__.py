"""The bank accounts of a member: the one that is debited, those that are paid to."""
