"""Files that people and folders bring when no API can be had: recordings, archives, CDR exports.

`take` is the way in, for calls/sources/folder.py and the upload page. Call records end in calls.ingest.accept
like any others; audio waits under its name until the fetch stage asks for it (brought.py).
"""
