"""Two names word by word: exact ones first, then the likest slips, then what is left of each."""

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=True)
def _left(words, starts, row, other):  # type: ignore[no-untyped-def]
    """List the words of one row that another has not."""
    kept = np.empty(starts[row + 1] - starts[row], dtype=np.int32)
    n = 0
    for i in range(starts[row], starts[row + 1]):
        found = False
        for j in range(starts[other], starts[other + 1]):
            found = found or words[i] == words[j]
        if not found:
            kept[n] = words[i]
            n += 1
    return kept[:n]


@numba.njit(cache=True)
def left_pairs(a, b, words, starts, lengths, number):  # type: ignore[no-untyped-def]
    """List the pairs of words that may be slips of one another."""
    one, other = [np.int32(0) for _ in range(0)], [np.int32(0) for _ in range(0)]
    for k in range(len(a)):
        for x in _left(words, starts, a[k], b[k]):
            for y in _left(words, starts, b[k], a[k]):
                near = abs(lengths[x] - lengths[y]) <= 2 or min(lengths[x], lengths[y]) >= 5
                if near and min(lengths[x], lengths[y]) > 3 and not (number[x] or number[y]):
                    one.append(min(x, y))
                    other.append(max(x, y))
    return np.array(one, dtype=np.int32), np.array(other, dtype=np.int32)


@numba.njit(cache=True)
def _meet(row, other, one, one_starts, two, two_starts):  # type: ignore[no-untyped-def]
    """Tell whether a row of one table has a number of a row of another."""
    for i in range(one_starts[row], one_starts[row + 1]):
        for j in range(two_starts[other], two_starts[other + 1]):
            if one[i] == two[j]:
                return True
    return False


@numba.njit(cache=True)
def _initials(row, other, words, starts, made, made_starts, written, written_starts):  # type: ignore[no-untyped-def]
    """Say how far the words of one are the acronym of the other: written beside it, made by it."""
    if _meet(row, other, words, starts, written, written_starts):
        return 2.0
    beside = _meet(row, other, written, written_starts, made, made_starts)
    return 1.0 if beside or _meet(row, other, words, starts, made, made_starts) else 0.0


@numba.njit(cache=True)
def _initials_alone(letters, words, lengths, first):  # type: ignore[no-untyped-def]
    """Tell whether the words of one that the other has not are initials of the other's."""
    whole = 0.0
    for y in words:
        whole = 1.0 if lengths[y] > 1 else whole
    for x in letters:
        found = False
        for y in words:
            found = found or (lengths[x] == 1 and lengths[y] > 1 and first[x] == first[y])
        if not found:
            return 0.0
    return whole if len(letters) > 0 else 0.0


@numba.njit(cache=True)
def align(  # type: ignore[no-untyped-def]
    a, b, words, starts, made, made_starts, written, written_starts, weight, count, capital,
    lengths, first, number, kind, body, is_place, place, place_starts, codes, like, size, out,
):  # fmt: skip
    """Fill the features that come from the words: exact ones first, then the likest slips."""
    for k in range(len(a)):
        left, right = _left(words, starts, a[k], b[k]), _left(words, starts, b[k], a[k])
        shared = rarest = bodies = 0.0
        common = len(weight)
        for i in range(starts[a[k]], starts[a[k] + 1]):
            alone = False
            for x in left:
                alone = alone or x == words[i]
            if not alone:
                shared += weight[words[i]]
                rarest = max(rarest, weight[words[i]])
                common = min(common, count[words[i]])
                bodies = max(bodies, body[words[i]])
        slip, worst, settled, shortest, acronym = 0.0, 1.0, 0.0, 9, 0.0
        used_x, used_y = np.zeros(len(left), np.bool_), np.zeros(len(right), np.bool_)
        while True:
            best, bx, by = 0.0, -1, -1
            for x in range(len(left)):
                for y in range(len(right)):
                    if used_x[x] or used_y[y]:
                        continue
                    low, high = min(left[x], right[y]), max(left[x], right[y])
                    code = np.int64(low) * size + high
                    at = np.searchsorted(codes, code)
                    if at < len(codes) and codes[at] == code and like[at] > best:
                        best, bx, by = like[at], x, y
            if bx < 0:
                break
            used_x[bx], used_y[by] = True, True
            two = min(weight[left[bx]], weight[right[by]])
            slip += two
            shared += two
            shortest = min(shortest, lengths[left[bx]], lengths[right[by]])
            for i in range(starts[a[k]], starts[a[k] + 1]):
                acronym = max(acronym, 1.0 if words[i] == left[bx] and capital[i] else 0.0)
            for j in range(starts[b[k]], starts[b[k] + 1]):
                acronym = max(acronym, 1.0 if words[j] == right[by] and capital[j] else 0.0)
            rarest = max(rarest, two * best)
            common = min(common, max(count[left[bx]], count[right[by]]))
            worst = min(worst, best)
            settled = max(settled, np.log(min(count[left[bx]], count[right[by]])))
        sides = np.zeros((2, 2))
        told = other_place = digits = kinds_left = 0.0
        for side in range(2):
            mine, used = (left, used_x) if side == 0 else (right, used_y)
            facing = b[k] if side == 0 else a[k]
            for x in range(len(mine)):
                if used[x]:
                    continue
                word, explained = mine[x], False
                for i in range(place_starts[facing], place_starts[facing + 1]):
                    explained = explained or place[i] == word
                if explained:
                    told = 1.0
                    continue
                if is_place[word]:
                    theirs_known = place_starts[facing + 1] > place_starts[facing]
                    other_place = max(other_place, 1.0 if theirs_known else 0.5)
                if number[word]:
                    digits = 1.0
                if kind[word]:
                    kinds_left += weight[word]
                sides[side, 0] += weight[word]
                sides[side, 1] = max(sides[side, 1], weight[word])
        initial = max(
            _initials_alone(left, right, lengths, first),
            _initials_alone(right, left, lengths, first),
        )
        n_a, n_b = starts[a[k] + 1] - starts[a[k]], starts[b[k] + 1] - starts[b[k]]
        row = out[k]  # columns in the order of FEATURES; 11, 14 and 23, 24 are filled elsewhere
        row[0] = shared / max(shared + sides[0, 0] + sides[1, 0], 1e-6)
        row[1] = shared / max(min(shared + sides[0, 0], shared + sides[1, 0]), 1e-6)
        row[2] = shared
        row[3] = rarest
        row[4], row[5] = min(sides[0, 0], sides[1, 0]), max(sides[0, 0], sides[1, 0])
        row[6], row[7] = min(sides[0, 1], sides[1, 1]), max(sides[0, 1], sides[1, 1])
        row[8], row[9], row[10] = slip, worst, settled
        row[12] = max(
            _initials(a[k], b[k], words, starts, made, made_starts, written, written_starts),
            _initials(b[k], a[k], words, starts, made, made_starts, written, written_starts),
        )
        both = written_starts[a[k] + 1] > written_starts[a[k]]
        both = both and written_starts[b[k] + 1] > written_starts[b[k]]
        row[13] = both and not _meet(a[k], b[k], written, written_starts, written, written_starts)
        row[15], row[16], row[17] = told, other_place, digits
        row[18], row[19] = shortest, acronym
        row[20] = kinds_left / max(sides[0, 0] + sides[1, 0], 1e-6)
        row[21] = bodies if sides[0, 0] + sides[1, 0] > 0 else 0.0
        row[22] = np.log(max(common, 1))
        row[25], row[26] = min(n_a, n_b), max(n_a, n_b)
        row[27] = initial
        row[28], row[29] = sides[0, 0], sides[1, 0]
