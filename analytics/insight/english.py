"""English as spoken on the telephone: word lists that several analyses share."""

from analytics.insight.text import word_set

# Signals of listening and of assent: they carry nothing by themselves.
BACKCHANNELS = word_set("""
    absolutely ah aha alright awesome brilliant certainly cool correct exactly excellent fine good
    gotcha great hm hmm huh indeed lovely mhm mm mm-hm mm-hmm nice no nope oh ok okay ooh perfect really
    right sure uh-huh uh-oh wonderful wow yeah yep yes yup
""")

HESITATIONS = word_set("ah eh er erm hm hmm huh mm oh uh uhm um umm")

# Words that open a sentence without belonging to what it says.
OPENERS = (
    BACKCHANNELS
    | HESITATIONS
    | word_set("""
    actually and anyway basically but hello hey hi like listen look now please so sorry thanks then well
""")
)

GREETING_WORDS = word_set("""
    afternoon bye bye-bye cheers day evening good goodbye hello hey hi ma'am madam morning night sir
    thank thanks there welcome you
""")

NUMBERS = word_set("""
    couple double dozen eight eighteen eighteenth eighth eighty eleven eleventh fifteen fifteenth fifth
    fifty first five forty four fourteen fourteenth fourth half hundred million nine nineteen nineteenth
    ninety ninth nought oh one quarter second seven seventeen seventeenth seventh seventy six sixteen
    sixteenth sixth sixty ten tenth third thirteen thirteenth thirtieth thirty thousand three triple
    twelfth twelve twentieth twenty two zero
""")

DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = word_set("""
    april august december february january july june march may november october september
""")
TIME_WORDS = (
    DAYS
    | MONTHS
    | word_set("""
    afternoon afternoons day days evening hour hours minute minutes moment month months morning mornings
    night nights noon o'clock second seconds time times today tomorrow tonight week weekend weeks year
    years yesterday
""")
)

UNITS = word_set("""
    cent cents dollar dollars euro euros feet foot inch inches kilo kilos meter meters mile miles
    millimeter millimeters percent pound pounds unit units
""")

# Pronouns, auxiliaries, prepositions and the like: words that hold a sentence together.
FUNCTION_WORDS = (
    BACKCHANNELS
    | OPENERS
    | word_set("""
    a about above across actually after again against ago all almost along already also although always
    am an and another any anybody anymore anyone anything anyway apart are aren't around as at away
    basically be because been before behind being below between bit both but by can can't cannot could
    couldn't did didn't do does doesn't doing don't done down during each either else enough even ever
    every everybody everyone everything everywhere for from get gets getting go goes going gonna got
    gotta had hadn't has hasn't have haven't having he he'd he'll he's her here here's herself him
    himself his how how's however i i'd i'll i'm i've if in inside instead into is isn't it it'd it'll
    it's its itself just kind know let let's like lot may maybe me mean might mine more most much must
    my myself near nearly neither never no nobody none nor not nothing now of off often on once one ones
    only onto or other others otherwise ought our ours out over own perhaps quite rather really said
    same say see several shall she she'd she'll she's should shouldn't since so some somebody somehow
    someone something sometimes somewhere soon sort still such than that that'd that'll that's the their
    theirs them themselves then there there'd there'll there's these they they'd they'll they're they've
    thing things this those though through till to together too totally under until up upon us very
    wanna was wasn't we we'd we'll we're we've well were weren't what what's whatever when whenever
    where wherever whether which while who who's whole whom whose why will with within without won't
    would wouldn't yet you you'd you'll you're you've your yours yourself
""")
)

# Words of talk, calls and courtesy that name no subject a call could be about.
STOP_WORDS = (
    FUNCTION_WORDS
    | GREETING_WORDS
    | word_set("""
    able add added address allow amount appreciate ask asked asking available awfully back bad became
    become believe best better big birth bold bothered bottom box bring bringing brought business call
    called calling calls came care case change changed check checked checking choice click clicked close
    code colleague com come comes coming common completely continue copy corner course cover covers
    curious current currently date deal dear decide definitely different digits dot drop due e-mail
    early easy email end enjoy ensure entire especially exact example expect explain extra fact fair far
    fast feel few figure fill find finding finish fix fixed follow forget forgot forward found front
    full further gave give given gives giving glad gone grab guess guys half hand handle hang happen
    happened happening happens happy hard hear heard hearing held help helped helpful helping hold
    holding home homes honest honestly hope hoping idea important include included information
    interested issue keep keeping kept kinda kindly knew knowing known knows last late later least leave
    leaves leaving left less letter line list little live long longer look looked looking looks lose
    lost lots love low luck made make makes making man manage many matter meant meantime mention
    mentioned mind miss missus mister mobile move moved name need needed needs new news next nice
    normally note number numbers obviously okay old open opened outside page part particular pass pay
    paying people per person phone pick picked piece place plan pleasure plenty plus point possible
    possibly pretty probably problem problems promise provide pull pulled purpose purposes put putting
    question questions quick quickly quote reach reached read ready real reason receive received
    recently remember repeat request requested respond right ring run running rush sake save saved saw
    saying says scratch seeing seem seems seen send sending sent seriously set short show side sign
    simple simply single sir sit small sorted sounds speak speaking spell spoke stand start started
    starting stay step stop stuff super supply suppose supposed surprised swipe switched take taken
    takes taking talk talking tell telling tend terrible terribly think thinking third thought throw
    today's told took top tried trouble true try trying turn turned two type understand unfortunately
    update updated use used using usual usually verify wait waiting walk want wanted wants way wear went
    win wish wonder wondering word work worked working works worry worse worst worth write writing wrong
""")
)

# After one of these comes the name of a thing.
DETERMINERS = word_set(
    "a an another any each every her his its my no our some the their these this those your"
)
PREPOSITIONS = word_set("about against at by for from in into of on onto per regarding under with without")

# After one of these comes a verb, or nothing that has a name.
VERB_MARKERS = word_set("""
    be been can can't could couldn't did didn't do does doesn't don't gonna had has have haven't he he'd
    he'll i i'd i'll i've it it'll let's may might must never not please she she'd she'll should
    shouldn't that'll they they'd they'll they've to we we'd we'll we've who will won't would wouldn't
    you you'd you'll you've
""")

# These name a thing only after another word: "part number", "delivery note".
WEAK_NOUNS = word_set("""
    box code copy date issue letter line list note number page pay plan point problem question request
""")

# Words that describe a thing: one of them is said before it, and none is a thing.
ADJECTIVES = word_set("""
    auto bad big black blue broken brown busy cheap cold current double early electric empty expensive
    fast free front full good gray great green grey high hot large last late left little long main
    medium new next nice old orange other own particular pink purple ready rear red right same short
    silver similar single slow small special upper white whole wrong yellow
""")
