"""What people wrote over the recogniser's words: kept through every later hearing. Pure.

words.py times a corrected line; stretch.py finds the place of a correction among other words, placing.py puts
corrections there; learned.py tells which terms the recogniser does not know. Called by calls/correcting.py.
"""
