"""One loaded Whisper (CTranslate2, as faster-whisper loads it), decoding several windows at once.

faster-whisper's own batched pipeline has no second attempt and repeats its encoder's work for times
of words; here a batch is encoded once, and attempts, names and times of words share that encoding.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import merge_punctuations
from numpy.typing import NDArray

from calls.speech import attempts, vocabulary
from calls.speech.attempts import Answer, Attempt
from calls.speech.audio import SAMPLE_RATE, Samples
from calls.speech.timing import Part, measured
from calls.speech.types import Word

FRAMES = 3000  # of 10 ms; what the encoder takes
HOP = SAMPLE_RATE // 100
SHORTEST = 400  # samples; less than one frame of the spectrum cannot be heard
AT_ONCE = 2  # windows encoded or aligned: on a CPU more are no faster and take their memory each
PROMPT_TOKENS = 200  # of vocabulary; Whisper has 223 places for what came before
ENGLISH_TOKENS = 320  # of a window; nobody says more in 30 seconds, but a loop does
PREPENDED, APPENDED = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"


@dataclass(frozen=True, slots=True)
class Asked:
    """A window to decode. `language` empty: the one it sounds most like.

    `vocabulary` is what is likely to be said in it; see calls/speech/vocabulary.py.
    """

    samples: Samples
    language: str = ""
    vocabulary: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a window says. Times of words are seconds in the window; `logprob` is the tokens' mean.

    `languages` has the probability of each language as far as the model was asked.
    """

    text: str
    words: tuple[Word, ...]
    logprob: float
    no_speech: float
    language: str
    languages: dict[str, float]


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows with what the encoder made of them, (windows, 1500, width), and their languages."""

    encoded: ctranslate2.StorageView
    windows: Sequence[Asked]
    languages: Sequence[str]

    def some(self, numbers: Sequence[int]) -> "Batch":
        """Some of the windows, where the batch is: numpy reads the CPU's encodings only."""
        if len(numbers) == len(self.windows):
            return self
        on_cpu = np.asarray(self.encoded.to_device(ctranslate2.Device.cpu))
        rows = ctranslate2.StorageView.from_array(np.ascontiguousarray(on_cpu[list(numbers)]))
        device = getattr(ctranslate2.Device, self.encoded.device)
        windows, languages = [self.windows[n] for n in numbers], [self.languages[n] for n in numbers]
        return Batch(rows.to_device(device), windows, languages)

    @property
    def most_tokens(self) -> int:
        """So that one window in a loop does not keep the others waiting to the last of 448 places.

        The same for all batches of a language: a search with less room can end otherwise.
        """
        return ENGLISH_TOKENS if set(self.languages) == {"en"} else 448


class Decoder:
    """Load it inside the process that uses it. `decode` may be called by `workers` threads at once."""

    def __init__(
        self,
        folder: Path,
        *,
        device: str = "auto",
        compute: str = "default",
        workers: int = 1,
        threads: int = 0,
    ) -> None:
        # "auto" is the fastest the device has: int8 on a CPU, int8_float16 on a GPU.
        self._whisper = WhisperModel(
            str(folder),
            device=device,
            compute_type="auto" if compute == "default" else compute,
            cpu_threads=threads,
            num_workers=workers,
            local_files_only=True,
        )
        self._tokenizers: dict[str, Tokenizer] = {}

    @property
    def device(self) -> str:
        """cpu or cuda."""
        return str(self._whisper.model.device)

    @property
    def is_multilingual(self) -> bool:
        return bool(self._whisper.model.is_multilingual)

    def decode(self, windows: Sequence[Asked]) -> list[Decoded]:
        """Decode windows in one batch, those in doubt more than once."""
        encoded = self._encode(windows)
        heard = self._languages(encoded) if any(not window.language for window in windows) else []
        languages = [
            window.language or max(heard[n], key=lambda language: heard[n][language])
            for n, window in enumerate(windows)
        ]
        batch = Batch(encoded, windows, languages)
        answers = attempts.best(
            lambda attempt, numbers: self._attempt(batch.some(numbers), attempt),
            [window.seconds for window in windows],
        )
        words = self._with_vocabulary(batch, self._words(batch, [answer.tokens for answer in answers]))
        return [
            Decoded(
                text="".join(word.text for word in words[n]).strip(),
                words=words[n],
                logprob=answer.logprob,
                no_speech=answer.no_speech,
                language=languages[n],
                languages=heard[n] if heard else {languages[n]: 1.0},
            )
            for n, answer in enumerate(answers)
        ]

    def _encode(self, windows: Sequence[Asked]) -> ctranslate2.StorageView:
        with measured(Part.ENCODER):
            features = [self._features(window.samples) for window in windows]
            if self.device != "cpu":
                return self._whisper.encode(np.stack(features))
            # Attention over a window takes 9 MB a head: eight windows at once would need 0.4 GB.
            parts = [
                np.asarray(self._whisper.encode(np.stack(features[at : at + AT_ONCE])))
                for at in range(0, len(features), AT_ONCE)
            ]
            return ctranslate2.StorageView.from_array(np.concatenate(parts))

    def _features(self, samples: Samples) -> NDArray[np.float32]:
        """Log mel energies, (mels, FRAMES).

        After the end comes silence, as Whisper was trained, which in these units is 2 below the loudest
        value. faster-whisper fills up with zeros, which is the middle of the scale: measured, half a
        point more words were wrong.
        """
        samples = np.pad(samples, (0, max(0, SHORTEST - len(samples))))
        heard = self._whisper.feature_extractor(samples)[:, :FRAMES]
        rest = ((0, 0), (0, FRAMES - heard.shape[1]))
        return np.pad(heard, rest, constant_values=heard.max() - 2.0).astype(np.float32)

    def _languages(self, encoded: ctranslate2.StorageView) -> list[dict[str, float]]:
        if not self.is_multilingual:
            return [{"en": 1.0}] * encoded.shape[0]
        return [
            {token.strip("<|>"): float(probability) for token, probability in row}
            for row in self._whisper.model.detect_language(encoded)
        ]

    def _with_vocabulary(self, batch: Batch, words: Sequence[tuple[Word, ...]]) -> list[tuple[Word, ...]]:
        """The words again, with the names of their vocabulary where they sound like them."""
        result = list(words)
        by_vocabulary: dict[tuple[str, ...], list[int]] = {}
        for n, window in enumerate(batch.windows):
            if window.vocabulary and vocabulary.is_suspected(words[n], window.vocabulary):
                by_vocabulary.setdefault(window.vocabulary, []).append(n)
        for terms, numbers in by_vocabulary.items():
            some = batch.some(numbers)
            expecting = self._attempt(some, attempts.FAST, expecting=terms)
            expected = self._words(some, [answer.tokens for answer in expecting])
            for n, heard in zip(numbers, expected, strict=True):
                result[n] = vocabulary.taken(words[n], heard, terms)
        return result

    def _attempt(self, batch: Batch, attempt: Attempt, *, expecting: tuple[str, ...] = ()) -> list[Answer]:
        prompts = [self._prompt(language, expecting) for language in batch.languages]
        with measured(Part.DECODER):
            results = self._whisper.model.generate(
                batch.encoded,
                prompts,
                beam_size=attempt.beam,
                no_repeat_ngram_size=attempt.unrepeated,
                max_length=min(448, len(prompts[0]) + batch.most_tokens),
                return_scores=True,
                return_no_speech_prob=True,
            )
        return [self._answer(result, batch.languages[n]) for n, result in enumerate(results)]

    def _answer(self, result: Any, language: str) -> Answer:
        """The likeliest tokens; their mean log probability counts the end token's."""
        ids = tuple(result.sequences_ids[0])
        logprob = float(result.scores[0]) * len(ids) / (len(ids) + 1)
        text = str(self._tokenizer(language).decode(ids)).strip()
        return Answer(ids, text, logprob, float(result.no_speech_prob))

    def _prompt(self, language: str, expecting: tuple[str, ...]) -> list[int]:
        """As long in every language: one batch must have its marks at the same places."""
        tokenizer = self._tokenizer(language)
        known = tokenizer.encode(vocabulary.prompt(expecting)) if expecting else []
        before = [tokenizer.sot_prev, *known[:PROMPT_TOKENS]] if known else []
        return [*before, *tokenizer.sot_sequence, tokenizer.no_timestamps]

    def _tokenizer(self, language: str) -> Tokenizer:
        if language not in self._tokenizers:
            self._tokenizers[language] = Tokenizer(
                self._whisper.hf_tokenizer, self.is_multilingual, task="transcribe", language=language
            )
        return self._tokenizers[language]

    def _words(self, batch: Batch, tokens: Sequence[Sequence[int]]) -> list[tuple[Word, ...]]:
        """The words of each window with their times, from the decoder's attention to the audio."""
        at_once = AT_ONCE if self.device == "cpu" else len(tokens)
        words: list[tuple[Word, ...]] = []
        for at in range(0, len(tokens), at_once):
            numbers = range(at, min(at + at_once, len(tokens)))
            words += self._aligned(batch.some(numbers), [tokens[n] for n in numbers])
        return words

    def _aligned(self, batch: Batch, tokens: Sequence[Sequence[int]]) -> list[tuple[Word, ...]]:
        tokenizer = self._tokenizer(batch.languages[0])  # one for all: only its task token could differ
        plain = [[token for token in ids if token < tokenizer.eot] for ids in tokens]
        if not any(plain):
            return [() for _ in batch.windows]
        frames = [max(1, len(window.samples) // HOP) for window in batch.windows]
        with measured(Part.ALIGNMENT):
            aligned = self._whisper.find_alignment(tokenizer, plain, batch.encoded, frames)
        return [tuple(_joined(found)) for found in aligned]


def _joined(found: list[dict[str, Any]]) -> Iterator[Word]:
    """Words with their punctuation, without those that got lost in the alignment."""
    merge_punctuations(found, PREPENDED, APPENDED)
    for word in found:
        probability = float(word["probability"])
        if word["word"].strip() and not math.isnan(probability):
            yield Word(float(word["start"]), float(word["end"]), str(word["word"]), probability)
