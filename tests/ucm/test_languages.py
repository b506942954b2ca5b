"""The languages to choose from are those that the recogniser knows."""

from faster_whisper.tokenizer import _LANGUAGE_CODES

from ucm.languages import SPOKEN


def test_every_language_of_whisper_can_be_chosen_and_no_other() -> None:
    assert sorted(code for code, _ in SPOKEN) == sorted(_LANGUAGE_CODES)


def test_they_are_in_order_of_their_names() -> None:
    names = [name for _, name in SPOKEN]
    assert names == sorted(names)
