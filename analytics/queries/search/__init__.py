"""Search over everything that was said: `search` in results.py is the way in."""
