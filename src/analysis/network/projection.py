"""From participations to ties between actors: how many, how strong, behind which initiatives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import wording
from analysis.network.incidence import Incidence, coded
from analysis.network.pairs import BYTES_A_TIE, WEIGHTS, blocks, most_ties, ranked


def ties(
    participations: pd.DataFrame,
    *,
    weight: str = "newman",
    roles: Iterable[str] | None = None,
    years: tuple[int, int] | None = None,
    max_size: int | None = 30,
    min_shared: int = 1,
    memory: float = 8e9,
) -> pd.DataFrame:
    """Tie the actors that take part in the same initiatives.

    Parameters
    ----------
    participations
        Columns initiative_id and actor_id, role where `roles` are named, year where `years` are.
        An actor counts once in an initiative, however many rows say so.
    weight
        What `strength` is, s being the number of actors of an initiative and d the number of
        initiatives of an actor: "newman" (the sum of 1/(s - 1) over shared initiatives), "count"
        (their number), "jaccard" (shared over the initiatives of either actor), "cosine" (shared
        over the square root of d_a d_b).
    roles
        Roles that tie; None for all. Other participations count neither in s nor in d.
    years
        First and last year that tie, both included; None for all. A participation without a year
        is in no window.
    max_size
        Initiatives with more actors are plenaries: they tie nobody, and count in no d. None for no
        cap. :func:`estimate` says which ones.
    min_shared
        Least number of shared initiatives of a tie that is kept.
    memory
        Bytes that the table may take: a larger projection is refused before it is made.

    Returns
    -------
        Columns actor_a, actor_b (categories over the same sorted identifiers of the whole table,
        actor_a before actor_b in text order), shared (int32, initiatives in common), strength
        (float64); sorted by actor_a, actor_b; one row a pair, none when nobody shares anything.

    Raises
    ------
    InvalidData
        For missing columns, identifiers or roles: all problems at once, with their rows.
    ValueError
        For an unknown weight, a cap or a threshold that keeps nothing, or a projection that may not
        fit in `memory`: with its size and the two ways out.

    Notes
    -----
    Newman's weight is the default: each initiative hands out as much strength per actor whatever
    its size, so that a big round table does not outweigh three small works in common. Sums run from
    the largest initiative to the smallest: neither the order of rows nor the names of initiatives
    change the last digit.

    References
    ----------
    Newman, M. E. J. (2001). Scientific collaboration networks. II. Physical Review E, 64, 016132.
    """
    known = selected(participations, weight, roles, years, max_size, min_shared)
    rows = ranked(known)
    _fits(most_ties(rows), memory)
    (block,) = blocks(rows, weight)
    first, second, shared, strength = (
        column[block[2] >= min_shared] if min_shared > 1 else column for column in block
    )
    columns = {
        "actor_a": categories(first, known.actors),
        "actor_b": categories(second, known.actors),
        "shared": shared,
        "strength": strength,
    }
    return pd.DataFrame(columns, copy=False)


@dataclass(frozen=True, eq=False)
class Estimate:
    """What a projection would make, counted before making it.

    Attributes
    ----------
    actors, initiatives
        Those with a participation that counts.
    pairs
        Sum of s(s - 1)/2 over the initiatives under the cap: at most as many ties.
    bytes
        Size of that many ties as a table, or of all pairs of actors if these are fewer.
    left_out
        Initiatives above the cap: initiative_id, actors, pairs; largest first.
    """

    actors: int
    initiatives: int
    pairs: int
    bytes: int
    left_out: pd.DataFrame

    def sentence(self, lang: str = "fr") -> str:
        """Say it in one or two sentences ("fr" or "en")."""
        wording.check(lang)
        large, lost = len(self.left_out), int(self.left_out["pairs"].sum())
        unit, name = (1e6, "M") if self.bytes >= 1e6 else (1e3, "k")
        size = wording.number(self.bytes / unit, lang, digits=1)
        if lang == "fr":
            said = [f"Au plus {self.pairs} liens, {size} {name}o."]
            left = "initiatives ne lient" if large > 1 else "initiative ne lie"
            said += [f"Au-dessus du plafond, {large} {left} personne ({lost} paires)."] * (
                large > 0
            )
        else:
            said = [f"At most {self.pairs} ties, {size} {name}B."]
            left = "initiatives tie" if large > 1 else "initiative ties"
            said += [f"Above the cap, {large} {left} nobody ({lost} pairs)."] * (large > 0)
        return " ".join(said)


def estimate(
    participations: pd.DataFrame,
    *,
    roles: Iterable[str] | None = None,
    years: tuple[int, int] | None = None,
    max_size: int | None = 30,
) -> Estimate:
    """Count the pairs and bytes of a projection, and the initiatives that a cap leaves out.

    Parameters
    ----------
    participations, roles, years, max_size
        As for :func:`ties`.

    Returns
    -------
        The counts; `pairs` is an upper bound, for a pair may share several initiatives.
    """
    check_wanted("count", max_size, 1)
    known = coded(participations, roles=roles, years=years)
    sizes = known.sizes.astype(np.int64)
    pairs = sizes * (sizes - 1) // 2
    under = known.capped(max_size)
    kept = under.sizes > 0
    large = np.flatnonzero((sizes > 0) & ~kept)
    large = large[np.lexsort((large, -sizes[large]))]
    total = int(pairs[kept].sum())
    left_out = pd.DataFrame(
        {
            "initiative_id": known.initiatives[large],
            "actors": sizes[large],
            "pairs": pairs[large],
        }
    )
    return Estimate(
        actors=int((known.degrees > 0).sum()),
        initiatives=int((sizes > 0).sum()),
        pairs=total,
        bytes=most_ties(ranked(under)) * BYTES_A_TIE,
        left_out=left_out,
    )


def participation_counts(
    participations: pd.DataFrame, *, roles: Iterable[str] | None = None
) -> pd.Series:
    """Count the distinct initiatives of each actor.

    Parameters
    ----------
    participations
        Columns initiative_id and actor_id, and role where `roles` are named.
    roles
        Roles that count; None for all.

    Returns
    -------
        "initiatives" (int64), indexed by actor_id, sorted; 0 for an actor with other roles only.
    """
    known = coded(participations, roles=roles)
    index = pd.Index(known.actors, name="actor_id")
    return pd.Series(known.degrees, index=index, name="initiatives", dtype="int64")


def selected(
    participations: pd.DataFrame,
    weight: str,
    roles: Iterable[str] | None,
    years: tuple[int, int] | None,
    max_size: int | None,
    min_shared: int,
) -> Incidence:
    """Check how ties are asked for, and code the participations that make them."""
    check_wanted(weight, max_size, min_shared)
    return coded(participations, roles=roles, years=years).capped(max_size)


def check_wanted(weight: str, max_size: int | None, min_shared: int) -> None:
    """Refuse an unknown weight, and a cap or a threshold that keeps nothing."""
    if weight not in WEIGHTS:
        raise ValueError(f"weight={weight!r}: choose one of {', '.join(WEIGHTS)}")
    if min_shared < 1:
        raise ValueError(f"min_shared={min_shared}: a tie shares at least 1 initiative")
    if max_size is not None and max_size < 2:
        raise ValueError(f"max_size={max_size}: a tie needs 2 actors; None for no cap")


def _fits(most: int, memory: float) -> None:
    """Refuse a projection that may not fit in memory."""
    if most * BYTES_A_TIE > memory:
        raise ValueError(
            f"up to {most} ties, {most * BYTES_A_TIE / 1e9:.1f} GB, for memory={memory / 1e9:g} GB:"
            " lower max_size (network.estimate says what a cap leaves out), or let"
            " network.write_ties make them block by block in a file"
        )


def categories(codes: np.ndarray, ids: pd.Index) -> pd.Categorical:
    """Give identifiers by their codes, without writing them out."""
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(ids))
