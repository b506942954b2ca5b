"""How customers say no on the telephone, by what they hold against it. English, for `objections`.

The kinds are those of sales training (price, timing, need, trust, competitor, contract, authority), with
one for service calls: the way a matter is handled. A cue is about the offer at hand, so most stand in the
present tense: "that's too expensive" is an objection, "it was too expensive there" tells a story.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from analytics.insight import risk_cues
from analytics.insight.due import DAYS
from analytics.insight.english import NUMBERS
from analytics.insight.text import cue


class Against(StrEnum):
    """What the customer objects to. The values are those of a finding's `details["kind"]`."""

    PRICE = "price"
    TIMING = "timing"
    CONTRACT = "contract"
    COMPETITOR = "competitor"
    AUTHORITY = "authority"
    NEED = "need"
    TRUST = "trust"
    HANDLING = "handling"


_ME = r"(?:i|we)"
_IS = r"(?:is|are|'s|'re|seems?|sounds?|looks?|feels?|would be|will be|might be|may be|could be)"
_VERY = (
    r"(?:(?:just|still|quite|rather|pretty|very|really|so|too|a bit|a little|kind of|way|far|much|awfully"
    r"|terribly|extremely|such|somewhat|a bit too|way too|far too|much too|a little too) )"
)
_OTHER = (
    r"(?:(?:an)?other|a different|a new|my own|our own) (?:\w+ )?"
    r"(?:company|firm|provider|supplier|vendor|agency|shop|dealer|broker|garage|bank|quotes?|offers?)"
)
_HOURS = r"(?:mornings?|afternoons?|evenings?|weekends?|weekdays?|nights?|dates?|times?|slot)"
_OWN_DECIDER = (
    r"(?:my|our|the) (?:\w+ )?(?:boss|manager|director|wife|husband|partner|team|board|family|accountant"
    r"|lawyer|landlord|owner|committee|colleagues?|department|procurement|head office|parents|son|daughter)"
)

PRICE = cue(
    rf"{_IS} {_VERY}+(?:expensive|pricey|steep|costly|dear|high)",
    r"(?:too|very|so|really|pretty|quite|rather) (?:expensive|pricey|costly|steep)",
    rf"(?:that|it|this|which)(?: is|'s| seems| sounds)? {_VERY}*(?:steep|pricey|dear|costly|expensive"
    rf"|pricy)"
    r"(?! (?:to|for|of) (?:you|everyone))",
    rf"(?:{_IS}|seems?|sounds?) (?:like|quite|such) (?:quite )?a lot(?: of money)?(?= *[.!,-]| *$| for"
    rf"| to)",
    r"(?:come|go|get|bring|move) (?:it |that |the \w+ )?down (?:a (?:bit|little) )?(?:on|in"
    r"|with)? ?(?:the|that|your|it)?"
    r" ?price|lower (?:the |your )?(?:price|rate|fee)|(?:best|lowest|final) (?:price|you can do)",
    r"(?:something|anything|a bit|it|a little|much) cheaper(?! (?:than|to))",
    r"(?:for|at) (?:that|this|such a|those) (?:kind of )?(?:price|money|rate|fee)s?,? (?:i|we|you|it|the)",
    r"(?:high|low)er than (?:i|we|last|before|what)|(?:hoping|expecting|looking) for (?:\w+ )?(?:less"
    r"|cheaper|under)",
    rf"{_IS} {_VERY}*(?:a fortune|a rip-?off|extortionate)",
    rf"(?:that|it|this)(?: is|'s| seems| sounds) {_VERY}*(?:a lot|too much|so much)"
    r"(?= of money|,? (?:isn't|to (?:pay|ask|spend)|for (?:a|an|that|this|what|just|me|us))| *[.!,-]| *$)",
    rf"(?:{_IS} )?(?:a (?:bit|little|lot)|much|way|far)?(?: )?more than (?:{_ME}(?:'d| had| have|'ve)?"
    r" (?:planned|expected|thought|wanted|hoped|budgeted|paid|pay|was told|were told|was expecting)|last)",
    rf"{_ME} (?:really |simply |just )?(?:can't|cannot|couldn't|could not) (?:really |possibly )?afford"
    r"(?! to (?:miss|lose|wait|be))",
    r"(?:over|above|beyond|outside|not in|isn't in) (?:of )?(?:my|our|the) (?:budget|price range)",
    r"(?:budget|money) (?:is|'s) (?:tight|limited|gone|all spent)|(?:don't|do not) have (?:the|that kind of"
    r"|that much) (?:budget|money)",
    r"not (?:worth|paying|going to pay|prepared to pay|willing to pay|spending)|(?:won't|refuse to) pay",
    r"why (?:should|would|do) (?:i|we)(?: have to)? pay|(?:that's|not) what i was quoted",
    r"(?:any|some|a bit of|more of a) (?:wiggle room|movement on)|do better (?:than that|on (?:the|that))",
    r"(?:could|can|would) you (?:do|make it|match|knock|take|drop|give (?:me|us))(?: \w+){0,4} "
    r"(?:percent|off|cheaper|discount|less)",
)
TIMING = cue(
    rf"{_IS} {_VERY}*(?:too|awfully|very|quite|rather|so|a bit|pretty|far too) (?:long|late|soon"
    rf"|short notice)",
    rf"(?:{'|'.join(DAYS)}|that|then|the \w+)(?:'s| is| would be| might be| will be| may be) {_VERY}*"
    r"(?:tight|tricky|awkward|difficult|impossible|inconvenient|no good|not (?:good|possible|convenient))",
    rf"{_ME}(?:'m| am|'re| are)? (?:not|can't|cannot|won't|couldn't|don't want to|didn't want to)"
    r"(?: going to)? (?:wait|waiting)(?! (?:to|for you to))",
    rf"{_ME} (?:can't|cannot|couldn't|won't be able to) (?:make|manage|do) (?:it|that|then|\w+day)",
    rf"(?:that|\w+day|(?:\w+ )?{_HOURS}) (?:really |just )?(?:doesn't|does not|don't|won't|wouldn't"
    rf"|isn't going to)"
    r" (?:really )?work(?: for (?:me|us))",
    r"not ready (?:to|for) (?!go\b|pick)|not right now|(?:call|try|ring|ask)(?: me| us)?(?: back"
    r"| again)? (?:in|after) "
    r"(?:the (?:new year|summer|holidays|spring|autumn|fall|winter)|a few (?:weeks|months)|(?:six"
    r"|three) months)",
    r"(?:that|it|this)(?:'s| is| seems| sounds like) (?:such |quite )?a (?:very |really "
    r"|pretty )?long (?:time|wait|while)",
    rf"{_ME} (?:really |actually |kind of )?need (?:it|this|that|them|him|her|one) (?:\w+ )?"
    r"(?:before (?!i|we)|sooner|earlier)",
    r"(?:not|bad|terrible|wrong) (?:a |the )?(?:good |great |best |right )?(?:time|moment)(?! (?:to call"
    r"|of))",
    rf"{_ME} (?:don't|do not|haven't|have not)(?: got| have)?(?: the| any| that much| much)? time",
    r"that long\b|this long\b|not (?:before|until|till) (?:then|next \w+)",
    rf"{_ME}(?:'ve| have)? (?:already (?:been )?wait(?:ed|ing)|been waiting)|(?:can't|won't) (?:do"
    rf"|be) that long",
    r"tak(?:es|ing|en|e) (?:forever|ages|(?:so|too|very|this|that) long)|how much longer",
)
CONTRACT = cue(
    r"lock(?:s|ing)? (?:me|us|you|people|customers) in(?:to)?|(?:be|being|get|getting|'m|'re"
    r"|are) locked in(?:to)?"
    r"|tied? (?:\w+ )?(?:in|down)|stuck with (?:it|you|that|this)",
    rf"{_ME}(?:'ve| have|'m| am|'re| are)(?: still| already)?(?: got)? (?:in|under|on|tied to)? ?(?:a "
    rf"|our |my |an )?"
    r"(?:existing |current )?contract (?!number|question)",
    rf"{_ME}(?:'ve| have|'m| am|'re| are)(?: still| already)?(?: got)? (?:in |under "
    rf"|on )?(?:a )?contract(?= *[.,!]| *$)",
    r"(?:don't|do not|wouldn't) want to (?:get|be|end up) (?:stuck|trapped|tied|bound|committed)",
    r"(?:another|(?:one|two|three|five|\d+|long)[- ](?:year|month|term)s?) (?:contract|commitment|term)",
    r"(?:don't|do not|won't|not going to|not ready to|not looking to|rather not) (?:want to )?"
    r"(?:be |get )?(?:sign|commit|bound|tied|roped|locked|stuck|subscribe)\w*|(?:roped|talked"
    r"|pushed) into",
    r"(?:cancellation|termination|exit|early) (?:\w+ )?(?:fee|charge|penalty)|(?:small|fine) print",
    r"(?:don't|do not) (?:like|want|accept|agree (?:to|with)) (?:the|your|those|these|that|any|a|another)"
    r"(?: \w+)? (?:terms?|conditions?|contract|commitment|clause)",
)
COMPETITOR = cue(
    r"cheaper (?:elsewhere|somewhere else|online|at|from|with|with)|(?:elsewhere|somewhere else) for less",
    r"(?:been|staying|stay|working|happy) with (?:the|our|my) (?:same |current |usual )?"
    r"(?:company|firm|provider|supplier|vendor|agency|dealer|broker|bank|people|one)",
    rf"(?:with|from|got|have|use|using|at|go with|trying|looking at|compar\w+ (?:with|to)?) {_OTHER}",
    rf"{_ME} (?:already|currently) (?:have|use|work with|deal with|buy from|got|are with|am with)"
    r" (?:a|an|some(?:one|body)|our|my)(?: \w+)? (?:supplier|provider|vendor|company|firm|guy|dealer"
    r"|broker)",
    r"(?:your|a|the) competit(?:or|ion)s?|shop(?:ping)? around|(?:get|getting|have"
    r"|waiting for) (?:\w+ )?other"
    r" (?:quotes|offers|prices)",
    r"(?:they|others|every(?:one|body) else) (?:\w+ )?(?:offer|do|charge|give|sell|are)(?:s|ing)? "
    r"(?:it |that |me |us )?(?:for )?(?:less|cheaper|better|free|half)",
)
AUTHORITY = cue(
    rf"(?:have|need|got|want|like|going) to (?:\w+ )?(?:ask|check with|talk to|speak (?:to|with)|discuss"
    rf"|run (?:it|this|that) (?:by|past)|clear)(?: \w+){{0,3}}? {_OWN_DECIDER}",
    rf"(?:talk|think|discuss|go) (?:it|this|that)(?: all)? (?:over|through) with {_OWN_DECIDER}",
    rf"{_OWN_DECIDER} (?:\w+ )?(?:decides?|makes? (?:the|that|those|these|all) |has to (?:decide|approve"
    rf"|sign|agree)"
    r"|would (?:have|need|want) to|handles? (?:that|this|those|these|all))",
    r"(?:that|it|this)(?:'s| is)(?: really)? (?:not|n't) up to (?:me|us)|isn't up to (?:me|us)",
    rf"(?:{_ME}(?:'m| am|'re| are)? not the (?:one|person)|not (?:my|our|mine) (?:decision|call to make))",
    rf"{_ME} (?:can't|cannot|couldn't|am not able to|don't get to) (?:decide|sign|approve|say yes|agree)",
    r"budget(?: \w+){0,2} (?:isn't|is not|hasn't been|not)(?: been)? (?:\w+ )?(?:signed|approved|set"
    r"|decided)"
    r"|(?:haven't|have not|hasn't|don't have|need)(?: \w+){0,4} (?:signed off|sign-off|approved|approval)",
)
NEED = cue(
    r"(?:not (?:really |that |particularly |at all )?interested|no interest in)",
    rf"{_ME} (?:really |actually |just |honestly )?(?:don't|do not|didn't|wouldn't) (?:really |actually )?"
    r"(?:need|use) (?!to\b)(?:a|an|another|any|anything|it|that|this|them|those|one|so many|more|\w+)",
    rf"{_ME} (?:really )?(?:don't|do not) (?:really )?want (?!to\b)(?:a|an|another|any|it|that|this|one)",
    rf"{_ME}(?:'ve| have)?(?: already|'ve already| have already)(?: got| have)? (?:a|an|one|two|it|our|my)"
    r"(?! (?:\w+ )?(?:appointment|booking|ticket|quote|order|account|problem|question|complaint))",
    r"(?:don't|do not|can't|not sure) (?:really )?(?:see|know) (?:why|what) (?:i|we)(?:'d| would"
    r"| should)? (?:ever )?need",
    r"not (?:really |actually |currently )?looking (?:for|to (?:buy|change|switch|upgrade|add))",
    r"no (?:real )?(?:use|need) for (?:a|an|another|any|that|it|this|one)(?! (?:rush|hurry|sample))",
    r"(?:happy|fine|satisfied|okay) with (?:what|the one|my|our) (?:\w+ )?(?:we|i|current|old|have|got)",
    r"(?:no|much|any) use (?:for|to) (?:it|me|us|that)|what would (?:i|we) (?:\w+ )?(?:need|do with|want)",
    r"not (?:really )?(?:what|something) (?:i|we)(?:'m|'re| am| are)? (?:\w+ )?(?:looking|need|want|after)",
    r"(?:isn't|not|don't see (?:the|a)) (?:point|benefit|necessary|relevant)|doesn't help (?:me|us)",
)
TRUST = cue(
    r"(?:don't|do not|can't|never|wouldn't|not sure i) (?:really )?(?:trust|believe (?:you|that|this"
    r"|a word))"
    r"(?! i| we)|not (?:really )?convinced",
    r"(?:sounds?|is|like|be) (?:\w+ )?(?:too good to be true|a scam|fishy|suspicious|dodgy)|a scam",
    r"(?:how|why) (?:do|can|would|should) (?:i|we) (?:know|be sure|trust|believe)(?! (?:when|which|where"
    r"|what))",
    r"what's the catch|what is the catch|(?:is|are) (?:this|you|it|that) (?:for real|legit\w*|genuine)",
    r"never heard of (?:you|your|this company)|(?:been|got) (?:burn(?:ed|t)|cheated|ripped off|scammed)",
    r"(?:not|don't feel|wouldn't be|isn't) (?:\w+ )?comfortable|(?:read|heard) (?:\w+ )?(?:bad|terrible"
    r"|awful|mixed) (?:things|reviews)",
    r"(?:don't|not going to|won't|never) (?:give|giving|share|sharing|tell) (?:\w+ ){1,4}(?:over"
    r"|on) the phone",
    r"that's what (?:you|they|he|she|everybody|everyone|i was told)|(?:you|they|people) (?:always|all) say",
    r"(?:heard|told) (?:me |us )?(?:that|it|this|the same)(?: thing| story)? (?:before|last|already|on"
    r"|every)",
)
HANDLING = cue(
    r"not (?:really |exactly |actually )?(?:my|our) (?:fault|problem|mistake|job)",
    r"(?:nobody|no one|you never|they never|you didn't|they didn't) (?:ever |even |actually )?(?:called"
    r"|rang"
    r"|told|asked|informed|warned|mentioned|said|explained|contacted|checked|listened)",
    r"(?:not|isn't|hardly|is that|isn't really) (?:really |very )?(?:acceptable|fair|good enough|right"
    r"|okay)"
    r"(?= |\W|$)(?! (?:now|then|yet|there|here|away))",
    r"unacceptable|unfair|ridiculous|outrageous|absurd|(?:makes|make) no sense|waste of (?:my |our )?time",
    r"(?:i'm|we're|i am|we are) not (?:really |very |at all )?(?:happy|satisfied|pleased|okay) (?:with"
    r"|about)",
    rf"{_ME} (?:don't|do not) (?:like (?:that|this|your|the (?:way|idea|sound))|agree with|accept) ?",
    r"(?:why (?:do|should|would|must) (?:i|we)|(?:i|we) shouldn't) (?:have to|be the one|need to)",
    r"do (?:i|we) (?:really )?(?:have|need) to (?:\w+ ){1,8}(?:again|twice|all over|a second time)",
    r"(?:i|we)(?:'ve| have)? already (?:did|done|tried|told|explained|sent|given|said|gave|been through"
    r"|called|spoken|spoke|paid)",
    r"(?:i|we) (?:did|tried|sent|explained|told|gave) (?:\w+ ){1,3}(?:already|twice|before|last \w+"
    r"|with your)",
    r"(?:this is|that's|it's|is)(?: not)? the (?:first|second|third|fourth|fifth) time",
    r"(?:that|which|this|it) (?:really |still |just )?(?:doesn't|does not|won't|isn't going to|isn't"
    r"|is not) (?:really )?"
    r"(?:solve|help|fix|what (?:i|we) (?:asked|wanted|ordered|need)|what you (?:said|promised))",
    r"(?:isn't|not|'s not|hardly) what (?:i|we) (?:was|were) (?:told|promised|quoted|sold)",
    r"(?:don't|do not) (?:think|feel|believe|see how|see why) (?:that|it|this|that's|it's|this is"
    r"|that is)(?:'s| is)? "
    r"(?:\w+ )?(?:fair|right|reasonable|acceptable|good enough)",
    r"(?:no|not much|not any) (?:good|help|use) to (?:me|us)|(?:that|this|it) won't do(?= *[.,!]| *$)",
    r"(?:i'd|we'd|i would|we would) (?:much |really )?rather (?:have|get|keep|not|you)|i'd prefer (?:not"
    r"|a|to have) (?!call)",
    r"(?:want|expect|deserve|demand) (?:some |a |my |any |the )?(?:money (?:off|back)|compensation"
    r"|discount|reduction)",
    r"(?:you must|you've got to|you have to) be (?:joking|kidding)",
    r"not going (?:to do that|through (?:that|this|it))|(?:i|we) (?:won't|refuse to) (?:do"
    r"|accept) (?:that|it)",
    r"(?:no|there's no|there is no) way(?: i| we|$|\W)|don't bother",
)
# Told one thing and now another; "I was told to call you" is no more than a reason.
TOLD_OTHERWISE = re.compile(
    r"\b(?:but|wait|what|no|hang on|hold on)\b.{0,25}\b(?:i|we) (?:was|were) (?:told|quoted"
    r"|promised)(?! to\b)"
    r"|\b(?:i|we) (?:was|were) (?:quoted|promised|told) (?:otherwise|something else|differently|\d"
    rf"|(?:{'|'.join(sorted(NUMBERS))}) |(?:it|that|this) (?:was|would|is|wouldn't))",
    re.IGNORECASE,
)

# The first kind that is heard names the objection, so that the more telling ones come first.
KINDS: Mapping[Against, tuple[re.Pattern[str], ...]] = {
    Against.CONTRACT: (CONTRACT,),
    Against.COMPETITOR: (COMPETITOR, risk_cues.LEAVES),
    Against.AUTHORITY: (AUTHORITY,),
    Against.PRICE: (PRICE,),
    Against.TIMING: (TIMING,),
    Against.TRUST: (TRUST,),
    Against.NEED: (NEED,),
    Against.HANDLING: (
        HANDLING,
        TOLD_OTHERWISE,
        risk_cues.TAKES_IT_FURTHER,
        risk_cues.CONTACTED_BEFORE,
    ),
}
