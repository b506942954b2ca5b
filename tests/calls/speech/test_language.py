"""One language for a call, and windows that surely are in another one."""

from calls.speech.language import WindowLanguage, of_call, of_window


def test_long_windows_outvote_a_short_one() -> None:
    windows = [WindowLanguage({"cy": 0.8, "en": 0.1}, 1.0), WindowLanguage({"en": 0.95, "cy": 0.01}, 25.0)]
    assert of_call(windows) == "en"


def test_without_a_window_nothing_is_known() -> None:
    assert of_call([]) == ""


def test_a_window_that_surely_is_in_another_language_keeps_it() -> None:
    assert of_window(WindowLanguage({"es": 0.97, "en": 0.02}, 20.0), "en") == "es"


def test_a_short_or_doubtful_window_follows_the_call() -> None:
    assert of_window(WindowLanguage({"es": 0.97, "en": 0.02}, 2.0), "en") == "en"
    assert of_window(WindowLanguage({"es": 0.6, "en": 0.4}, 20.0), "en") == "en"
