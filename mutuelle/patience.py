"""How long a question is asked again: the same wherever something is asked in the chat."""

GIVE_UP_AFTER = 3  # answers in a row that could not be used
DROP_AFTER = 2  # messages in a row that were about something else, where nothing is lost by stopping
