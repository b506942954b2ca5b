"""Follows the voices through time: a hidden Markov model over the moments of a recording.

A moment of 0.6 s alone is a poor witness. Its neighbours help, unless a pause or a change of voice
lies between them: there, taking over costs little.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from calls.speech.speakers.activity import STEP, Activity
from calls.speech.speakers.voiceprints import Prints

Shares = NDArray[np.float64]

SHARPNESS = 12.0  # how much of a witness a cosine is: exp(12 cos)
RELUCTANCE = 4.0  # minus the logarithm of a change of speaker's odds in the middle of speech
EASED = 0.75  # the share of it that a certain pause or change of voice takes off
ROUNDS = 3
SURE = 0.9  # from which a moment tells what its voice sounds like
ENOUGH = 4  # such moments


def follow(moments: Prints, means: Prints, reluctance: NDArray[np.float64]) -> Shares:
    """The probability of each voice at each moment, (moments, voices); rows add up to one.

    The voices' means, first those of whole pieces, are taken again from the moments that are sure.
    """
    for _ in range(ROUNDS):
        shares = posterior(SHARPNESS * (moments @ means.T), reluctance)
        means = _sharpened(moments, means, np.where(shares > SURE, shares, 0.0))
    return posterior(SHARPNESS * (moments @ means.T), reluctance)


def _sharpened(moments: Prints, means: Prints, sure: Shares) -> Prints:
    sums = sure.T @ moments
    sums = np.where(sure.sum(axis=0)[:, None] >= ENOUGH, sums, means)
    return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True))


def reluctances(times: NDArray[np.float64], activity: Activity) -> NDArray[np.float64]:
    """What a change of speaker costs at each moment, from what lies between it and the one before."""
    ease = np.maximum(activity.silence, activity.change)
    places = np.minimum((times / STEP).astype(int), len(ease) - 1)
    eased = [0.0] + [ease[one : other + 1].max() for one, other in pairwise(places)]
    return np.asarray(RELUCTANCE * (1 - EASED * np.array(eased[: len(times)])))


def posterior(evidence: NDArray[np.float64], reluctance: NDArray[np.float64]) -> Shares:
    """The forward-backward algorithm (Rabiner 1989, doi:10.1109/5.18626), scaled at each step.

    `evidence` (moments, voices) holds log likelihoods. A change to any other voice at moment t
    weighs exp(-reluctance[t]), staying weighs one.
    """
    likely = np.exp(evidence - evidence.max(axis=1, keepdims=True, initial=-np.inf))
    leave = np.exp(-reluctance)
    forward, backward = likely.copy(), np.ones_like(likely)
    for t in range(1, len(likely)):
        before = forward[t - 1] / forward[t - 1].sum()
        forward[t] *= (1 - leave[t]) * before + leave[t]
    for t in range(len(likely) - 2, -1, -1):
        after = likely[t + 1] * backward[t + 1]
        backward[t] = (1 - leave[t + 1]) * after / after.sum() + leave[t + 1]
    shares = forward * backward
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
