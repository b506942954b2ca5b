"""Sentiment of turns, its course, satisfaction, and the risk of an escalation; VADER beside."""

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import fmean

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analytics.insight.course import Course
from analytics.insight.types import Kind, Role
from audiapro.evaluation.figure import Figure, compare
from audiapro.evaluation.labelled import Labelled
from audiapro.evaluation.scores import Named, accuracy, auc, macro_f1, mean

MIDDLE = 3  # of a rating from 1 to 5
FAINT = 0.05  # VADER's own threshold
COURSES = {"improving": Course.IMPROVING, "worsening": Course.WORSENING}


def moods(calls: Sequence[Labelled], source: str) -> Iterator[Figure]:
    vader = SentimentIntensityAnalyzer()
    yield compare(
        "sentiment of customer turns",
        "macro-F1",
        source=source,
        score=macro_f1,
        ours=[_ours(call) for call in calls],
        baseline=("VADER", [_theirs(call, vader) for call in calls]),
    )
    yield course(calls, source)
    yield from satisfaction(calls, source)
    yield risk(calls, source, vader)
    yield calibration(calls, source)


def _ours(call: Labelled) -> list[Named]:
    """A label's turn that was heard as several sounds as their sum; one that was not heard is neutral."""
    felt: Counter[int] = Counter()
    for place, score in zip(call.places, call.report.sentiments, strict=True):
        if place is not None:
            felt[place] += score or 0.0  # type: ignore[assignment]
    return [(label["sentiment"], _sign(felt[label["turn"]], 0.0)) for label in call.labels["sentiment"]]


def _theirs(call: Labelled, vader: SentimentIntensityAnalyzer) -> list[Named]:
    said = call.texts()
    return [
        (label["sentiment"], _sign(_compound(vader, said.get(label["turn"], "")), FAINT))
        for label in call.labels["sentiment"]
    ]


def _compound(vader: SentimentIntensityAnalyzer, text: str) -> float:
    return vader.polarity_scores(text)["compound"]


def _sign(score: float, faint: float) -> int:
    return (score > faint) - (score < -faint)


def course(calls: Sequence[Labelled], source: str) -> Figure:
    """Labels that name a tone which stays ("neutral", "positive") mean a steady course."""
    rated = [call for call in calls if call.report.sentiment_course]
    true = [COURSES.get(call.labels["course"], Course.STEADY) for call in rated]
    commonest = Counter(true).most_common(1)[0][0]
    return compare(
        "course of sentiment",
        "accuracy",
        source=source,
        score=accuracy,
        ours=[[(label, call.report.sentiment_course)] for label, call in zip(true, rated, strict=True)],
        baseline=(f"always “{commonest}”", [[(label, commonest)] for label in true]),
    )


def satisfaction(calls: Sequence[Labelled], source: str) -> Iterator[Figure]:
    """Where we say something at all: the right one of three, and how sure we may be that it is."""
    rated = [(call, found[0]) for call in calls if (found := call.report.of(Kind.SATISFACTION))]
    true = [_satisfied(call) for call, _ in rated]
    given = [finding.details["label"] for _, finding in rated]
    commonest, count = (Counter(true) or Counter([""])).most_common(1)[0]
    yield compare(
        "satisfaction",
        "accuracy",
        source=source,
        score=accuracy,
        ours=[[pair] for pair in zip(true, given, strict=True)] if rated else None,
        baseline=(f"always “{commonest}”", [[(label, commonest)] for label in true]),
    )
    share = count / max(1, len(true))
    hits = [label == guess for label, guess in zip(true, given, strict=True)]
    sure = [finding.details["probability"] for _, finding in rated]
    yield compare(
        "satisfaction",
        "Brier score of the label (less is better)",
        source=source,
        score=mean,
        ours=[[(hit - chance) ** 2] for hit, chance in zip(hits, sure, strict=True)] if rated else None,
        baseline=(f"share of “{commonest}”", [[((label == commonest) - share) ** 2] for label in true]),
    )


def _satisfied(call: Labelled) -> str:
    """Of 1 to 5, the middle is mixed."""
    rating = call.labels["satisfaction"]
    return "mixed" if rating == MIDDLE else ("satisfied" if rating > MIDDLE else "dissatisfied")


def risk(calls: Sequence[Labelled], source: str, vader: SentimentIntensityAnalyzer) -> Figure:
    """Medium and high against low."""
    true = [call.labels["escalation_risk"] != "low" for call in calls]
    return compare(
        "escalation risk",
        "AUC",
        source=source,
        score=auc,
        ours=[[pair] for pair in zip(true, map(_probability, calls), strict=True)],
        baseline=(
            "VADER, customer's mean",
            [[(label, -_mean(call, vader))] for label, call in zip(true, calls, strict=True)],
        ),
    )


def calibration(calls: Sequence[Labelled], source: str) -> Figure:
    """The Brier score (1950), the mean squared error of the probability: of calls labelled high, against
    that of a baseline which knows how many there are and says so of each."""
    true = [call.labels["escalation_risk"] == "high" for call in calls]
    rate = fmean(true)
    return compare(
        "escalation risk",
        "Brier score (less is better)",
        source=source,
        score=mean,
        ours=[[(_probability(call) - label) ** 2] for label, call in zip(true, calls, strict=True)],
        baseline=("share of high calls", [[(rate - label) ** 2] for label in true]),
    )


def _probability(call: Labelled) -> float:
    found = (each for each in call.report.of(Kind.RISK) if each.details["risk"] == "escalation")
    return max((each.details["probability"] for each in found), default=0.0)


def _mean(call: Labelled, vader: SentimentIntensityAnalyzer) -> float:
    said = call.texts()
    scores = [_compound(vader, said[turn]) for turn in call.turns(Role.CUSTOMER) if turn in said]
    return fmean(scores) if scores else 0.0
