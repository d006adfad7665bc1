"""The compiled walk over co-participations, row by row, for networks of many pairs.

Compiled by numba at its first use, then kept on disk beside this file. Nothing else imports numba,
so that a small study never waits for it.
"""

from __future__ import annotations

import numpy as np
from numba import njit

Array = np.ndarray


@njit(cache=True)
def members(begins: Array, initiatives: Array, sizes: Array) -> tuple[Array, Array, Array]:
    """Turn initiatives by actor into actors by initiative.

    Returns
    -------
        The actors, sorted within an initiative; for each participation the place there of the
        member that follows its actor; the end of each initiative.
    """
    ends = np.cumsum(sizes)
    free = ends - sizes
    actors = np.empty(len(initiatives), dtype=np.int32)
    later = np.empty(len(initiatives), dtype=np.int32)
    for actor in range(len(begins) - 1):
        for k in range(begins[actor], begins[actor + 1]):
            place = free[initiatives[k]]
            actors[place] = actor
            later[k] = place + 1
            free[initiatives[k]] = place + 1
    return actors, later, ends


@njit(cache=True)
def most_partners(begins: Array, initiatives: Array, later: Array, ends: Array) -> int:
    """Bound the ties of any actor with those that follow it: the room that one actor may need."""
    most = 0
    for actor in range(len(begins) - 1):
        partners = 0
        for k in range(begins[actor], begins[actor + 1]):
            partners += ends[initiatives[k]] - later[k]
        most = max(most, partners)
    return min(most, len(begins) - 1)


@njit(cache=True, nogil=True)  # a block is written while the next is walked
def walk(
    start: int, stop: int, begins: Array, initiatives: Array, later: Array, ends: Array,
    members: Array, share: Array, first: Array, second: Array, shared: Array, strength: Array,
) -> tuple[int, int]:  # fmt: skip
    """Write the ties of the actors from `start` on, as long as they fit, sorted.

    An actor's partners are the members that follow it in its initiatives, lists that are sorted.
    The smaller lists are merged, then read along the largest one: no table of all actors, whose
    far apart cells would be slow to reach.

    Parameters
    ----------
    start, stop
        Actors to walk.
    begins, initiatives, later
        Initiatives of each actor, by `begins`; place of the member that follows the actor in each.
    ends, members
        End of each initiative in `members`, whose actors are sorted within an initiative.
    share
        What an initiative gives to a pair.
    first, second, shared, strength
        The ties, written from their start on.

    Returns
    -------
        The first actor not walked, and the number of ties written.
    """
    written = 0
    actors = len(begins) - 1
    keys, spare = np.empty(1024, dtype=np.int64), np.empty(1024, dtype=np.int64)
    for actor in range(start, stop):
        low, high = begins[actor], begins[actor + 1]
        total, most, big = 0, 0, low
        for k in range(low, high):
            partners = ends[initiatives[k]] - later[k]
            total += partners
            if partners > most:
                most, big = partners, k
        if written + min(total, actors - actor - 1) > len(second):
            return actor, written
        if total == 0:
            continue
        if total - most > len(keys):
            keys = np.empty(2 * (total - most), dtype=np.int64)
            spare = np.empty(2 * (total - most), dtype=np.int64)
        width = high - low
        n = 0
        bounds = [0]
        for k in range(low, high):
            if k != big and later[k] < ends[initiatives[k]]:
                for m in range(later[k], ends[initiatives[k]]):
                    keys[n] = members[m] * width + (k - low)
                    n += 1
                bounds.append(n)
        keys, spare = _merged(keys, spare, bounds)
        before = written
        m, end = later[big], ends[initiatives[big]]
        place = big - low
        at = 0
        while at < n:
            partner = keys[at] // width
            while m < end and members[m] < partner:
                second[written] = members[m]
                shared[written] = 1
                strength[written] = share[initiatives[big]]
                written += 1
                m += 1
            also = m < end and members[m] == partner
            count, gives = 0, 0.0
            while at < n and keys[at] // width == partner:
                k = keys[at] % width
                if also and k > place:  # strengths add up in the order of initiatives
                    count += 1
                    gives += share[initiatives[big]]
                    also = False
                    m += 1
                count += 1
                gives += share[initiatives[low + k]]
                at += 1
            if also:
                count += 1
                gives += share[initiatives[big]]
                m += 1
            second[written] = partner
            shared[written] = count
            strength[written] = gives
            written += 1
        gives = share[initiatives[big]]
        for rest in range(m, end):
            second[written] = members[rest]
            shared[written] = 1
            strength[written] = gives
            written += 1
        first[before:written] = actor
    return stop, written


@njit(cache=True)
def _merged(keys: Array, spare: Array, bounds: list[int]) -> tuple[Array, Array]:
    """Merge sorted runs two by two; give the array that holds the result, then the other one."""
    while len(bounds) > 2:
        merged = [0]
        for run in range(0, len(bounds) - 1, 2):
            a, middle = bounds[run], bounds[run + 1]
            end = bounds[run + 2] if run + 2 < len(bounds) else middle
            b = middle
            for n in range(a, end):
                if b >= end or (a < middle and keys[a] <= keys[b]):
                    spare[n] = keys[a]
                    a += 1
                else:
                    spare[n] = keys[b]
                    b += 1
            merged.append(end)
        keys, spare, bounds = spare, keys, merged
    return keys, spare
