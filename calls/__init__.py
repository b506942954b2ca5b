"""What happened and what was said. May import ucm; knows nothing of analytics."""
