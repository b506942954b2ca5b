"""Following voices: neighbours outvote a doubtful moment, but not across a pause."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from calls.speech.speakers.activity import STEP, Activity
from calls.speech.speakers.tracking import RELUCTANCE, follow, posterior, reluctances

TWO = np.array([[1.0, 0.0], [0.0, 1.0]])


def evidence(*favours: float) -> np.ndarray:
    """Log odds for the first voice, moment by moment."""
    return np.array([[favour, 0.0] for favour in favours])


def test_a_doubtful_moment_goes_with_its_neighbours() -> None:
    shares = posterior(evidence(3, 3, -1, 3, 3), np.full(5, 4.0))
    assert (shares[:, 0] > 0.9).all()


def test_where_taking_over_is_free_each_moment_speaks_for_itself() -> None:
    shares = posterior(evidence(3, 3, -1, 3, 3), np.zeros(5))
    assert (shares[:, 0] > 0.5).tolist() == [True, True, False, True, True]


@given(arrays(float, st.tuples(st.integers(1, 30), st.integers(1, 3)), elements=st.floats(-50, 50)))
def test_the_shares_of_each_moment_add_up_to_one(scores: np.ndarray) -> None:
    shares = posterior(scores, np.full(len(scores), 4.0))
    assert np.allclose(shares.sum(axis=1), 1)
    assert (shares >= 0).all()


@given(arrays(float, (20, 3), elements=st.floats(-5, 5)), st.permutations(range(3)))
def test_renaming_the_voices_renames_the_shares(scores: np.ndarray, order: list[int]) -> None:
    reluctance = np.full(20, 2.0)
    assert np.allclose(posterior(scores[:, order], reluctance), posterior(scores, reluctance)[:, order])


def test_means_move_to_what_the_voices_sound_like_in_this_recording() -> None:
    angles = np.concatenate([np.full(10, 0.3), np.full(10, 1.3)])
    moments = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    shares = follow(moments, TWO, np.full(20, RELUCTANCE))
    assert (shares[:10, 0] > 0.99).all()
    assert (shares[10:, 1] > 0.99).all()


def test_a_pause_or_a_change_of_voice_makes_taking_over_cheap() -> None:
    silence, change = np.zeros(200), np.zeros(200)
    silence[50], change[100] = 1.0, 1.0
    times = np.array([20, 40, 60, 80, 120]) * STEP
    costs = reluctances(times, Activity(silence, np.zeros(200), change))
    assert costs.tolist() == [RELUCTANCE, RELUCTANCE, RELUCTANCE / 4, RELUCTANCE, RELUCTANCE / 4]
