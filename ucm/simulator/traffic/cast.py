"""Cast: who takes part in one call and how long it rings and lasts; the call types turn it into legs."""

from dataclasses import dataclass, field
from random import Random

from ucm.simulator.traffic.office import Office, Party

LONGEST_TALK = 540.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """`colleague` is the second one in the office: called internally, or given a transferred call.

    `passed_over` are queue members who let it ring. `ring` and `talk` are seconds.
    """

    office: Office = field(default_factory=Office)
    customer: Party
    agent: Party
    colleague: Party
    queue: Party
    passed_over: tuple[Party, ...] = ()
    ring: float = 9.0
    talk: float = 90.0


def draw_cast(rng: Random, office: Office) -> Cast:
    """Somebody at random. Talk times are log-normal around two minutes, as telephone traffic is."""
    agent, colleague, *others = rng.sample(office.staff, 4)
    return Cast(
        office=office,
        customer=Party(rng.choice(office.outside).draw(rng)),
        agent=agent,
        colleague=colleague,
        queue=rng.choice(office.queues),
        passed_over=tuple(others[: rng.choice((0, 0, 1))]),
        ring=rng.uniform(3.0, 24.0),
        talk=min(LONGEST_TALK, max(3.0, rng.lognormvariate(4.7, 0.9))),
    )
