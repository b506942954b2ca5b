"""Sites to look at: one with much data, one with little. Used by the screenshots and browser tests."""

import random
from contextlib import ExitStack
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from analytics import starter_rules
from analytics.rule_models import Tracker
from analytics.stages import save, work
from analytics.summary_models import EditedSummary, WrittenSummary
from calls.correcting import correct
from calls.fetching import GONE, LOOK_THERE
from calls.models import Call, Correction, ImportedFile, Recording, Step
from calls.stage import Done
from tests import factories as make
from tests.journeys.house import connect
from ucm.models import Connection
from ucm.protocol.errors import Encrypted
from ucm.simulator.audio import shipped
from ucm.simulator.server import running
from ucm.simulator.traffic.kinds import CallKind

D = Call.Disposition
AGENTS = (("1001", "Anna Weber"), ("1002", "Jonas Keller"), ("1003", "Priya Nair"), ("1004", ""))
CUSTOMERS = (
    ("+493055501201", "Bakery Lindner"),
    ("+493055501202", ""),
    ("+4915155501203", "Maria Fernández-Oliveira"),
    ("+493055501204", "Hausverwaltung Schönhauser Allee GmbH & Co. KG"),
    ("+442079460121", ""),
    ("+4917655501206", "T. Okafor"),
    ("", ""),
)
# What it was about, mood, score.
TOPICS = (
    ("My boiler broke down again and the flat is freezing.", "negative", -0.62),
    ("I would like to move my appointment to next Tuesday.", "neutral", 0.02),
    ("The technician was quick and friendly, thank you.", "positive", 0.71),
    ("You charged us twice for the same visit and nobody calls back.", "negative", -0.74),
    ("Which parts are covered by the service contract?", "neutral", 0.08),
    ("I need an offer for the heating in our new office.", "positive", 0.34),
)
LONG = (
    "So I had a look at the invoice from last month and there are two entries for the same visit.",
    "One is from the fourth and the other from the fifth, but there was only one technician here.",
    "Let me open that for you.",
    "I can see both entries, and you are right, the second one should not be there.",
    "It seems that the visit was booked again when the part arrived.",
    "Okay.",
    "And what happens now, do I have to pay it first?",
    "No, please leave it, I will cancel the second entry today and send you a corrected invoice.",
    "By mail to the address we have on file, Schönhauser Allee forty-two?",
    "Yes, that is still right.",
)


ABOUT = (
    "Billing and payment",
    "Rückfragen zu Wartungsverträgen und Ersatzteilen, Gewährlei",
    "Appointment or booking",
)


def much(*, now: datetime | None = None) -> None:
    """Some 300 calls over 60 days, busy mornings and quiet Sundays, in every state there is."""
    chance, now = random.Random(7), now or timezone.now()
    for number, name in (*AGENTS, ("1009", "Dr. Konstantin Wiesenhütter")):
        make.make_name(number, name, connection=make.make_connection())
    with transaction.atomic():
        for n in range(300):
            days = int(chance.triangular(0, 60, 5))
            moment = (now - timedelta(days=days)).replace(
                hour=min(int(chance.triangular(7, 18, 10)), 20), minute=chance.randrange(60)
            )
            if moment.weekday() < 6 and moment < now:
                _one(chance, moment, n)
        for n in range(3):
            number = f"+49305557{n:03d}"
            for hours in range(n + 1):
                make.make_call(now - timedelta(hours=30 * n + hours + 1), talk=0, customer_number=number)


def _one(chance: random.Random, moment: datetime, n: int) -> None:
    number, name = chance.choice(CUSTOMERS)
    extension, agent = chance.choice(AGENTS)
    outcome = chance.choices((D.ANSWERED, D.NO_ANSWER, D.VOICEMAIL, D.BUSY, D.FAILED), (70, 16, 8, 4, 2))[0]
    direction = chance.choices(("inbound", "outbound", "internal"), (68, 26, 6))[0]
    fields = {
        "direction": direction,
        "disposition": outcome,
        "talk": chance.randrange(20, 900) if outcome == D.ANSWERED else 0,
        "queue_wait_seconds": chance.randrange(2, 70) if direction == "inbound" and n % 3 else None,
        "answering_count": chance.choice((1, 1, 1, 2)) if outcome == D.ANSWERED else 0,
        "customer_number": "" if direction == "internal" else number,
        "customer_name": "" if direction == "internal" else name,
        "agent_number": extension,
        "agent_name": agent,
        "caller_number": extension if direction != "inbound" else number,
        "callee_number": "1009" if direction == "internal" else "6500",
        "callee_name": "Dr. Konstantin Wiesenhütter" if direction == "internal" else "Service",
        "queue": "6500" if direction == "inbound" and n % 3 else "",
        "queue_name": "Service" if direction == "inbound" and n % 3 else "",
    }
    call = make.make_call(moment, **fields)
    if outcome == D.ANSWERED and direction != "internal" and n % 9:
        _analysed(call, *TOPICS[n % len(TOPICS)])
        for topic in ABOUT[: n % 4]:
            make.make_finding(call.insight, "topic", topic)
    else:
        make.make_step(call, "fetch_recording", Step.State.SKIPPED, why="Nobody spoke.")


def _analysed(call: Call, headline: str, mood: str, score: float) -> None:
    make.make_transcript(call, [("customer", 1.0, 5.0, f" {headline}")])
    make.make_insight(call, headline=headline, sentiment=mood, sentiment_score=score)
    for stage in ("fetch_recording", "transcribe", "analyse"):
        make.make_step(call, stage)


def little(*, now: datetime | None = None) -> None:
    """The first hour after installation."""
    now = now or timezone.now()
    make.make_ready_call(now - timedelta(minutes=50))
    make.make_call(now - timedelta(minutes=35), talk=0, customer_number="+493055501202")
    working(now=now)


def states(*, now: datetime | None = None) -> dict[str, Call]:
    """A call in each state that a call page can be in, by name."""
    now = now or timezone.now()
    at = (now - timedelta(minutes=7 * n) for n in range(1, 100))
    return {
        "ready": two_channels(next(at)),
        "mono": mono(next(at)),
        "told_apart": told_apart(next(at)),
        "working": working(now=next(at)),
        "failed": failed(next(at)),
        "missing": missing(next(at)),
        "part_missing": part_missing(next(at)),
        "encrypted": encrypted(next(at)),
        "unanswered": unanswered(next(at)),
        "not_recorded": not_recorded(next(at)),
        "no_speech": no_speech(next(at)),
        "not_analysed": not_analysed(next(at)),
        "other_language": other_language(next(at)),
        "corrected": corrected(next(at)),
        "summed_up": summed_up(next(at)),
        "edited": edited(next(at)),
    }


def two_channels(moment: datetime) -> Call:
    call = make.make_ready_call(
        moment,
        customer_name="Maria Fernández-Oliveira",
        customer_number="+4915155501203",
        queue="6500",
        queue_name="Service",
    )
    make.make_audio(call.recordings.get())
    said = call.transcript.utterances.get(index=4)
    said.words = [word if n != 4 else [*word[:3], 0.31] for n, word in enumerate(said.words)]
    said.save()
    return call


def mono(moment: datetime) -> Call:
    """As a UCM records: one channel, so that nobody knows who speaks. Two recordings, and long."""
    call = make.make_call(
        moment, talk=900, **{"customer_name": "Hausverwaltung Schönhauser Allee GmbH & Co. KG"}
    )
    make.make_leg(call)
    make.make_leg(call, action_type="TRANSFER", destination="1002", answered_by="1002")
    first = make.make_recording(call, seconds=400)
    second = make.make_recording(call, seconds=120, position=1, offset=400)
    for recording in (first, second):
        make.make_audio(recording)
    said = [("", 6.5 * n, 6.5 * n + 3 + n % 3, f" {LONG[n % len(LONG)]}") for n in range(78)]
    make.make_transcript(call, said, recording=first, duration=520.0)
    why = "Both people share one channel of this recording, so nobody can tell whose words are whose."
    insight = make.make_insight(
        call,
        headline="You charged us twice for the same visit.",
        sentiment="neutral",
        sentiment_score=0.04,
        sentiment_course="worsening",
        sentiments=[((n * 7) % 11 - 5) / 8 if n % 3 else None for n in range(78)],
        metrics=[
            make.make_metric("Speech", 61.0, "%", "Seconds in which anybody speaks / length."),
            make.make_metric("Longest silence", 12.4, "s", "The longest of the long silences."),
            *(make.make_metric(row[0], None, row[2], row[3], why) for row in make.METRICS[:3]),
        ],
    )
    for n in (0, 3, 7):
        make.make_finding(insight, "summary", LONG[n], [n])
    make.make_finding(insight, "question", LONG[6], [6])
    for topic, places in zip(ABOUT, ([0, 10], [1, 11, 21, 31, 41], [20]), strict=True):
        make.make_finding(insight, "topic", topic, places)
    insight.findings.filter(kind="topic").update(details={"probability": 0.78})
    for word, places in (("invoice", [0, 7, 10, 17, 20]), ("second entry", [3, 7]), ("technician", [1, 11])):
        make.make_finding(insight, "keyword", word, places)
    why = "The customer asks for a manager, has been in touch about it before and complains again and again."
    make.make_risk(insight, "escalation", 0.77, why, [0, 3, 7, 10, 17])
    make.make_risk(insight, "churn", 0.34, "The customer speaks of going elsewhere.", [20])
    make.make_satisfaction(
        insight, "dissatisfied", 0.73, "The customer complains again and again.", [3, 7, 10]
    )
    make.make_finding(insight, "objection", LONG[7], [7], "customer", details={"kind": "handling"})
    make.make_finding(insight, "objection", LONG[1], [1], "customer", details={"kind": "price"})
    make.make_finding(insight, "open_question", LONG[6], [6, 7], "customer", details={"why": "put_off"})
    for stage in ("fetch_recording", "transcribe", "analyse"):
        make.make_step(call, stage)
    return call


def summed_up(moment: datetime) -> Call:
    """A language model has written the summary, and something personal was said."""
    call = make.make_ready_call(moment, customer_name="Nils Okafor", customer_number="+493055501288")
    make.make_audio(call.recordings.get())
    said = call.transcript.utterances.last()
    said.text = f"{said.text} Call me on oh three oh, triple five, oh one two eight eight."
    said.words = []
    said.save()
    sentences = (
        ("reason", "The customer’s boiler broke down again and the flat is freezing.", [1]),
        ("fact", "It was repaired two weeks ago, and the customer was charged for it.", [2, 3]),
        ("outcome", "The agent apologises and takes the charge back.", [4]),
        ("next_step", "A technician comes tomorrow morning; the customer is called before.", [4, 5]),
    )
    starts = dict(call.transcript.utterances.values_list("index", "start"))
    WrittenSummary.objects.create(
        call=call,
        sentences=[
            {"slot": slot, "text": text, "at": [starts[index] for index in cited]}
            for slot, text, cited in sentences
        ],
        is_shown=True,
        dropped=1,
        model="llama3.1:8b",
        host="gpu.lan",
        asked="x",
    )
    make.make_step(call, "write")
    return call


def edited(moment: datetime) -> Call:
    """A person has rewritten the summary, and another one approved it."""
    call = summed_up(moment)
    by = User.objects.filter(username="anna").first() or make.make_user(
        "anna", first_name="Anna", last_name="Lindqvist"
    )
    EditedSummary.objects.create(
        call=call,
        lines=[
            {"text": "Boiler down for the second time; the first repair did not hold.", "at": [4.1]},
            {
                "text": "Charge of the first visit is refunded, technician tomorrow morning.",
                "at": [15.0, 20.0],
            },
            {"text": "Ask the supplier about the part.", "at": []},
        ],
        edited_by=by,
        edited_at=moment,
        approved_by=by,
        approved_at=moment,
    )
    return call


def told_apart(moment: datetime) -> Call:
    """One channel whose speakers were told apart, by letters only; in places that is not sure."""
    call = make.make_ready_call(moment, customer_name="Bakery Lindner", customer_number="+493055501201")
    make.make_audio(call.recordings.get())
    call.transcript.channels = 1
    call.transcript.save()
    said = call.transcript.utterances
    said.update(role="", speaker_confidence=0.99)
    said.filter(index__in=(2, 5)).update(speaker_confidence=0.71)
    overlapped = said.get(index=5)
    overlapped.words = [[*word, 1] for word in overlapped.words]
    overlapped.save()
    return call


def working(*, now: datetime) -> Call:
    call = make.make_call(now, customer_name="T. Okafor", customer_number="+4917655501206")
    make.make_leg(call)
    make.make_audio(make.make_recording(call))
    make.make_step(call, "fetch_recording")
    make.make_step(call, "transcribe", Step.State.CLAIMED)
    return call


def failed(moment: datetime) -> Call:
    call = make.make_call(moment, customer_name="Bakery Lindner", customer_number="+493055501201")
    make.make_leg(call)
    make.make_recording(call, state=Recording.State.WANTED, file="")
    make.make_step(
        call,
        "fetch_recording",
        Step.State.FAILED,
        why="The UCM refused the login: wrong user or password.",
        mend="Open the connection in the admin, type the API password again and press Test connection. "
        "Then press Retry.",
    )
    return call


def missing(moment: datetime) -> Call:
    call = make.make_call(moment)
    make.make_recording(call, state=Recording.State.MISSING, file="")
    make.make_step(call, "fetch_recording", Step.State.SKIPPED, why="The recording is gone.")
    return call


def part_missing(moment: datetime) -> Call:
    """A call handed on: what its second agent said is gone, and the first recording ends too early."""
    call = make.make_ready_call(moment, customer_name="Hausverwaltung Schönhauser Allee GmbH & Co. KG")
    first = call.recordings.get()
    make.make_audio(first)
    Recording.objects.filter(pk=first.pk).update(
        why="The UCM has only 48 % of what it announced of this recording, so its end is missing."
    )
    lost = {"position": 1, "state": Recording.State.MISSING, "file": "", "why": GONE, "mend": LOOK_THERE}
    make.make_recording(call, **lost)
    return call


def encrypted(moment: datetime) -> Call:
    call = make.make_call(moment)
    words = {"why": Encrypted.why, "mend": Encrypted.advice}
    make.make_recording(call, state=Recording.State.MISSING, file="", **words)
    make.make_step(call, "fetch_recording", Step.State.FAILED, **words)
    return call


def unanswered(moment: datetime) -> Call:
    call = make.make_call(moment, talk=0, agent_number="", agent_name="")
    make.make_leg(call)
    make.make_step(call, "fetch_recording", Step.State.SKIPPED, why="Nobody spoke.")
    return call


def not_recorded(moment: datetime) -> Call:
    call = make.make_call(moment, customer_number="", customer_name="")
    make.make_step(call, "fetch_recording", Step.State.SKIPPED, why="The phone system made no recording.")
    return call


def no_speech(moment: datetime) -> Call:
    call = make.make_call(moment)
    make.make_audio(make.make_recording(call))
    make.make_transcript(call, [])
    for stage in ("fetch_recording", "transcribe", "analyse"):
        make.make_step(call, stage)
    make.make_insight(call, headline="", sentiment="", sentiment_score=None, sentiments=[], metrics=[])
    return call


def not_analysed(moment: datetime) -> Call:
    call = make.make_call(moment)
    make.make_audio(make.make_recording(call))
    make.make_transcript(call)
    make.make_step(call, "fetch_recording")
    make.make_step(call, "transcribe")
    make.make_step(call, "analyse", Step.State.WAITING)
    return call


def other_language(moment: datetime) -> Call:
    call = make.make_call(moment)
    make.make_audio(make.make_recording(call))
    make.make_transcript(
        call,
        [("agent", 0.5, 3.0, " Dzień dobry, w czym mogę pomóc?"), ("customer", 3.5, 6.0, " Dzień dobry.")],
        language="pl",
    )
    for stage in ("fetch_recording", "transcribe", "analyse"):
        make.make_step(call, stage)
    note = "Polish (pl) cannot be analysed for mood, keywords and summary yet; times and talk are measured."
    make.make_insight(call, headline="", sentiment="", sentiment_score=None, sentiments=[], notes=[note])
    return call


def corrected(moment: datetime) -> Call:
    """Two lines corrected by people, and a correction from an older hearing that has no place in this one."""
    call = make.make_ready_call(moment, customer_name="Maria Fernández-Oliveira")
    make.make_audio(call.recordings.get())
    by = make.make_user("priya", first_name="Priya", last_name="Nair")
    lines = {
        1: "Hello, my Vaillant boiler broke down again, and the flat is freezing.",
        6: "It is covered by your contract, Mrs Fernández-Oliveira, so nothing.",
    }
    for index, text in lines.items():
        correct(call, index, text, was=call.transcript.utterances.get(index=index).text, by=by)
    Correction.objects.create(
        recording=call.recordings.get(), start=12.1, end=16.4, by=by, state=Correction.State.UNPLACED,
        heard="Please ask for ulf bread in the workshop.", text="Please ask for Ulf Bredt in the workshop.",
        at=moment - timedelta(days=9),
    )  # fmt: skip
    call.steps.update(state=Step.State.DONE, finished_at=moment)
    return call


def connected(stack: ExitStack, scenario: str) -> Connection:
    """A connection to a simulated UCM that runs as long as `stack`, with two calls on it."""
    ucm = stack.enter_context(running(user="cdrapi", password="right", scenario=scenario))
    ucm.place_call(recording=shipped()[0])
    ucm.place_call(CallKind.INBOUND_MISSED)
    return connect(ucm, user="cdrapi", password="right")


def brought(*, now: datetime | None = None) -> list[str]:
    """Files in every state on “Add calls”; the paths of its pages."""
    now, connection = now or timezone.now(), make.make_connection()
    call = make.make_ready_call(now)
    name = "2026-05/auto-1777887{n:03d}-+4930555{n:03d}-1001.wav"
    states = ImportedFile.State
    for n in range(8):
        make.make_imported(name.format(n=n), connection=connection, state=states.WAITING, duration=61.0 * n)
    asking = make.make_imported(
        "Interview with the branch in Schönhauser Allee, second part, final version.wav",
        connection=connection, state=states.ASKING, duration=83.0,
    )  # fmt: skip
    make.make_imported(
        "upload-of-tonight.tgz", connection=connection, state=states.ARRIVING, source="folder", batch=""
    )
    make.make_imported(
        "Master.csv", connection=connection, state=states.TAKEN, kind="records", records=412,
        why="1 of 413 lines could not be read. Line 57: it has 3 fields where the header names 43.",
        mend="Take the file as the UCM exports it, header line and all.",
    )  # fmt: skip
    make.make_imported(name.format(n=99), connection=connection, state=states.TAKEN, call=call)
    make.make_imported(
        "report.pdf", connection=connection, state=states.REFUSED, source="folder", batch="", kind="other",
        why="It is neither a WAV recording nor an export of call records (CSV, JSON or XML).",
        mend="Bring recordings as the UCM has them, and the CDR export with its header line.",
    )  # fmt: skip
    make.make_imported(
        name.format(n=99), connection=connection, state=states.DUPLICATE, call=call,
        why="The call has this recording already.",
    )  # fmt: skip
    make.make_connection("Branch", base_url="", username="", watch_folder="not/mounted")
    return ["/calls/add/", "/calls/add/scene/", f"/calls/add/file/{asking.pk}/"]


def ruled(*, now: datetime | None = None) -> list[str]:
    """Starter rules, a tracker that is off, and a call judged by them; the paths of its pages."""
    call = make.make_ready_call(now or timezone.now(), customer_name="Bakery Lindner")
    make.make_audio(call.recordings.get())
    starter_rules.add_trackers()
    card = starter_rules.add_compliance()
    make.make_tracker(
        "Rückfragen zu Wartungsverträgen und Ersatzteilen, Gewährlei", "Vertrag*", is_active=False
    )
    card.items.create(text="Does the agent leave room to talk?", metric="agent_talk_ratio", most=60)
    card.items.create(text="Is it the first time?", is_auto_fail=True, metric="turns", least=1)
    make.make_tracker("Boiler without a notice", "recorded", is_absence=True, where="first")
    done = work(call)
    assert isinstance(done, Done)
    save(call, done.result)
    make.make_ready_call()
    tracker = Tracker.objects.get(name="Greeting")
    return [
        "/trackers/", "/trackers/new/", f"/trackers/{tracker.pk}/", f"/trackers/{tracker.pk}/edit/",
        "/scorecards/", f"/scorecards/{card.pk}/edit/", f"/calls/{call.pk}/", "/calls/?tracker=Greeting",
    ]  # fmt: skip
