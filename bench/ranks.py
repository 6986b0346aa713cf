# Percentiles, and whether two sets of times differ: the Mann-Whitney test with its correction for ties.
#
# Why: times have long tails, so that ranks are compared and not means; and a measure counts only with its chance and its power.

import math
import random
import statistics


def percentile(values, share):
    """The smallest value that at least `share` of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def mann_whitney(one, other):
    """The chance of ranks at least as far apart if both came from one source (two-sided, normal approximation)."""
    n, m = len(one), len(other)
    marked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    rank_sum, ties, at = 0.0, 0, 0
    while at < len(marked):
        end = at
        while end < len(marked) and marked[end][0] == marked[at][0]:
            end += 1
        rank = (at + 1 + end) / 2  # the middle of ranks at+1 .. end
        rank_sum += rank * sum(1 for _, side in marked[at:end] if side == 0)
        ties += (end - at) ** 3 - (end - at)
        at = end
    u = rank_sum - n * (n + 1) / 2
    whole = n + m
    variance = n * m / 12 * (whole + 1 - ties / (whole * (whole - 1)))
    if variance <= 0:
        return 1.0  # all alike
    distance = max(0.0, abs(u - n * m / 2) - 0.5)
    return math.erfc(distance / math.sqrt(variance) / math.sqrt(2))


def shift(one, other):
    """By how much `one` lies above `other`: the median of all differences (Hodges and Lehmann)."""
    return statistics.median(a - b for a in one for b in other)


def spread_of_ratio(above, below, share, rounds=400, seed=1):
    """Least and most (middle 95 %) of the ratio of two percentiles, when whole groups of values are drawn anew."""
    draw = random.Random(seed)
    ratios = []
    for _ in range(rounds):
        a = [value for group in draw.choices(above, k=len(above)) for value in group]
        b = [value for group in draw.choices(below, k=len(below)) for value in group]
        ratios.append(percentile(a, share) / percentile(b, share))
    return percentile(ratios, 0.025), percentile(ratios, 0.975)
