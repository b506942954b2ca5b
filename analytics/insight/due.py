"""When something is due: how people name a time, and the day that is, seen from the day of the call.

English. Called by `commitments`; a time that cannot be told stays in its words alone.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from analytics.insight.text import cue, plain

_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
NUMBERS = {word: n for n, word in enumerate(_ONES.split(), 1)} | {
    "a": 1, "an": 1, "twenty": 20, "thirty": 30, "forty": 40, "sixty": 60, "ninety": 90,
    "couple": 2, "few": 3,
}  # fmt: skip
DAYS = [day.lower() for day in calendar.day_name]
MONTHS = [month.lower() for month in calendar.month_name]
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first "
    "twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth "
    "twenty-ninth thirtieth thirty-first"
)
ORDINALS = {word: n for n, word in enumerate(_ORDINALS.split(), 1)}

_DAY = rf"(?:{'|'.join(DAYS)})"
_MONTH = rf"(?:{'|'.join(MONTHS[1:])})"
_ORDINAL = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{'|'.join(sorted(ORDINALS, key=len, reverse=True))})"
_COUNT = rf"(?:\d+|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_UNIT = r"(?:minute|hour|day|week|month)s?"
_PART = r"(?: (?:morning|afternoon|evening|night|at \w+(?: \w+)?))?"

WHEN = cue(
    rf"(?:within|in)(?: the)?(?: next)?(?: about)?(?: a)? {_COUNT}(?: of)?(?: (?:or|to) {_COUNT})?"
    rf"(?: (?:business|working))? {_UNIT}(?: time)?",
    r"within the (?:hour|day|week)",
    rf"(?:(?:by|on|before|until|for) )?(?:the )?{_ORDINAL}(?: of)? {_MONTH}",
    rf"(?:(?:by|on|before|until|for) )?{_MONTH}(?: the)? {_ORDINAL}",
    rf"(?:(?:by|on|before|until|for|this|next|coming) ){{0,2}}{_DAY}{_PART}",
    r"(?:(?:by|before|until|for) )?(?:the )?end of (?:the |this |next )?(?:day|week|month)",
    rf"(?:(?:by|before|until|for) )?(?:the day after tomorrow|tomorrow|tonight|today){_PART}",
    r"(?:(?:by|before) )?(?:this|next) (?:morning|afternoon|evening|week|month)",
    r"(?:by|before) (?:noon|\d{1,2}(?::\d\d)?(?: ?[ap]\.?m\.?)?|\w+ o'clock)",
    r"(?:right|straight) (?:away|after this call)|immediately|shortly|in a (?:moment|minute|few minutes)",
)


@dataclass(frozen=True, slots=True)
class Due:
    """`text` is what was said; `day` the last day it can mean, None where that cannot be told."""

    text: str
    day: date | None


def due(sentence: str, *, now: datetime | None) -> Due | None:
    """The first time named in a sentence; None where there is none. `now` is when the call began."""
    found = WHEN.search(plain(sentence))
    if not found:
        return None
    text = found.group().strip()
    return Due(text, day_of(text, today=now.date()) if now else None)


def day_of(text: str, *, today: date) -> date | None:
    """The last day that `text` can mean when said on `today`."""
    said = text.lower()
    for tell in (_named_date, _after_a_while, _weekday, _period):
        if day := tell(said, today):
            return day
    return None


def _named_date(said: str, today: date) -> date | None:
    month = re.search(_MONTH, said)
    ordinal = re.search(rf"\b{_ORDINAL}\b", said.replace(month.group(), "")) if month else None
    if not month or not ordinal:
        return None
    number = MONTHS.index(month.group())
    word = ordinal.group()
    day = ORDINALS.get(word) or int(re.sub(r"\D", "", word))
    for year in (today.year, today.year + 1):
        try:
            named = date(year, number, day)
        except ValueError:
            return None
        if named >= today:
            return named
    return None


def _after_a_while(said: str, today: date) -> date | None:
    """ "In five to seven business days": the longest, working days counted as such."""
    unit = re.search(_UNIT, said)
    counts = [_number(word) for word in re.findall(rf"\b{_COUNT}\b", said)]
    if not unit or not counts or "end of" in said:
        return None
    count = max(counts)
    if unit.group().startswith(("minute", "hour")):
        return today + timedelta(hours=count if unit.group().startswith("hour") else 0)
    if unit.group().startswith("day"):
        working = "business" in said or "working" in said
        return _working_day(today, count) if working else today + timedelta(days=min(count, 3650))
    return today + timedelta(days=min(count, 520) * (7 if unit.group().startswith("week") else 30))


def _number(word: str) -> int:
    return int(word[:4]) if word.isdigit() else NUMBERS[word]


def _working_day(today: date, count: int) -> date:
    day = today
    for _ in range(min(count, 260)):
        day += timedelta(days=1)
        while day.weekday() > 4:
            day += timedelta(days=1)
    return day


def _weekday(said: str, today: date) -> date | None:
    """The next one of that name; "next Tuesday" said on a Monday is a week later than "Tuesday"."""
    named = re.search(_DAY, said)
    if not named:
        return None
    ahead = (DAYS.index(named.group()) - today.weekday()) % 7 or 7
    in_this_week = today.weekday() + ahead < 7
    return today + timedelta(days=ahead + (7 if "next" in said and in_this_week else 0))


def _period(said: str, today: date) -> date | None:
    to_sunday = 6 - today.weekday()
    last_of_month = calendar.monthrange(today.year, today.month)[1]
    if "day after tomorrow" in said:
        return today + timedelta(days=2)
    if "tomorrow" in said:
        return today + timedelta(days=1)
    if "week" in said:
        friday = today + timedelta(days=(4 - today.weekday()) % 7 if today.weekday() < 5 else 0)
        return today + timedelta(days=to_sunday + 5) if "next" in said else friday
    if "next month" in said:
        following = today.replace(day=last_of_month) + timedelta(days=1)
        return following.replace(day=calendar.monthrange(following.year, following.month)[1])
    if "month" in said:
        return today.replace(day=last_of_month)
    return today
