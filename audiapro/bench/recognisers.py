"""Speech recognisers side by side, each in a process of its own, so that time and memory are its own.

Run as `python -m audiapro.bench.recognisers NAME MODEL_FOLDER SPEAKERS_FOLDER`: reads one JSON list of
files a line and answers with wall and CPU seconds, peak memory, and who said what. A queue is handed over
as a whole, because hearing several calls at once is part of what is compared. `manage.py bench_asr` asks.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from audiapro.bench import weights

Rows = list[tuple[str, str]]
"""Who said it ("" when nobody knows), and the words."""
Hears = Callable[[Sequence[Path]], list[Rows]]

LANGUAGE = "en"
AT_ONCE = 4  # calls, as WHISPER_CALLS


def ours(model: Path, speakers: Path | None) -> Hears:
    from calls.speech.types import Hints  # noqa: PLC0415 - each process loads one recogniser only
    from calls.speech.whisper import Whisper  # noqa: PLC0415

    hints = Hints(language=LANGUAGE)
    engine = Whisper(model, model=model.name, device="cpu", compute="default", speakers=speakers)

    def one(path: Path) -> Rows:
        return [(segment.speaker, segment.text) for segment in engine.transcribe(path, hints).segments]

    def hear(paths: Sequence[Path]) -> list[Rows]:
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(one, paths))

    return hear


def faster_whisper(model: Path, **options: Any) -> Hears:
    from faster_whisper import WhisperModel  # noqa: PLC0415

    whisper = WhisperModel(str(model), device="cpu", compute_type="int8")
    return lambda paths: [_rows(whisper, path, **options) for path in paths]


def faster_whisper_in_parallel(model: Path) -> Hears:
    from faster_whisper import WhisperModel  # noqa: PLC0415

    whisper = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=1, num_workers=2)

    def hear(paths: Sequence[Path]) -> list[Rows]:
        with ThreadPoolExecutor(2) as threads:
            return list(threads.map(lambda path: _rows(whisper, path, beam_size=5), paths))

    return hear


def faster_whisper_batched(model: Path) -> Hears:
    from faster_whisper import BatchedInferencePipeline, WhisperModel  # noqa: PLC0415

    whisper = BatchedInferencePipeline(WhisperModel(str(model), device="cpu", compute_type="int8"))
    return lambda paths: [_rows(whisper, path, batch_size=8) for path in paths]


def _rows(whisper: Any, path: Path, **options: Any) -> Rows:
    segments, _ = whisper.transcribe(str(path), language=LANGUAGE, word_timestamps=True, **options)
    return [("", segment.text) for segment in segments]


def openai_whisper(model: Path) -> Hears:
    import torch  # type: ignore[import-not-found] # noqa: PLC0415
    import whisper  # type: ignore[import-not-found] # noqa: PLC0415

    openai = weights.as_openai(weights.read(model / "model.bin"))
    loaded = whisper.model.Whisper(whisper.model.ModelDimensions(**weights.dimensions(openai)))
    loaded.load_state_dict({name: torch.tensor(value) for name, value in openai.items()})
    heads = torch.zeros(loaded.dims.n_text_layer, loaded.dims.n_text_head, dtype=torch.bool)
    for layer, head in json.loads((model / "config.json").read_text())["alignment_heads"]:
        heads[layer, head] = True
    loaded.register_buffer("alignment_heads", heads.to_sparse(), persistent=False)
    options = {"language": LANGUAGE, "word_timestamps": True, "fp16": False, "beam_size": 5}
    return lambda paths: [[("", loaded.transcribe(_samples(path), **options)["text"])] for path in paths]


def whisper_cpp(model: Path) -> Hears:
    from pywhispercpp.model import Model  # type: ignore[import-not-found] # noqa: PLC0415

    with TemporaryDirectory(prefix="audiapro-bench-") as folder:
        weights.write_ggml(model, Path(folder) / "ggml.bin")
        loaded = Model(
            str(Path(folder) / "ggml.bin"),
            params_sampling_strategy=1,  # beam search
            n_threads=os.cpu_count(),
            language=LANGUAGE,
            token_timestamps=True,
            print_progress=False,
        )
    return lambda paths: [[("", part.text) for part in loaded.transcribe(_samples(path))] for path in paths]


def _samples(path: Path) -> Any:
    """Decoded as we do: both would call the program ffmpeg, which need not be there."""
    from calls.speech import audio  # noqa: PLC0415 - see ours

    return audio.load(path, channels=1)[0]


RECOGNISERS: dict[str, Callable[[Path, Path | None], Hears]] = {
    "AudiaPro": ours,
    "AudiaPro without speakers": lambda model, _: ours(model, None),
    "faster-whisper as in its README": lambda model, _: faster_whisper(model, beam_size=5),
    "faster-whisper with VAD": lambda model, _: faster_whisper(
        model, beam_size=5, vad_filter=True, condition_on_previous_text=False
    ),
    "faster-whisper batched by 8": lambda model, _: faster_whisper_batched(model),
    "faster-whisper, two files at once": lambda model, _: faster_whisper_in_parallel(model),
    "openai-whisper": lambda model, _: openai_whisper(model),
    "whisper.cpp": lambda model, _: whisper_cpp(model),
}


def main(name: str, model: str, speakers: str) -> None:
    began = time.perf_counter()
    try:
        hear = RECOGNISERS[name](Path(model), Path(speakers) if speakers else None)
    except Exception as error:  # whatever a peer's loading raises, the table says why it is missing
        return _say({"missing": f"{type(error).__name__}: {error}"})
    _say({"loaded": time.perf_counter() - began})
    for line in sys.stdin:
        wall, cpu = time.perf_counter(), time.process_time()
        rows = hear([Path(path) for path in json.loads(line)])
        _say(
            {
                "wall": time.perf_counter() - wall,
                "cpu": time.process_time() - cpu,
                "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "rows": rows,
            }
        )


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)  # noqa: T201 - the answer to the process that asked


if __name__ == "__main__":
    main(*sys.argv[1:])
