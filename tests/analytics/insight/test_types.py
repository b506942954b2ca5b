"""What a finding and a metric must never be."""

import pytest

from analytics.insight.types import Finding, Kind, Metric


def test_a_finding_without_evidence_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="evidence"):
        Finding(Kind.SUMMARY, "It broke.", "customer", None, ())


def test_a_metric_without_a_value_must_say_why() -> None:
    with pytest.raises(ValueError, match="does not say why"):
        Metric("patience", "Patience", None, "s", "", "Mean silence before the agent answers.")
