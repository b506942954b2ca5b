"""The fault matrix: every way in, every dialect, every fault; what happens and what an admin reads.

matrix.py is the one table. test_*.py prove each row against the simulator; `python -m tests.faults`
prints them all for docs/ucm-faults.md.
"""
