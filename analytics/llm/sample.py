"""A made-up call that “Test” sends in the place of a real one, with lines that tempt a model to go wrong."""

from analytics.insight.types import Conversation, Role, Turn

_SAID = (
    (Role.AGENT, "Thank you for calling Larkfield Heating, my name is Dana. How can I help you?"),
    (Role.CUSTOMER, "Hello, the boiler you put in last month has stopped, and there is no hot water."),
    (Role.AGENT, "I am sorry to hear that. Does the display show anything?"),
    (Role.CUSTOMER, "Yes, it says error forty-two, and it blinks."),
    (Role.AGENT, "That is the pump. I can send an engineer on Thursday between nine and eleven."),
    (Role.CUSTOMER, "Thursday is fine, but I do not want to pay for it, it is a month old."),
    (Role.AGENT, "You will not pay anything, it is under guarantee. I will write that on the job."),
    (Role.CUSTOMER, "All right, thank you. See you on Thursday then."),
)


def sample() -> Conversation:
    """Eight lines, half a minute, nobody real."""
    turns = tuple(
        Turn(index=n, start=4.0 * n, end=4.0 * n + 3.5, text=text, role=role)
        for n, (role, text) in enumerate(_SAID)
    )
    return Conversation(turns, duration=32.0, channels=2, language="en", has_speakers=True)
