"""The language model that an admin may allow: its endpoint, what it may cost, and the stage that asks it."""
