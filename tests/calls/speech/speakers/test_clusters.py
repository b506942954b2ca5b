"""How many voices there are: told from made-up voiceprints whose truth is known."""

import numpy as np
import pytest

from calls.speech.speakers.clusters import voices
from calls.speech.speakers.pieces import Piece

SIZE = 192
SCATTER = 0.045  # gives a voice's prints the cosine to their mean, 0.85, that CAM++ gives


def prints_of(seed: int, turns: str, *, alike: float = 0.3) -> tuple[list[Piece], np.ndarray]:
    """One piece of 1.5 s for each letter, with the voice of that letter."""
    random = np.random.default_rng(seed)
    common = random.normal(size=SIZE)
    mix = np.sqrt(alike / (1 - alike))
    own = {letter: mix * common + random.normal(size=SIZE) for letter in sorted(set(turns))}
    prints = np.stack([own[letter] / np.linalg.norm(own[letter]) for letter in turns])
    prints = prints + SCATTER * random.normal(size=prints.shape)
    pieces = [Piece(2.0 * number, 2.0 * number + 1.5) for number in range(len(turns))]
    return pieces, prints / np.linalg.norm(prints, axis=1, keepdims=True)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("turns", "count"),
    [
        ("A" * 30, 1),
        ("AABB" * 8, 2),
        ("AAAAAAAAAB" * 3, 2),
        ("AAAAAA" + "BBCC" * 6, 3),
        ("AABB" * 6 + "AACC" * 6, 3),
    ],
)
def test_voices_are_counted(turns: str, count: int, seed: int) -> None:
    found = voices(*prints_of(seed, turns))
    assert (len(found.means), found.is_certain) == (count, True)


def test_nothing_heard_is_nobody() -> None:
    assert len(voices([], np.zeros((0, SIZE))).means) == 0


def test_a_single_piece_is_one_voice() -> None:
    assert len(voices(*prints_of(1, "A")).means) == 1


def test_a_cough_is_no_second_voice() -> None:
    pieces, prints = prints_of(1, "A" * 20 + "B")
    assert len(voices(pieces, prints).means) == 1


def test_two_voices_far_too_alike_are_not_told_apart() -> None:
    assert len(voices(*prints_of(1, "AABB" * 10, alike=0.9)).means) == 1


def test_a_third_voice_that_comes_and_goes_is_a_mood() -> None:
    assert len(voices(*prints_of(1, "AABBAABBCAABBAAC" * 3, alike=0.6)).means) == 2


@pytest.mark.parametrize("seed", range(5))
def test_each_piece_is_nearest_to_its_own_voice(seed: int) -> None:
    turns = "AABBBAB" * 5
    pieces, prints = prints_of(seed, turns)
    nearest = (prints @ voices(pieces, prints).means.T).argmax(axis=1)
    of_a = {int(voice) for voice, letter in zip(nearest, turns, strict=True) if letter == "A"}
    of_b = {int(voice) for voice, letter in zip(nearest, turns, strict=True) if letter == "B"}
    assert len(of_a) == len(of_b) == 1
    assert of_a != of_b
