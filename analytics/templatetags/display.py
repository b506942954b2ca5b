"""How numbers, times and names look on a page. Templates only lay out what these return."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from calls.models import Call

register = template.Library()

NOT_KNOWN = "–"


@register.filter
def clock(seconds: float) -> str:
    """83.2 -> "1:23", 3723 -> "1:02:03": a place in a recording."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"


@register.filter
def spoken(seconds: float | None) -> str:
    """83.2 -> "1 min 23 s", 3723 -> "1 h 02 min": a length of time."""
    if seconds is None:
        return NOT_KNOWN
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


@register.filter
def count(number: float | None) -> str:
    """4918 -> "4,918"."""
    return NOT_KNOWN if number is None else f"{number:,.0f}"


@register.filter
def measure(value: float | None, unit: str) -> str:
    """A metric's value with its unit: seconds as a length of time, shares without decimals."""
    if value is None:
        return NOT_KNOWN
    if unit == "s":
        return f"{value:.1f} s" if 0 < abs(value) < 10 else spoken(value)
    if unit == "%":
        return f"{value:.0f} %"
    number = f"{value:,.0f}" if value == round(value) or abs(value) >= 100 else f"{value:,.1f}"
    return f"{number}{unit}" if unit.startswith("/") else f"{number} {unit}".strip()


@register.filter
def tile_value(value: float | None, unit: str) -> str:
    return spoken(value) if unit == "s" else measure(value, unit)


@register.filter
def signed(value: float, unit: str) -> str:
    """-3.2, "points" -> "−3 points", -1, "points" -> "−1 point"; a zero bears no sign."""
    unit = "point" if unit == "points" and round(abs(value)) == 1 else unit
    size = spoken(abs(value)) if unit == "s" else f"{abs(value):,.0f} {unit}"
    sign = "" if round(value) == 0 else "+" if value > 0 else "−"
    return f"{sign}{size}"


@register.filter
def score(value: float) -> str:
    """-0.314 -> "−0.31": a mood between −1 and +1."""
    return f"{value:+.2f}".replace("-", "−")


@register.filter
def share(part: int, whole: int) -> str:
    """3 of 8 -> "38 %"."""
    return f"{100 * part / whole:.0f} %" if whole else NOT_KNOWN


@register.filter
def other_party(call: Call) -> str:
    """Whom the agent spoke with: by name, by number, or that the number was withheld."""
    if call.direction == Call.Direction.INTERNAL:
        return named(call.callee_name, call.callee_number) or "Unknown extension"
    return call.customer_name or call.customer_number or "Number withheld"


@register.filter
def other_number(call: Call) -> str:
    """The number to show beside the name; nothing when it is shown already."""
    return call.customer_number if call.customer_name else ""


@register.filter
def agent(call: Call) -> str:
    """Who took or made the call, "Maria Lopez (1002)"; "" when nobody did."""
    return named(call.agent_name, call.agent_number)


@register.filter
def queue(call: Call) -> str:
    """ "Front desk (6500)"; "" for a call that went through no queue."""
    return named(call.queue_name, call.queue)


@register.filter
def named(name: str, number: str) -> str:
    """A number of the house as people know it: the name first, the number always."""
    return f"{name} ({number})" if name and number else name or number


@register.filter
def when(moment: datetime) -> str:
    """Short for lists: "14:05", "Yesterday 14:05", "Tue 14:05", "3 Nov 14:05", "3 Nov 2024 14:05"."""
    local, today = timezone.localtime(moment), timezone.localdate()
    days = (today - local.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    if days == 1:
        return f"Yesterday {local:%H:%M}"
    if 1 < days < 7:
        return f"{local:%a %H:%M}"
    year = f" {local:%Y}" if local.year != today.year else ""
    return f"{local.day} {local:%b}{year} {local:%H:%M}"


@register.filter
def day_name(moment: datetime) -> str:
    """ "Today", "Yesterday", "Tuesday 17 November", with the year when it is another."""
    local, today = timezone.localtime(moment), timezone.localdate()
    days = (today - local.date()).days
    if days in (0, 1):
        return "Yesterday" if days else "Today"
    year = f" {local.year}" if local.year != today.year else ""
    return f"{local:%A} {local.day} {local:%B}{year}"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A symbol of components/icons.html; with a label it is an image with a name, else ornament."""
    if not label:
        return format_html('<svg class="icon" aria-hidden="true"><use href="#i-{}"></use></svg>', name)
    return format_html(
        '<svg class="icon" role="img" aria-label="{}"><title>{}</title><use href="#i-{}"></use></svg>',
        label,
        label,
        name,
    )
