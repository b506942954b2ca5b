"""What it means, and every page for people. May import calls."""
