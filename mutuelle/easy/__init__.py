"""Easy-to-read words (FALC) on request: who asked for them, and how every answer is then laid out and explained."""
