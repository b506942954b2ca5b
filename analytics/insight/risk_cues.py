"""What an unhappy customer says on the telephone when a call is about to cost more than the call.

English, for `risk`. Each pattern is a kind of sign, not a feeling: a polite customer may show all of them.
"""

import re

from analytics.insight.text import cue

_SUPERIOR = r"(?:\w+ )?(?:boss|manager|supervisor|team lead|director|person in charge)"
_ELSEWHERE = (
    r"(?:elsewhere|somewhere else|some(?:one|body) else|(?:an)?other (?:company|firm|provider|supplier|bank"
    r"|shop|place|one)|a different (?:company|firm|provider|supplier|bank|shop|place|one)"
    r"|(?:a|the|your) competit(?:ion|or)s?)"
)
_COUNTED = r"(?:second|third|fourth|fifth|sixth|seventh|tenth|2nd|3rd|4th|5th|umpteenth|hundredth)"

ASKS_FOR_MANAGER = cue(
    rf"(?:speak|talk) (?:to|with) (?:a|the|your|some(?:one|body)) {_SUPERIOR}",
    r"(?:speak|talk) (?:to|with) some(?:one|body) (?:above you|higher|senior|(?:who is |who's )?in charge)",
    rf"(?:get|give|put|find|want|need|demand|like|pass)(?: me)?(?: through to| on to| on)? "
    rf"(?:a|the|your) {_SUPERIOR}",
    rf"(?:who is|who's|where is|where's) your {_SUPERIOR}|escalate (?:this|it|the \w+)",
)
TAKES_IT_FURTHER = cue(
    r"(?:my|a|our|the) (?:lawyers?|attorneys?|solicitors?)|legal (?:action|advice|steps)|small claims",
    r"(?:sue|suing) (?:you|them|the)|(?:take|taking|see) (?:you|this|it|them) (?:to|in) court",
    r"ombudsman|(?:to|with) (?:the|a|your) (?:regulator|authorit(?:y|ies))|trading standards"
    r"|better business bureau|consumer protection",
    r"(?:bad|negative|terrible|one[- ]star) reviews?",
    r"(?:write|leave|post)(?: \w+)? (?:a|about) (?:review|this)|social media",
    r"(?:post|put) (?:it|this) (?:all )?(?:online|on (?:the internet|facebook|twitter|instagram|tiktok"
    r"|linkedin|youtube|google|yelp|reddit|trustpilot))",
    r"(?:file|make|lodge|raise|submit|put in) (?:a|an|my) (?:\w+ )?complaint|report (?:you|this company)",
    r"charge ?back",
)
LEAVES = cue(
    rf"(?:go|going|switch|switching|change|changing|move|moving|look|looking|be|get|getting|try|trying|find"
    rf"|finding|take|taking|use|using)(?: (?:my|our|it|the) (?:business|money|custom|account))?"
    rf"(?: over)?(?: to| for| with)? {_ELSEWHERE}",
    r"(?:the )?last time (?:i|we)(?:'ll|'m|'re| will)? (?:\w+ )?(?:use|order|buy|come|shop|deal)\w*",
    r"never (?:\w+ )?(?:order|buy|use|using|com(?:e|ing)|shop|deal)\w*(?: \w+){0,3} again",
    r"(?:lost|losing) (?:me|us|a customer)",
    r"(?:i'm|we're|i am|we are) (?:done|finished|through) with (?:you|this)",
)
CANCELS = cue(
    r"(?:cancel|close|end|terminate|stop)(?:l?ing)? (?:\w+ ){0,2}?"
    r"(?:account|contract|everything|membership|polic(?:y|ies)|service|subscription|plan)",
    r"cancel(?:l?ing)? it all|want (?:out of|to get out of)",
)
CONTACTED_BEFORE = cue(
    rf"{_COUNTED} time (?:\w+ ){{0,2}}?(?:you|i'm|i've|i|we|we're|we've|calling|this|in|somebody|someone)",
    rf"{_COUNTED} (?:call|e-?mail|complaint|appointment|visit)",
    r"(?:called|rang|rung|phoned|e-?mailed|written|wrote|complained|asked|explained)(?: \w+){0,4} "
    r"(?:twice|(?:two|three|four|five|several|many|so many) times|already)",
    r"(?:already|twice) (?:called|rang|rung|phoned|e-?mailed|written|complained|explained|told (?:you|them))",
    r"keep(?:s)? (?:calling|ringing|phoning|asking|explaining|having to)",
    r"(?:nobody|no one|never|didn't|hasn't|haven't) (?:\w+ ){0,2}?"
    r"(?:call|ring|rang|phone|g[eo]t)\w*(?: me| us)? back",
    r"(?:was|were) (?:supposed|meant|going) to (?:call|ring|phone|get)(?: me| us)? back",
)
_DENIED = re.compile(r"(?:\bnot|n't|\bnever|\bno need|\bwithout|\bwould(?:n't)? hate)(?: \w+){0,3} $", re.I)


def says(pattern: re.Pattern[str], text: str) -> bool:
    """Whether the text holds the cue, and not in denial: "I don't want to cancel my order" does not."""
    return any(not _DENIED.search(text[: found.start()]) for found in pattern.finditer(text))
