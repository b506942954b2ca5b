"""What a call means, worked out from its words and times. Pure: no framework, no rows, no settings."""
