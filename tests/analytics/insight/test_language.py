"""What is said where an analysis does not exist."""

import pytest

from analytics.insight.language import missing, name


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", ""),
        ("en-GB", ""),
        ("es", "Summary, keywords and sentiment are not available in Spanish yet."),
        ("de", "Summary, questions, keywords and sentiment are not available in German yet."),
        ("xx", "Summary, questions, keywords and sentiment are not available in the language “xx” yet."),
        (
            "",
            "Summary, questions, keywords and sentiment are missing, "
            "because the language of this call is not known.",
        ),
    ],
)
def test_a_note_names_what_is_missing_and_the_language(language: str, sentence: str) -> None:
    assert missing(language) == sentence


def test_a_region_does_not_change_the_name() -> None:
    assert name("pt-BR") == name("PT") == "Portuguese"
