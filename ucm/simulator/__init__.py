"""A Grandstream UCM in a process: test double, demo PBX and a fake checked against the written protocol.

Started by `manage.py ucm_simulator`; in tests by `ucm.simulator.server.running`. It shares no code with
our client, so that the two can disagree. Facts are from Grandstream's "IPPBX HTTPS API" (2024-11) and from
published captures of real systems; where those are silent, the docstring says "unproven".
"""
