"""Forms of a word come together, different words do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.insight.stems import stem


@pytest.mark.parametrize(
    "forms",
    [
        "invoice invoices invoiced invoicing",
        "refund refunds refunded refunding",
        "stop stops stopped stopping",
        "company companies",
        "deliver delivers delivered delivering",
        "address addresses addressed",
        "try tries tried trying",
        "cancel cancels cancelled cancelling canceled",
        "install installs installed installing",
        "call calls called calling",
    ],
)
def test_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


def test_different_words_keep_different_stems() -> None:
    words = "this thing bus bed red ring king sing status general generous policy police call calf control"
    assert len({stem(word) for word in words.split()}) == len(words.split())


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1))
def test_a_stem_is_never_empty_and_never_longer(word: str) -> None:
    assert 0 < len(stem(word)) <= len(word)
