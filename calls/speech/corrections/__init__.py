"""What people wrote over the recogniser's words: kept through every later hearing. Pure.

words.py times a corrected line; stretch.py finds the place of a correction among other words, edits.py what
it replaces there, placing.py does it. Called by calls/correcting.py. learned.py tells which terms the
recogniser does not know.
"""
