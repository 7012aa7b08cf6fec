"""The tiers-payant card."""
