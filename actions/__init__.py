"""Actions of the dialogue: thin, they call one service and give one answer."""
