"""Null models and tests: published values, enumeration, null data that keep nothing."""

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis import backbone
from analysis.backbone import tails
from analysis.network.incidence import coded

# Values of the tests of the R package backbone, of which only the numbers are taken.
SMALL = np.array([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]])
UNEVEN = np.array([[0.123, 0.234, 0.345, 0.456, 0.567, 0.678, 0.789, 0.801, 0.911]])
ALL = tuple(np.divmod(np.arange(9), 3))
SHARED = (SMALL @ SMALL.T)[ALL]


def rows(matrix) -> pd.DataFrame:
    actor, initiative = np.nonzero(matrix)
    return pd.DataFrame({"actor_id": actor, "initiative_id": initiative})


def heavy(n: int, seed: int) -> pd.DataFrame:
    """Draw participations with unequal actors and initiatives, and nothing else."""
    rng = np.random.default_rng(seed)
    sizes = np.minimum(np.maximum(1, (rng.pareto(1.4, n) * 3 + 1).astype(int)), max(n // 25, 60))
    events = np.repeat(np.arange(n), sizes)[:n]
    appetite = rng.pareto(2.0, int(n / 2.2)) + 1
    actors = np.searchsorted(np.cumsum(appetite / appetite.sum()), rng.random(n))
    table = pd.DataFrame({"actor_id": actors, "initiative_id": events})
    return table.drop_duplicates(ignore_index=True)


def matrix(values, shape=(3, 3)) -> np.ndarray:
    return np.asarray(values).reshape(shape).round(3)


def test_bicm_gives_the_values_of_r():
    found = backbone.bicm([[0, 0, 1], [0, 1, 0], [1, 0, 1]])
    wanted = [[0.216, 0.216, 0.568], [0.216, 0.216, 0.568], [0.568, 0.568, 0.863]]
    np.testing.assert_array_equal(np.asarray(found).round(3), wanted)


def test_bicm_keeps_every_degree_on_average_and_gives_full_and_empty_ones_for_sure():
    rng = np.random.default_rng(3)
    drawn = (rng.random((40, 25)) < rng.random((40, 1)) * rng.random(25)).astype(int)
    drawn[0], drawn[1], drawn[:, 0] = 1, 0, 1
    drawn[1, 0] = 0
    p = backbone.bicm(drawn).matrix
    np.testing.assert_allclose(p.sum(axis=1), drawn.sum(axis=1), rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(p.sum(axis=0), drawn.sum(axis=0), rtol=1e-8, atol=1e-8)
    assert (p[0] == 1).all()
    assert (p[1] == 0).all()
    nested = np.tri(6, dtype=int)  # a single matrix has these degrees
    np.testing.assert_array_equal(backbone.bicm(nested).matrix, nested)


def test_bicm_of_participations_is_that_of_their_matrix(davis):
    dense = pd.crosstab(davis["actor_id"], davis["initiative_id"]).to_numpy()
    np.testing.assert_allclose(backbone.bicm(davis).matrix, backbone.bicm(dense).matrix)
    with pytest.raises(ValueError, match="0 and 1"):
        backbone.bicm([[2, 0], [0, 1]])


def test_tails_give_the_values_of_r():
    once = np.ones(9, dtype=int)
    upper, lower = tails.poisson_binomial(UNEVEN, once, np.array([0]), np.array([5]))
    assert (round(lower[0], 7), round(upper[0], 7)) == (0.6791345, 0.6283854)
    sums = [(UNEVEN**k).sum(axis=1) for k in (1, 2, 3)]
    upper, lower = tails.by_moments("normal", *sums, np.array([5]))
    assert lower[0] == pytest.approx(0.6773302, abs=5e-8)
    assert upper[0] == pytest.approx(0.6268476, abs=5e-8)


def test_every_cell_of_the_small_example_of_r():
    p = backbone.bicm(SMALL).matrix
    both = p[ALL[0]] * p[ALL[1]]
    upper, lower = tails.by_moments("normal", *((both**k).sum(axis=1) for k in (1, 2, 3)), SHARED)
    wanted = [[0.432, 0.977, 0.549], [0.977, 0.304, 0.972], [0.549, 0.972, 0.329]]
    np.testing.assert_array_equal(matrix(upper), wanted)
    wanted = [[0.909, 0.354, 0.844], [0.354, 0.954, 0.476], [0.844, 0.476, 0.942]]
    np.testing.assert_array_equal(matrix(lower), wanted)
    upper, _ = tails.poisson_binomial(both, np.ones(4, dtype=int), np.arange(9), SHARED)
    wanted = [[0.427, 1, 0.555], [1, 0.306, 1], [0.555, 1, 0.333]]
    np.testing.assert_array_equal(matrix(upper), wanted)

    degree = SMALL.sum(axis=1)
    upper, lower = tails.hypergeometric(4, degree[ALL[0]], degree[ALL[1]], SHARED)
    np.testing.assert_array_equal(matrix(upper), [[0.25, 1, 0.5], [1, 0.25, 1], [0.5, 1, 0.167]])
    np.testing.assert_array_equal(matrix(lower), [[1, 0.25, 1], [0.25, 1, 0.5], [1, 0.5, 1]])
    upper, _ = tails.fixed_fill(3, 4, 6, SHARED)
    wanted = [[0.004, 1, 0.173], [1, 0.732, 1], [0.173, 1, 0.173]]
    np.testing.assert_array_equal(matrix(upper), wanted)

    size = SMALL.sum(axis=0)
    chance = np.tile(size * (size - 1) / 6, (9, 1))
    upper, _ = tails.by_moments("normal", *((chance**k).sum(axis=1) for k in (1, 2, 3)), SHARED)
    wanted = [[0.008, 0.975, 0.114], [0.975, 0.568, 0.975], [0.114, 0.975, 0.114]]
    np.testing.assert_array_equal(matrix(upper), wanted)


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({"model": "sdsm"}, 0.555),
        ({"model": "sdsm", "method": "normal"}, 0.549),
        ({"model": "fixedrow"}, 0.5),
        ({"model": "hypergeometric"}, 0.5),
        ({"model": "fixedcol", "method": "normal"}, 0.114),
        ({"model": "fixedcol"}, 1 / 9),  # two initiatives of two actors: (1/3)²
        ({"model": "fixedfill"}, 0.173),
    ],
)
def test_significance_hands_each_model_to_the_pair_that_shares(options, wanted):
    found = backbone.significance(rows(SMALL), correction=None, **options)
    assert found[["actor_a", "actor_b", "shared"]].astype(int).to_numpy().tolist() == [[0, 2, 2]]
    assert found["p_upper"][0] == pytest.approx(wanted, abs=5e-4)
    assert found["q_upper"][0] == found["p_upper"][0]
    assert list(found) == ["actor_a", "actor_b", "shared", "p_upper", "p_lower", "q_upper"]


def test_draws_visit_all_networks_of_the_same_degrees_alike():
    """Rows and columns that sum to 1, 1, 2: the five matrices that do, written out."""
    found = [
        cells
        for cells in itertools.product((0, 1), repeat=9)
        if matrix(cells).sum(axis=1).tolist() == [1, 1, 2]
        and matrix(cells).sum(axis=0).tolist() == [1, 1, 2]
    ]
    mean = np.mean(found, axis=0).reshape(3, 3)
    np.testing.assert_allclose(mean, [[0.2, 0.2, 0.6], [0.2, 0.2, 0.6], [0.6, 0.6, 0.8]])
    seen = np.array([(matrix(c) @ matrix(c).T)[ALL] for c in found])
    for cells in found:
        given = matrix(cells).astype(int)
        drawn = backbone.significance(rows(given), model="fdsm", correction=None, draws=20_000)
        for row in drawn.itertuples():
            pair = 3 * int(row.actor_a) + int(row.actor_b)
            assert row.p_upper == pytest.approx((seen[:, pair] >= row.shared).mean(), abs=0.015)
            assert row.p_lower == pytest.approx((seen[:, pair] <= row.shared).mean(), abs=0.015)


@pytest.mark.parametrize(
    ("options", "counts", "off"),
    [
        ({"model": "sdsm", "method": "normal"}, [0, 0, 1, 6], 0),
        ({"model": "sdsm", "method": "exact"}, [0, 0, 2, 6], 0),
        ({"model": "fdsm", "draws": 20_000}, [1, 5, 14, 30], 1),
        ({"model": "fixedrow"}, [1, 17, 32, 43], 0),
    ],
)
def test_davis_keeps_the_published_numbers_of_ties(davis, options, counts, off):
    found = backbone.significance(davis, correction=None, **options)
    assert len(found) == 139
    kept = [int((found["p_upper"] <= alpha).sum()) for alpha in (0.01, 0.05, 0.1, 0.2)]
    assert np.abs(np.subtract(kept, counts)).max() <= off
    if options["model"] == "fdsm":
        pairs = found[found["p_upper"] <= 0.05][["actor_a", "actor_b"]].astype("str").to_numpy()
        names = {" ".join(sorted(name.split()[1] for name in pair)) for pair in pairs}
        known = {"Evelyn Theresa", "Brenda Laura", "Katherina Myra", "Katherina Sylvia"}
        assert len(names & (known | {"Flora Olivia"})) >= 4


@pytest.mark.parametrize("n", [1_000, 10_000])
def test_data_without_groups_keep_nothing(n):
    kept = [backbone.verdict(heavy(n, seed)).kept for seed in range(20)]
    assert sum(count == 0 for count in kept) >= 19


def test_uncorrected_the_same_data_would_keep_many_ties():
    """The trap: sharing anything at all is rare, hence below 5 % by itself (97 % of 51M ties)."""
    found = backbone.significance(heavy(10_000, 0), correction=None)
    assert (found["p_upper"] <= 0.05).mean() > 0.2


@pytest.mark.parametrize(("size", "together"), [(5, 8), (8, 6)])
def test_planted_groups_are_found(size, together):
    """Groups of actors with that many initiatives of their own, among 5,000 participations."""
    crowd = heavy(5_000, 1)
    first = crowd["initiative_id"].max() + 1
    planted = [
        (1_000_000 + size * group + member, first + together * group + work)
        for group in range(10)
        for member in range(size)
        for work in range(together)
    ]
    table = pd.concat([crowd, pd.DataFrame(planted, columns=crowd.columns)])
    # in the crowd as well, so that they are not a world apart
    rng = np.random.default_rng(0)
    everybody = 1_000_000 + np.arange(10 * size)
    there = pd.DataFrame(
        {"actor_id": everybody, "initiative_id": rng.choice(crowd["initiative_id"], len(everybody))}
    )
    found = backbone.significance(pd.concat([table, there]), below=0.05)
    pairs = found[["actor_a", "actor_b"]].astype(int).to_numpy() - 1_000_000
    inside = (pairs >= 0).all(axis=1) & (pairs[:, 0] // size == pairs[:, 1] // size)
    wanted = 10 * size * (size - 1) / 2
    assert inside.sum() >= 0.8 * wanted
    assert (~inside).sum() <= 0.1 * wanted


def test_too_few_initiatives_can_show_nothing_and_it_is_said():
    few = rows(np.kron(np.eye(4, dtype=int), np.ones((3, 1), dtype=int)))
    said = backbone.verdict(few)
    assert (said.tied, said.kept, said.reachable) == (12, 0, 0)
    assert said.sentence() == "À cette taille, aucun lien ne peut être distingué du hasard."
    assert said.sentence("en") == "At this size, no tie can be told from chance."
    many = rows(np.kron(np.eye(6, dtype=int), np.ones((3, 9), dtype=int)))
    said = backbone.verdict(many)
    assert (said.tied, said.kept, said.reachable) == (18, 18, 18)
    assert said.sentence().startswith("18 liens sur 18 dépassent ce que donnerait le hasard")


@pytest.mark.parametrize("model", backbone.MODELS)
def test_the_narrative_names_model_and_sources_in_both_languages(davis, model):
    said = backbone.verdict(davis, model=model, draws=100)
    for lang, words in (("fr", "Benjamini et Hochberg, 1995"), ("en", "Benjamini & Hochberg")):
        text = said.narrative(lang)
        assert words in text
        assert said.model in text
        assert text.endswith(said.sentence(lang))
    with pytest.raises(ValueError, match="'de'"):
        said.narrative("de")


@settings(max_examples=50, deadline=None)
@given(
    chances=st.lists(st.floats(0, 1), min_size=1, max_size=12),
    times=st.lists(st.integers(1, 4), min_size=12, max_size=12),
)
def test_exact_tails_are_those_of_the_whole_convolution(chances, times):
    often = np.array(times[: len(chances)])
    law = np.ones(1)
    for chance in np.repeat(chances, often):
        law = np.convolve(law, [1 - chance, chance])
    shared = np.arange(len(law))
    upper, lower = tails.poisson_binomial(np.array([chances]), often, 0 * shared, shared)
    np.testing.assert_allclose(upper, law[::-1].cumsum()[::-1], atol=1e-12)
    np.testing.assert_allclose(lower, law.cumsum(), atol=1e-12)


def test_exact_tails_hold_far_out_and_for_many_chances():
    shared = np.array([0, 1400, 1500, 1700, 1850])
    where = np.zeros(5, dtype=int)
    upper, lower = tails.poisson_binomial(np.array([[0.3]]), np.array([5000]), where, shared)
    law = stats.binom(5000, 0.3)
    np.testing.assert_allclose(upper, law.sf(shared - 1), rtol=1e-6)
    np.testing.assert_allclose(lower, law.cdf(shared), rtol=1e-6, atol=1e-250)


def test_false_discovery_is_that_of_scipy_when_every_test_is_listed():
    from analysis.backbone.testing import false_discovery

    p = np.random.default_rng(0).random(200).round(2)
    wanted = stats.false_discovery_control(p)
    np.testing.assert_allclose(false_discovery(p, np.ones(200, int), 200), wanted)
    distinct, counts = np.unique(p, return_counts=True)
    np.testing.assert_allclose(
        false_discovery(distinct, counts, 200), [wanted[p == value][0] for value in distinct]
    )
    assert false_discovery(np.array([0.01]), np.array([1]), 10).tolist() == [0.1]


def test_rows_in_another_order_twice_or_renamed_change_nothing(davis):
    again = pd.concat([davis, davis]).sample(frac=1, random_state=1)
    for model in ("sdsm", "fdsm", "fixedcol"):
        one = backbone.significance(davis, model=model, draws=200)
        pd.testing.assert_frame_equal(one, backbone.significance(again, model=model, draws=200))
    renamed = davis.assign(actor_id="z" + davis["actor_id"].str[::-1])
    other = backbone.significance(renamed)
    one = backbone.significance(davis)
    np.testing.assert_allclose(np.sort(one["p_upper"]), np.sort(other["p_upper"]), rtol=1e-12)


def test_pairs_below_a_threshold_are_those_of_the_whole_table():
    table = heavy(3_000, 2)
    whole = backbone.significance(table, correction=None)
    few = backbone.significance(table, correction=None, below=0.001)
    wanted = whole[whole["q_upper"] <= 0.001].reset_index(drop=True)
    assert 0 < len(few) < len(whole)
    pd.testing.assert_frame_equal(few, wanted)
    with pytest.raises(ValueError, match="below"):
        backbone.significance(table, memory=1_000)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"model": "sdms"}, "sdsm"),
        ({"method": "fast"}, "poisson"),
        ({"model": "fixedrow", "method": "normal"}, "its own"),
        ({"correction": "bonferroni"}, "bh"),
        ({"below": 0}, "above 0"),
        ({"model": "fdsm", "draws": 0}, "at least 1"),
        ({"model": "fdsm", "draws": 10**12}, "sdsm"),
    ],
)
def test_what_cannot_be_asked_is_named(davis, options, words):
    with pytest.raises(ValueError, match=words):
        backbone.significance(davis, **options)


@pytest.mark.parametrize("model", backbone.MODELS)
def test_empty_and_lonely_tables_have_no_pair(model):
    empty = pd.DataFrame({"actor_id": [], "initiative_id": []}, dtype="str")
    alone = pd.DataFrame({"actor_id": ["a", "a"], "initiative_id": ["x", "y"]})
    for table in (empty, alone):
        found = backbone.significance(table, model=model, draws=10)
        assert found.empty
        assert found["p_upper"].dtype == float
        assert backbone.verdict(table, model=model, draws=10).pairs == 0


def test_chains_say_how_far_apart_they_are(davis):
    short, long = (backbone.convergence(davis, draws=n) for n in (50, 20_000))
    assert long.apart < 0.03 < short.apart + 0.03
    assert long.expected < 0.02
    assert 0.2 < long.moved < 0.7
    assert "20000 tirages" in long.sentence()


def test_a_small_world_is_judged_against_its_own_initiatives(davis):
    graph = nx.davis_southern_women_graph()
    projected = nx.bipartite.projected_graph(graph, graph.graph["top"])
    found = backbone.small_world(davis, max_size=None, draws=50)
    assert found.clustering == pytest.approx(nx.transitivity(projected))
    assert found.steps == pytest.approx(nx.average_shortest_path_length(projected))
    assert found.quotient == pytest.approx(1, abs=0.1)  # initiatives alone explain it
    assert "36" not in found.sentence()


def test_disparity_gives_the_values_of_r():
    """A directed table is two-mode: who gives, who gets."""
    directed = np.array([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1], [1, 1, 0, 1]])
    wanted = np.array(
        [[0.444, 1, 0.444, 0.444], [1, 0.5, 1, 1], [0.444, 1, 1, 0.444], [0.444, 0.444, 1, 0.444]]
    )
    one, other = np.nonzero(directed)
    ties = pd.DataFrame({"actor_a": one, "actor_b": other, "strength": 1.0})
    ties = ties.assign(actor_a="from " + ties["actor_a"].astype(str), actor_b=other.astype(str))
    found = backbone.disparity(ties)
    np.testing.assert_array_equal(found["p_upper"].round(3), wanted[one, other])


def test_noise_corrected_by_hand():
    """Strengths 4, 1, 1 on a triangle: n = 12; totals 5, 5 and 2."""
    ties = pd.DataFrame(
        {"actor_a": ["a", "a", "b"], "actor_b": ["b", "c", "c"], "strength": [4, 1, 1]}
    )
    found = backbone.noise_corrected(ties)
    # expected 25/12 and 10/12
    np.testing.assert_allclose(found["score"], [23 / 73, 1 / 11, 1 / 11])
    mean, variance = 25 / 144, 25 * 49 / (12**4 * 11)
    weight = mean * (1 - mean) / variance - 1
    after = (mean * weight + 4) / (weight + 12)
    slope = 1 / 25 - 12 * 10 / 625
    factor = 2 * (12 / 25 + 4 * slope) / (4 * 12 / 25 + 1) ** 2
    error = np.sqrt(after * (1 - after) * 12) * abs(factor)
    assert found["score_error"][0] == pytest.approx(error)
    assert found["p_upper"][0] == pytest.approx(stats.norm.sf(23 / 73 / error))
    with pytest.raises(ValueError, match="counts"):
        backbone.noise_corrected(ties.assign(strength=0.1))


@pytest.mark.parametrize("backed", [backbone.disparity, backbone.noise_corrected])
def test_weighted_backbones_refuse_what_is_not_a_tie(backed):
    ties = pd.DataFrame(
        {"actor_a": ["a", "b", "c"], "actor_b": ["b", "a", "c"], "strength": [1, -1, np.nan]}
    )
    with pytest.raises(ValueError, match="lien avec soi-même") as wrong:
        backed(ties)
    assert "déjà donné" in str(wrong.value)
    assert "au-dessus de 0" in str(wrong.value)
    assert backed(ties.iloc[:0]).empty


def test_only_actors_and_initiatives_that_count_are_counted():
    table = rows(SMALL).assign(role=["x", "x", "x", "y", "x", "x"])
    said = backbone.verdict(table, roles=["x"])
    assert (said.actors, said.initiatives, said.tied) == (2, 3, 1)
    assert coded(table).sizes.sum() == 6
