"""Measures how fast records are taken in: real processes, real sockets, a scratch database.

Called by `manage.py bench_ingest`.
"""
