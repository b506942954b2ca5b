"""How right the insights are: labelled calls in, one table of figures out. See `manage.py evaluate`."""
