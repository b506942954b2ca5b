"""What a dissatisfied customer says on the telephone without any strong word. English, for `sentiment`.

Five kinds, each counted once a turn: something fails, it fails again, it takes too long, the customer
threatens to take it further, and the customer is at a loss.
"""

from analytics.insight import risk_cues
from analytics.insight.text import cue

_NOT = r"(?:\w+n't|not|never|nobody|no one|nothing|stopped)"
_EXPECTED = (
    r"(?:answer\w*|appear\w*|arriv\w+|call(?:ed|s)?|came|come|connect\w*|happen\w*|heard?"
    r"|help(?:ed|s|ing)|load\w*|receiv\w+|repl(?:y|ied)|respond\w*|return(?:ed)?|show(?:ed|n)? up"
    r"|start\w*|told|turn(?:ed)? up|work\w*(?! for (?:me|us)))"
)
FAILURE = cue(
    rf"{_NOT} (?:\w+ ){{0,2}}?{_EXPECTED}",
    r"(?:didn't|haven't|never|did not|have not) (?:\w+ )?g[eo]t(?:ten)? (?:a|an|any|it|my|the|them)",
    r"(?:can't|cannot|couldn't) (?:check|get|log|sign) (?:in|into|on|out|through)|locked out",
    r"broken|cut off|cutting out|damaged|defective|failed|faulty|incorrect|leak(?:s|ed|ing)|missing",
    r"out of order|wrong",
)
REPETITION = cue(
    r"(?:second|third|fourth|fifth|\w+th) time",
    r"once again|same (?:problem|issue|mistake|thing) again|(?<=[.!?] )again(?=[.!])",
    r"every (?:single )?time|keeps? (?:on )?\w+ing|(?:charged|billed|paid) (?:\w+ )?twice",
)
DELAY = cue(
    r"tak(?:es|ing|en|e) (?:forever|ages|(?:so|too|very) long)|how much longer",
    r"still (?:\w+n't|broken|no|not|nothing|waiting)|(?:been|am|i'm) waiting",
    r"(?:i've|i have|we've|we have) (?:already )?waited",
    r"(?:on hold|waiting) for (?:\w+ )?(?:hours|minutes|days|weeks)",
    r"(?:awfully|far too|much too|so|too|very) (?:expensive|late|long|slow)|too much|overcharged",
)
ESCALATION = cue(
    r"(?:speak|talk|put me through) to (?:a|the|your|somebody|someone)",
    r"(?:your|a|the) (?:boss|manager|supervisor)",
    r"lawyer|attorney|legal action|complain(?:t|ing)?|ombudsman|bad review|money back",
    r"cancel (?:everything|it all|my (?:account|contract|order|subscription))",
    r"not (?:acceptable|good enough|happy|interested|our fault|my fault)",
    r"i (?:do not|don't) (?:care|like|believe)",
)
EXASPERATION = cue(
    r"what am i supposed to|how am i supposed to|why would you|why did nobody|how hard can",
    r"(?:you must|you've got to|you have to) be (?:joking|kidding)|are you (?:joking|kidding|serious)",
    r"(?:i|we) (?:was|were) told(?! to)|of course (?:there|it|you|he|she|they) \w+n't",
    r"when is (?:any|some)(?:body|one) (?:coming|going)|oh,? come on",
)
_SAID = (
    (FAILURE,),
    (REPETITION, risk_cues.CONTACTED_BEFORE),
    (DELAY,),
    (ESCALATION, risk_cues.TAKES_IT_FURTHER, risk_cues.LEAVES),
    (EXASPERATION,),
)


def count(text: str) -> int:
    """How many of the five kinds of complaint the text holds."""
    return sum(any(pattern.search(text) for pattern in kind) for kind in _SAID)
