"""The old CDR and REC API as a UCM speaks it: listener.py is its door, the other files what lies behind.

From Grandstream's CDR and REC API guides (2013, 2014) and user manuals, and from what clients in the field
were seen to do. Shares nothing with our client.
"""
