"""How people say why they call, what the matter is and what will happen next. English, for `summary`."""

from analytics.insight.text import cue

_WE = r"(?:i|we|he|she|they|it|that|somebody|someone)"
_HOUR = r"(?:noon|\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"

REASON = cue(
    r"i(?:'m| am| was) (?:just )?(?:calling|phoning|ringing|trying|looking|having|hoping|wondering)",
    r"the reason (?:i'm|i am|for|why)|i(?:'d| would) (?:like|love) to",
    r"i (?:really |just |also )?(?:need|want|wanted|ordered|bought|received|got|lost|dropped|booked)",
    r"i(?:'ve| have) (?:got |had |been having )?(?:a|an|this|some|trouble|problems?)",
    r"i have the (?:result|answer|offer)\w*|(?:i|we) can(?:'t|not)|there(?:'s| is) (?:a|an|some)",
    r"(?:it's|it is|question|call(?:ing)?|query) (?:about|regarding|concerning)",
    r"(?:you|they) (?:sent|charged|billed|told|promised) (?:me|us)",
    r"my \w+(?: \w+)? (?:isn't|hasn't|won't|doesn't|does not|is not|keeps|stopped)",
    r"remind|inform|let you know|follow(?:ing)? up|help (?:me|us) with",
    r"broken|leak\w*|not working|isn't working",
)
EXPLANATION = cue(
    r"the (?:reason|problem|issue|trouble|good news|bad news|only thing) (?:is|was|that)",
    r"because|turns out|so what (?:probably )?happened|it (?:looks|seems|appears)|it says",
    r"that's (?:why|on us)|by mistake|(?:i|we) (?:can )?see (?:that|a|an|the|one|it|both)",
    r"covers?|included|there(?:'s| is) (?:a|an|no)|instead",
    r"not able to|unable to|can't|cannot|unfortunately|you(?:'d| would| will|'ll) (?:need|have) to",
)
NEXT_STEP = cue(
    rf"{_WE}(?:'ll| will)|will (?:be|call|send|come)|(?:i'm|we're|he's|she's|they're|am|are|is) going to",
    r"you(?:'ll| will) (?:get|have|receive|see|hear|find)|you (?:should|would) (?:have|get|receive|see)",
    r"(?:i|we) can (?:have|send|offer|get|do|put|be|come|pick|meet|leave)",
    r"i'm (?!looking|trying|having|sorry|afraid|saying)\w+ing",
    r"i(?:'ve| have) (?:booked|sent|ordered|put|added|cancell?ed|changed|updated|noted|opened|made)",
    r"(?:goes|go|ships?|leaves?) out|would like you to|(?:i|we)'d like to",
    r"please (?:bring|send|sign|come|call|take|keep)|send (?:me|us|the)|bring (?:the|your|a)",
    r"you can (?:pick|use|expect|bring|come|collect|send)",
)
# A promise kept at once, on the line, is no next step.
MOMENTARY = cue(
    r"(?:i|we)(?:'ll| will|'m going to|'re going to| can|'m) (?:just |quickly |first |then |have to )?"
    r"(?:be quick|look|looking|check|checking|see|seeing|ask|hold|explain|put you (?:on|through)|transfer"
    r"|wait|waiting|try|need|pull|find out|tell you|let you|say|saying|read|repeat|spell|go ahead"
    r"|do my best|getting|not)",
    r"help you|let me|(?:one|just a|a) (?:moment|second|sec)|(?:hang|hold) on|that'll do",
)
WHEN = cue(
    r"today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|this (?:afternoon|evening|week)",
    rf"next \w+|(?:at|by|before|until|after) (?:\w+ )?(?:o'clock|{_HOUR})",
    r"within|in (?:\w+ ){1,3}(?:minutes|hours|days|weeks)|right (?:away|now)|shortly",
)
AGREED = cue(r"(?:is|works|sounds|would be|be there)(?: \w+)? (?:at|fine|for me|good|great|okay|ok|perfect)")
