"""What the words of health insurance and of this member space mean: short, and in easy-to-read words."""
