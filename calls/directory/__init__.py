"""Which name goes with which number: read from the UCM, kept with its dates, put onto calls.

refresh.py asks, entries.py keeps, naming.py writes the names of calls.
"""
