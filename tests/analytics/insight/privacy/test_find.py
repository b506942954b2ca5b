"""What is personal is found however it is dictated; what is not stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.insight.privacy.find import find
from analytics.insight.privacy.kinds import PersonalKind as K
from analytics.insight.privacy.redact import redact
from analytics.insight.text import word_set
from tests.analytics.insight.build import dialogue


def found(*lines: str, language: str = "en") -> list[tuple[K, str]]:
    turns = dialogue(*lines, language=language).turns
    return [(span.kind, turns[span.place].text[span.start : span.end]) for span in find(turns, language)]


def test_a_card_number_spoken_over_four_turns_is_one_number() -> None:
    assert found(
        "A: Can I take the long card number?",
        "C: Four one one one.",
        "A: Mm-hm.",
        "C: One one one one.",
        "A: One one one one, go on.",
        "C: Uh, one one, one one.",
        "A: Yes.",
        "C: Double one, double one.",
        "A: And the expiry date?",
        "C: Oh nine, twenty-seven.",
        "A: And the three digits on the back?",
        "C: Seven three seven.",
    ) == [
        (K.CARD, "Four one one one"),
        (K.CARD, "One one one one"),
        (K.CARD, "One one one one"),
        (K.CARD, "one one, one one"),
        (K.CARD, "Double one, double one"),
        (K.CARD_EXPIRY, "Oh nine, twenty-seven"),
        (K.CARD_CODE, "Seven three seven"),
    ]


@pytest.mark.parametrize(
    ("said", "kind", "personal"),
    [
        ("It's 4111 1111 1111 1111, thanks.", K.CARD, "4111 1111 1111 1111"),
        ("The card is 4,1,1,1, 1111, 1111, triple one one.", K.CARD, "4,1,1,1, 1111, 1111, triple one one"),
        ("Call me on oh seven seven double oh, nine hundred, one two three.", K.PHONE,
         "oh seven seven double oh, nine hundred, one two three"),
        ("My number is five five five, no wait, five five six, oh one four two.", K.PHONE,
         "five five five, no wait, five five six, oh one four two"),
        ("You can reach me at (415) 555-0142 after five.", K.PHONE, "(415) 555-0142"),
        ("555-0142, that's my cell.", K.PHONE, "555-0142"),
        ("It's john dot smith at example dot com.", K.EMAIL, "john dot smith at example dot com"),
        ("My email is heron, all one word, at g mail dot com.", K.EMAIL,
         "heron, all one word, at g mail dot com"),
        ("j underscore b o n d 42 at example dot co dot uk", K.EMAIL,
         "j underscore b o n d 42 at example dot co dot uk"),
        ("Send it to accounts at example dot com.", K.EMAIL, "accounts at example dot com"),
        ("Write to j.bond@example.com please.", K.EMAIL, "j.bond@example.com"),
        ("My social is one two three, four five, six seven eight nine.", K.NATIONAL_ID,
         "one two three, four five, six seven eight nine"),
        ("It's A B, one two, three four, five six, C.", K.NATIONAL_ID,
         "A B, one two, three four, five six, C"),
        ("GB29 NWBK 6016 1331 9268 19 is the one.", K.BANK, "GB29 NWBK 6016 1331 9268 19"),
        ("I was born on the third of May, nineteen eighty-four.", K.BIRTH,
         "third of May, nineteen eighty-four"),
        ("My PIN is four eight two one.", K.SECRET, "four eight two one"),
        ("The password is Sunshine42, with a capital S.", K.SECRET, "Sunshine42"),
    ],
)  # fmt: skip
def test_personal_data_is_found_where_it_was_said(said: str, kind: K, personal: str) -> None:
    assert found(f"C: {said}") == [(kind, personal)]


@pytest.mark.parametrize(
    ("language", "asked", "said", "kind"),
    [
        ("es", "¿Me dice su DNI?", "doce 34 cincuenta y seis setenta y ocho, Z", K.NATIONAL_ID),
        ("es", "¿El número de su tarjeta?", "cuatro uno uno uno, 1111, 1111, uno uno uno uno", K.CARD),
        (
            "fr",
            "Votre numéro de téléphone ?",
            "zéro six, quarante-deux, quatre-vingt-trois, dix, onze",
            K.PHONE,
        ),
        ("de", "Ihre Telefonnummer?", "null eins sieben, dreiundzwanzig, vier fünf", K.PHONE),
    ],
)
def test_numbers_are_read_in_other_languages(language: str, asked: str, said: str, kind: K) -> None:
    assert found(f"A: {asked}", f"C: {said}", language=language) == [(kind, said)]


@pytest.mark.parametrize(
    "said",
    [
        "The order number is eight eight four one seven oh two.",
        "That comes to one thousand two hundred and fifty dollars.",
        "It was $1,234.56 on the 3rd of May 2024.",
        "I ordered two hundred of part 4471 2206 9.",
        "One of the rooms is for you, oh, and two are for them.",
        "Between ten thirty and eleven forty five on Tuesday.",
        "The card ending in one one one one.",
        "My password is not working.",
        "Have a look at our website, example dot com.",
        "Get off at the station, three stops from here. No problem.",
        "You can register at example dot com.",
        "Room three oh two, the fourth of June, two nights.",
        "I already said that to the one at the desk.",
    ],
)
def test_other_numbers_stay(said: str) -> None:
    assert found(f"A: {said}") == []


def test_what_was_asked_for_decides_what_a_number_is() -> None:
    assert found("A: What's the tracking number?", "C: 415 555 0142.") == []
    assert found("A: What's your cell?", "C: 415 555 0142.") == [(K.PHONE, "415 555 0142")]


def test_an_address_goes_on_after_the_listener_has_said_something() -> None:
    assert found("A: And the email?", "C: It's S M Y T H E.", "A: Got that.", "C: At hotmail dot com.") == [
        (K.EMAIL, "S M Y T H E"),
        (K.EMAIL, "At hotmail dot com"),
    ]


SPOKEN = st.sampled_from(
    sorted(
        word_set(
            "my card number is four one double oh at gmail dot com 4111 07700 900123 @ . , ? ( - $ social "
            "B for as in phone 😀 <b> email password is: born on May 三 ½ ² ٣"
        )
    )
)


@given(st.lists(st.lists(SPOKEN, max_size=12).map(" ".join), max_size=8), st.sampled_from(["en", "es", "xx"]))
def test_whatever_is_said_each_place_found_lies_in_its_turn(texts: list[str], language: str) -> None:
    turns = dialogue(*(f"{'AC'[n % 2]}: {text}" for n, text in enumerate(texts))).turns
    for span in find(turns, language):
        assert 0 <= span.start < span.end <= len(turns[span.place].text)


def test_a_code_asked_for_together_with_the_expiry_date_is_found() -> None:
    asked = "A: And the expiry date and the security code?"
    [_, answer] = redact(
        dialogue(asked, "C: It's oh eight twenty-seven, and the code is 737.")
    ).conversation.turns
    assert "737" not in answer.text
    assert "twenty-seven" not in answer.text


def test_a_code_of_a_door_is_nobodys() -> None:
    call = dialogue("A: How do I get in?", "C: The code is 7370, then push.")
    assert redact(call).conversation == call
