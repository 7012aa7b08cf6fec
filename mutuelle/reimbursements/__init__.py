"""What the mutuelle paid back: searching, listing."""
