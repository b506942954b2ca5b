"""“Test connection” in words: one walk from the typed address to the recordings, a finding per step.

Called by ucm/connect.py for the admin and `manage.py ucm_diagnose`. The walk is STEPS in walk.py; what goes
wrong is looked up in the table of faults.py, which docs/connect-your-ucm.md prints. Free of Django.
"""

from ucm.diagnosis.findings import Finding, Outcome
from ucm.diagnosis.walk import STEPS, diagnose, not_started

__all__ = ["STEPS", "Finding", "Outcome", "diagnose", "not_started"]
