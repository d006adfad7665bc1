"""What became of groups from one grouping to another: editions, settings, territories."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

HALF = 0.5
COLUMNS = ["before", "after", "n_before", "n_after", "shared", "overlap", "became"]


def compare(before: pd.Series, after: pd.Series) -> pd.DataFrame:
    """Say which groups were kept, split, merged, are new or gone.

    Parameters
    ----------
    before, after
        Group of each text (any labels; missing ones are in no group), by text; texts that only one
        of the two has are left aside for overlaps, but count in the sizes.

    Returns
    -------
        One row a pair of groups that share texts, and one a group that shares none: columns before,
        after (missing where there is none), n_before, n_after (their texts), shared, overlap
        (shared over all texts of the two groups that both groupings have, 0 to 1), became: "kept"
        (overlap above a half), "merged" (half or more of the old group went into the new one,
        which is larger), "split" (half or more of the new group came from the old one, which was
        larger), "part" (less than that), "new", "gone". Sorted by before, then the largest
        shared. ``attrs["agreement"]`` is the adjusted Rand index over the texts that both have.

    Raises
    ------
    ValueError
        For a repeated index.
    """
    for name, groups in (("before", before), ("after", after)):
        if groups.index.has_duplicates:
            twice = groups.index[groups.index.duplicated()][0]
            raise ValueError(f"{name} has « {twice} » twice: give each text its group once")
    one, other = before.dropna(), after.dropna()
    both = pd.DataFrame({"before": one, "after": other}).dropna()
    counts = both.groupby(["before", "after"]).size()
    sizes = (one.value_counts(), other.value_counts())
    inside = (both["before"].value_counts(), both["after"].value_counts())
    rows = []
    for (a, b), shared in counts.items():
        union = inside[0][a] + inside[1][b] - shared
        became = "part"
        if shared / union > HALF:
            became = "kept"
        elif inside[1][b] > inside[0][a] and shared / inside[0][a] >= HALF:
            became = "merged"
        elif inside[0][a] >= inside[1][b] and shared / inside[1][b] >= HALF:
            became = "split"
        rows.append((a, b, sizes[0][a], sizes[1][b], shared, shared / union, became))
    rows += [(a, pd.NA, n, 0, 0, 0.0, "gone") for a, n in sizes[0].items() if a not in inside[0]]
    rows += [(pd.NA, b, 0, n, 0, 0.0, "new") for b, n in sizes[1].items() if b not in inside[1]]
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"shared": "int64", "overlap": "float64"})
    table = table.sort_values(
        ["before", "shared", "after"], ascending=[True, False, True], ignore_index=True
    )
    rand = adjusted_rand_score(both["before"], both["after"]) if len(both) > 1 else np.nan
    table.attrs["agreement"] = float(rand)
    return table
