"""Seatings in which nobody meets anybody twice, built rather than searched.

Terms: an *orthogonal array* has, in any two of its columns, each pair of symbols once. Its rows are
people, its columns rounds, its symbols tables: two people are then at one table once at most. A
column kept apart cuts the people to as many as are seated, evenly at every table of every round.

References
----------
MacNeish (1922), Euler squares: products of fields. Bose, Shrikhande & Parker (1960), Further
results on the construction of mutually orthogonal Latin squares: orders 10, 22, 34, …
"""

from __future__ import annotations

import numpy as np


def seating(tables: int, seats: int, rounds: int, people: int) -> np.ndarray | None:
    """Seat people so that as few as can be meet twice, where a construction is known.

    Parameters
    ----------
    tables, seats, rounds
        The meeting; ``people`` is at most tables × seats, and more than tables × (seats − 1).

    Returns
    -------
        Table of each person in each round, shape (rounds, people), from 0; tables differ by one
        person at most. None where no construction is known.
    """
    if not tables * (seats - 1) < people <= tables * seats:
        return None
    if tables == 1:
        return np.zeros((1, people), dtype=np.int64) if rounds == 1 else None
    every = people == tables * seats
    built = _from_array(tables, seats, rounds, every)
    if built is None:
        built = _from_lines(tables, seats, rounds, every)
    return None if built is None else built[:, :people]


def _from_array(tables: int, seats: int, rounds: int, every: bool) -> np.ndarray | None:
    """Take people from the lines of a column kept apart, some lines twice when seats abound.

    The copies of a person stay together in all rounds: a table of more people than there are tables
    must seat two who were together before, and these are always the same two.
    """
    whole, rest = divmod(seats, tables)
    kept = bool(rest) or not every  # the last to come, who may be wanting, are of one line
    array = orthogonal_array(tables, rounds + kept)
    if array is None:
        return None
    lines = array[:, -1] if kept else np.zeros(len(array), dtype=np.int64)
    copies = whole + (lines < rest)
    order = np.argsort(lines, kind="stable")
    rows = [np.flatnonzero(copies[order] > copy) for copy in range(copies.max())]
    return array[order][np.concatenate(rows)][:, :rounds].T


def _from_lines(tables: int, seats: int, rounds: int, every: bool) -> np.ndarray | None:
    """Seat (x, y) at x + round · y: two who differ in y meet in one round, others never.

    Those of one y are then the people of a smaller meeting, for as many rounds more.
    """
    units = _apart(tables)
    if seats > len(units):
        return None
    sums, products = _ring(tables)
    y = np.repeat(units[:seats], tables)
    x = np.tile(np.arange(tables), seats)
    found = np.stack([sums[x, products[a, y]] for a in range(min(rounds, tables))])
    if rounds <= tables:
        return found
    if tables % seats or not every:
        return None
    fewer = tables // seats
    within = seating(fewer, seats, rounds - tables, tables)
    if within is None:
        return None
    more = np.concatenate([within + fewer * group for group in range(seats)], axis=1)
    return np.concatenate([found, more])


def orthogonal_array(order: int, columns: int) -> np.ndarray | None:
    """Build an orthogonal array of strength 2, shape (order², columns); None if none is known.

    Parameters
    ----------
    order
        Number of symbols, 2 or more.
    columns
        At most one more than the least prime power in the order's factors, or 4 for 10, 22, 34, …
    """
    units = _apart(order)
    x, y = (a.ravel() for a in np.indices((order, order)))
    if columns <= len(units) + 1:
        sums, products = _ring(order)
        made = [y, *(sums[x, products[a, y]] for a in units)]
        return np.stack(made[:columns], axis=1)
    third, over = divmod(order - 1, 3)
    if columns <= 4 and not over and third % 2 and len(_apart(third)) >= 3:
        return _three_times_and_one(third)[:, :columns]
    return None


def _three_times_and_one(m: int) -> np.ndarray:
    """Build the array of order 3m + 1, 4 columns: residues modulo 2m + 1, and m symbols fixed."""
    modulus = 2 * m + 1
    fixed = modulus + np.arange(m)
    zero, up = np.zeros(m, dtype=np.int64), np.arange(1, m + 1)
    parts = (zero, up, modulus - up, fixed)
    first = np.concatenate([np.stack([parts[i ^ c] for c in range(4)], axis=1) for i in range(4)])
    turned = [np.where(first < modulus, (first + k) % modulus, first) for k in range(modulus)]
    same = np.repeat(np.arange(modulus)[:, None], 4, axis=1)
    inner = orthogonal_array(m, 4)
    assert inner is not None  # asked by the caller
    return np.concatenate([*turned, same, inner + modulus])


def _powers(order: int) -> list[int]:
    """Give the prime powers whose product is the order."""
    found, prime, rest = [], 2, order
    while rest > 1:
        power = 1
        while rest % prime == 0:
            power, rest = power * prime, rest // prime
        if power > 1:
            found.append(power)
        prime += 1
    return found


def _apart(order: int) -> np.ndarray:
    """Give elements of the ring any two of which differ by a unit: as many as the least field."""
    powers = _powers(order)
    weights = np.cumprod([1, *powers[:-1]])
    return np.array([int((weights * k).sum()) for k in range(min(powers))], dtype=np.int64)


def _ring(order: int) -> tuple[np.ndarray, np.ndarray]:
    """Give the tables of sums and products of the product of fields of that order."""
    sums = products = np.zeros((1, 1), dtype=np.int64)
    size = 1
    for power in _powers(order):
        plus, times = _field(power)
        sums, products = (
            np.kron(part, np.ones((size, size), dtype=np.int64)) * size
            + np.tile(old, (power, power))
            for part, old in ((plus, sums), (times, products))
        )
        size *= power
    return sums, products


def _field(order: int) -> tuple[np.ndarray, np.ndarray]:
    """Give the tables of sums and products of the field of prime power order."""
    prime = next(p for p in range(2, order + 1) if order % p == 0)
    degree = round(np.log(order) / np.log(prime))
    digits = np.array([[n // prime**i % prime for i in range(degree)] for n in range(order)])
    weights = prime ** np.arange(degree)
    sums = ((digits[:, None] + digits) % prime) @ weights
    for rule in digits:  # x^degree = rule: the first whose products make a field
        products = np.zeros((order, order), dtype=np.int64)
        for a in range(order):
            total = np.zeros((order, degree), dtype=np.int64)
            shifted = digits.copy()
            for i in range(degree):
                total += digits[a, i] * shifted
                top = shifted[:, -1:]
                shifted = (
                    np.roll(shifted, 1, axis=1) * (np.arange(degree) > 0) + top * rule
                ) % prime
            products[a] = (total % prime) @ weights
        if all(len(set(row)) == order for row in products[1:].tolist()):
            return sums, products
    raise ValueError(f"{order} is not the power of a prime")
