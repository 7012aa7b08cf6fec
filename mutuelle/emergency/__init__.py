"""Medical emergencies: recognised by their words before anything else runs, answered with the emergency numbers."""
