"""The small change of an English call: greetings, good-byes, "mm-hm", numbers read out.

Summary, questions and keywords leave it aside.
"""

import re

from analytics.insight.english import (
    BACKCHANNELS,
    FUNCTION_WORDS,
    GREETING_WORDS,
    HESITATIONS,
    NUMBERS,
    OPENERS,
)
from analytics.insight.text import cue, plain, words

LONGEST_GREETING = 16  # words; a longer sentence that holds a greeting says something too
LONGEST_FAREWELL = 7

GREETING = cue(
    r"(?:thank you|thanks) for calling|welcome to|you(?:'ve| have) reached|my name is|(?:sur)?name(?: is|'s)",
    # "This is Ann Lee", "It's Ann from accounting": a name, and little after it
    r"(?:this is|it's|i'm)(?: (?-i:[A-Z])\w*){1,3}(?:(?:,| from| at| in| with| calling).{0,40})?$",
    r"speaking$",
    r"(?:may|will|can|is|are)(?: be| being)? (?:monitored|recorded)|recorded line",
    r"(?:nice|good|great) to (?:hear|meet|talk|speak)",
)
ANNOUNCEMENT = cue(
    r"after the (?:tone|beep)|press (?:\d|one|two|three|four|five|zero|star)|your call is important",
    r"please hold while|(?:offices?|we|lines) (?:is|are) (?:\w+ )?(?:closed|open)",
    r"all (?:\w+ )?(?:agents|lines|operators) are",
)
FAREWELL = cue(
    r"bye|goodbye|see you|talk (?:to you )?(?:later|soon)|speak soon|take care|good luck|all the best|cheers",
    r"have a (?:\w+ )?(?:nice|good|great|lovely|wonderful|safe|one|day|evening|weekend|morning)",
    r"enjoy (?:your|the)",
    r"you(?:'re| are)(?: very| most)? welcome|you too|my pleasure|no (?:problem|worries)",
    r"thank you|thanks|look(?:ing)? forward|appreciate it",
)
QUESTION_FORMULA = cue(
    r"how (?:are|'re) (?:you|things)|how's it going|how(?:'s| is) (?:your|the) (?:day|week|morning|weekend)",
    r"(?:how|what) (?:can|may|could|might) (?:i|we) (?:help|assist|do for|be of)",
    r"(?:can|may|could) i (?:help|assist) you",
    r"anything else|any (?:other )?questions|is there anything more|what else can",
    r"can you hear me|are you (?:still )?there|what's up|(?:say|come) (?:that |it )?again|pardon",
)
RETORT = re.compile(r"^\W*(?:guess what|(?:do you|for real|you know),?(?: really)?)\W*$", re.IGNORECASE)


def is_backchannel(text: str) -> bool:
    """Whether nothing is said but that one listens: "Mm-hm.", "Oh, really?"."""
    return all(word in BACKCHANNELS or word in HESITATIONS for word in words(text))


def is_question_formula(sentence: str) -> bool:
    """Whether it asks only for form's sake: "How are you?", "Anything else?", "Really?"."""
    sentence = plain(sentence)
    return bool(QUESTION_FORMULA.search(sentence) or RETORT.match(sentence)) or is_backchannel(sentence)


def is_formula(sentence: str) -> bool:
    """Whether it only opens or closes the call, names who speaks, or shows that one listens."""
    sentence = plain(sentence)
    said = words(sentence)
    return (
        all(word in OPENERS or word in GREETING_WORDS for word in said)
        or (len(said) <= 3 and said[0] in GREETING_WORDS)
        or (len(said) <= LONGEST_GREETING and bool(GREETING.search(sentence.strip(" ,.!?"))))
        or (len(said) <= LONGEST_FAREWELL and bool(FAREWELL.search(sentence)))
        or bool(ANNOUNCEMENT.search(sentence))
        or is_question_formula(sentence)
    )


def is_dictation(sentence: str) -> bool:
    """Whether numbers or letters are read out: nothing to quote, and often personal."""
    said = words(sentence)
    dictated = sum(map(_is_dictated, said))
    return dictated >= 5 or dictated * 2 > len(said)


def _is_dictated(word: str) -> bool:
    return word in NUMBERS or word.isdigit() or (len(word) == 1 and word not in "ai")


def content_words(sentence: str) -> list[str]:
    """The words that say something, without function words and numbers."""
    return [
        word
        for word in words(sentence)
        if len(word) > 1 and word not in FUNCTION_WORDS and word not in NUMBERS and not word.isdigit()
    ]
