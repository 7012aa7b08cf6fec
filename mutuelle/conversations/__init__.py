"""Conversations: who talks where, everything said, what buttons stand for, and what a dialogue remembers."""
