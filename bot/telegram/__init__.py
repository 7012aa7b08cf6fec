"""Telegram: members' messages into the log, the log's answers to members."""

import os

# Opts in to the library's coming type for durations; without it, every flood limit raises a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")
