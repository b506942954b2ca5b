"""Personal data in what was said: found, and taken out before anything is indexed, embedded or sent.

Pure. The way in is `redact.redact`; docs/privacy.md says what is found and what is not.
"""
