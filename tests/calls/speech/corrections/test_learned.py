"""Which terms are learned from what people corrected, and which are not."""

from calls.speech.corrections.learned import Learned, Pair, learned

WOLF = Pair(1, "this is wolf bread from the workshop", "This is Ulf Bredt from the workshop.")


def test_a_name_that_two_calls_needed_is_learned_as_a_whole() -> None:
    again = Pair(2, "could I talk to all bright please", "could I talk to Ulf Bredt, please")
    assert learned([WOLF, again]) == [Learned("Ulf Bredt", 2)]


def test_twice_in_one_call_is_not_enough() -> None:
    assert learned([WOLF, Pair(1, "wolf bread speaking", "Ulf Bredt speaking")]) == []


def test_a_part_that_is_said_more_often_is_told_beside_the_whole() -> None:
    pairs = [WOLF, Pair(2, "ask wolf bread", "ask Ulf Bredt"), Pair(3, "ask wolf", "ask Ulf")]
    assert learned(pairs) == [Learned("Ulf", 3), Learned("Ulf Bredt", 2)]


def test_a_name_half_heard_is_learned_with_the_half_that_was() -> None:
    pairs = [
        Pair(1, "you called Northwind Heeding today", "you called Northwind Heating today"),
        Pair(2, "at Northwind eating we do", "at Northwind Heating we do"),
    ]
    assert learned(pairs) == [Learned("Northwind Heating", 2)]


def test_what_the_recogniser_wrote_elsewhere_it_knows() -> None:
    pairs = [
        Pair(1, "the broiler is cold", "the boiler is cold"),
        Pair(2, "my broiler broke", "my boiler broke"),
        Pair(3, "the boiler is no name", "The boiler is no name"),
    ]
    assert learned(pairs) == []


def test_technical_terms_are_learned_without_capitals_but_not_small_words() -> None:
    pairs = [
        Pair(1, "the oral expander has an leak", "the wallbox expander has a leak"),
        Pair(2, "a new war box for an house", "a new wallbox for a house"),
    ]
    assert learned(pairs) == [Learned("wallbox", 2)]


def test_the_greeting_at_the_beginning_is_no_part_of_the_name() -> None:
    pairs = [Pair(1, "Hello wolf", "Hello Ulf"), Pair(2, "Hello off", "Hello Ulf!")]
    assert learned(pairs) == [Learned("Ulf", 2)]


def test_names_that_a_comma_parts_are_two() -> None:
    pairs = [
        Pair(1, "with honor and mister off", "with Hanna, Ulf and me"),
        Pair(2, "with on and off", "with Hanna, Ulf and you"),
    ]
    assert [found.term for found in learned(pairs)] == ["Hanna", "Ulf"]


def test_the_usual_spelling_is_told() -> None:
    pairs = [WOLF, Pair(2, "off bread", "ULF BREDT"), Pair(3, "o", "Ulf Bredt")]
    assert learned(pairs) == [Learned("Ulf Bredt", 3)]


def test_nothing_is_learned_from_nothing() -> None:
    assert learned([]) == []
