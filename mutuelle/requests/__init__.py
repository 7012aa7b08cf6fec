"""What members ask of the mutuelle, and its follow-up."""
