"""The transcriber as `make run` starts it, which tells at its end where its time went, and its memory.

`python -m audiapro.bench.transcriber FILE`: FILE gets {"seconds": {part: seconds}, "memory_mb": peak}.
"""

import json
import resource
import sys
from pathlib import Path

from django.conf import settings

from audiapro.celery import app
from calls.speech import timing

OPTIONS = ("--without-gossip", "--without-mingle", "--without-heartbeat", "-Q", "speech", "-P", "threads")


def main(told: Path) -> None:
    try:
        app.worker_main(["-q", "worker", *OPTIONS, "-c", str(settings.WHISPER_CALLS), "-n", "transcriber@%h"])
    finally:
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        told.write_text(json.dumps({"seconds": timing.seconds(), "memory_mb": round(memory)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
