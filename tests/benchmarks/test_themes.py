"""How well groups of texts meet those of people, on labelled French sets that stay outside.

Settings are those of the library, the same for all sets; k is the number of labels.
"""

import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from analysis import themes
from analysis.themes import french, sentences
from tests.benchmarks.measuring import measured

SETS = Path(__file__).parents[3] / "shared" / "data" / "themes"
BOTH = ("lexical", "words")
#: With the models of sentences too, where they can be installed (Linux x86-64).
TRIED = [("lexical",), BOTH]
if all(find_spec(package) for package in sentences.MODELS.values()):
    TRIED.append((*BOTH, "sentences"))


def labelled() -> dict[str, tuple[pd.Series, pd.Series]]:
    """Read the sets; the news give two, their headlines and their texts."""
    if not SETS.is_dir():
        pytest.skip("the shared labelled texts are not here")
    found = {}
    for path in sorted(SETS.glob("*.csv")):
        frame = pd.read_csv(path)
        for column in frame.columns.intersection(["text", "headline"]):
            found[f"{path.stem}, {column}"] = frame[column].fillna(""), frame["label"]
    return found


def by_kmeans(texts: pd.Series, k: int, seed: int) -> np.ndarray:
    return KMeans(k, n_init=10, random_state=seed).fit_predict(
        TfidfVectorizer().fit_transform(texts)
    )


def by_nmf(texts: pd.Series, k: int, seed: int) -> np.ndarray:
    weights = TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
    return NMF(k, init="nndsvda", random_state=seed, max_iter=400).fit_transform(weights).argmax(1)


def sentence_vectors(texts: pd.Series) -> np.ndarray:
    """Put both models side by side, as they come; read before any clock runs."""
    found = [sentences.vectors(texts.tolist(), model) for model in sentences.MODELS]
    lengths = [np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-9) for v in found]
    return np.hstack([v / length for v, length in zip(found, lengths, strict=True)])


def by_umap(texts: pd.Series, k: int, seed: int) -> np.ndarray:
    """UMAP then KMeans(k) on the vectors of sentences: the peer to beat."""
    from umap import UMAP

    close = UMAP(n_neighbors=15, n_components=5, min_dist=0, metric="cosine", random_state=seed)
    flat = close.fit_transform(sentence_vectors(texts))
    return KMeans(k, n_init=10, random_state=seed).fit_predict(flat)


def by_bertopic(texts: pd.Series, k: int, seed: int) -> np.ndarray:
    """BERTopic as it comes, but for the seed and our vectors; it chooses its own k."""
    from bertopic import BERTopic
    from umap import UMAP

    close = UMAP(n_neighbors=15, n_components=5, min_dist=0, metric="cosine", random_state=seed)
    model = BERTopic(umap_model=close, embedding_model=None, calculate_probabilities=False)
    return np.array(model.fit_transform(texts.tolist(), embeddings=sentence_vectors(texts))[0])


LEXICAL_PEERS = (by_kmeans, by_nmf)
NEURAL_PEERS = (by_umap, by_bertopic) if len(TRIED) > 2 else ()


@pytest.mark.filterwarnings("ignore")  # of the peers
def test_groups_meet_those_of_people():
    rows = []
    for name, (texts, labels) in labelled().items():
        k = labels.nunique()
        if len(TRIED) > 2:
            sentence_vectors(texts)
        for views in TRIED:
            started = time.perf_counter()
            found = themes.group(texts, k=k, views=views)
            spent = time.perf_counter() - started
            own = found.groups.fillna(-1)
            rows.append((name, "+".join(views), adjusted_mutual_info_score(labels, own),
                         adjusted_rand_score(labels, own), found.over_seeds, found.over_samples,
                         float(found.undecided.mean()), spent))  # fmt: skip
        for peer in (*LEXICAL_PEERS, *NEURAL_PEERS):
            started = time.perf_counter()
            draws = [peer(texts, k, seed) for seed in range(3)]
            spent = (time.perf_counter() - started) / 3
            ami = np.mean([adjusted_mutual_info_score(labels, draw) for draw in draws])
            ari = np.mean([adjusted_rand_score(labels, draw) for draw in draws])
            pairs = [adjusted_rand_score(draws[i], draws[i - 1]) for i in range(3)]
            kept = np.sort(np.random.default_rng(0).permutation(len(texts))[: len(texts) * 9 // 10])
            less = peer(texts.iloc[kept], k, 0)
            held = adjusted_rand_score(draws[0][kept], less)
            outside = float(np.mean([(draw == -1).mean() for draw in draws]))
            rows.append((name, peer.__name__, ami, ari, np.mean(pairs), held, outside, spent))
    table = pd.DataFrame(
        rows,
        columns=["set", "how", "AMI", "ARI", "over seeds", "over 90 %", "undecided", "seconds"],
    )
    print("\n" + table.round(3).to_string(index=False))
    mean = table.groupby("how").mean(numeric_only=True)
    spread = table.groupby("how")["AMI"].std().rename("AMI, spread of sets")
    print(mean.join(spread).round(3).to_string())
    print("undecided: for BERTopic, texts outside any topic")
    assert mean.at["lexical+words", "AMI"] >= 0.31
    assert mean.at["lexical+words", "over 90 %"] >= 0.75
    assert mean.at["lexical+words", "over seeds"] >= 0.85
    if NEURAL_PEERS:
        assert mean.at["lexical+words+sentences", "AMI"] >= mean.at["by_umap", "AMI"] - 0.02
        assert mean.at["lexical+words+sentences", "over 90 %"] >= 0.75


@pytest.mark.filterwarnings("ignore")  # of the peers
def test_fifty_six_texts():
    texts, labels = labelled()["alternatiba_desc, text"]
    drawn = [
        np.sort(np.random.default_rng(seed).permutation(len(texts))[:56]) for seed in range(20)
    ]
    for views in TRIED:
        found = [themes.group(texts.iloc[kept], k=8, views=views) for kept in drawn]
        ami = [
            adjusted_mutual_info_score(labels.iloc[kept], one.groups.fillna(-1))
            for kept, one in zip(drawn, found, strict=True)
        ]
        held = [one.over_samples for one in found]
        print(
            f"\n56 texts, {'+'.join(views)}: AMI {np.mean(ami):.3f} ± {np.std(ami):.3f}, "
            f"over 90 % {np.mean(held):.3f}"
        )
        assert np.mean(held) >= 0.65
        if "sentences" in views:
            assert np.mean(ami) >= 0.28
    for peer in NEURAL_PEERS:
        found = [peer(texts.iloc[kept], 8, 0) for kept in drawn]
        ami = [
            adjusted_mutual_info_score(labels.iloc[kept], one)
            for kept, one in zip(drawn, found, strict=True)
        ]
        print(f"\n56 texts, {peer.__name__}: AMI {np.mean(ami):.3f} ± {np.std(ami):.3f}")


#: Texts of eight words: five of one of ten topics, three of all, the frequent ones often.
SHORT = """
import numpy as np, pandas as pd
from analysis import themes

draw = np.random.default_rng(0)
parts = [c + v for c in "bcdfglmnprstv" for v in "aeiou"]
words = np.array([a + b + c for a in parts for b in parts for c in "lnrst"], dtype=object)
draw.shuffle(words)
topic = draw.integers(0, 10, {n})
own = 300 * topic[:, None] + np.minimum(draw.zipf(1.3, ({n}, 5)), 300) - 1
rest = 3000 + np.minimum(draw.zipf(1.2, ({n}, 3)), 15000) - 1
texts = pd.Series([" ".join(row) for row in words[np.hstack([own, rest])]])
"""


@pytest.mark.parametrize(("n", "most"), [(200, 2), (10_000, 20), (100_000, 60), (1_000_000, 600)])
def test_time_and_memory_of_the_lexical_view(n, most):
    found = measured(
        "n = themes.group(texts, k=10).k", before=SHORT.format(n=n), clock="perf_counter"
    )
    print(f"\n{n} texts, lexical: {found['seconds']:.1f} s, {found['mb']:.0f} MB")
    assert found["n"] == 10
    assert found["seconds"] < most
    assert found["mb"] < 6000


def test_time_of_the_view_of_sentences(tmp_path, monkeypatch):
    if len(TRIED) < 3:
        pytest.skip("the models of sentences are not installed")
    texts = labelled()["alternatiba_desc, text"][0].iloc[:200]
    monkeypatch.setenv("INTERCONNAISSANCE_CACHE", str(tmp_path))
    french.vectors(["mot"])  # both read it once
    started = time.perf_counter()
    for model in sentences.MODELS:
        encode = sentences._encoder(model)
        for start in range(0, 200, 32):
            encode([" ".join(text.split()) for text in texts.iloc[start : start + 32]])
    own = time.perf_counter() - started
    spent = []
    for _ in range(2):
        started = time.perf_counter()
        themes.group(texts, k=8, views=(*BOTH, "sentences"))
        spent.append(time.perf_counter() - started)
    print(f"\n200 texts, sentences: {spent[0]:.1f} s (the models alone {own:.1f} s), "
          f"kept {spent[1]:.1f} s")  # fmt: skip
    assert spent[0] <= 1.2 * own + 2
    assert spent[1] <= 3


# One line of words a theme, written from the labels alone.
ALTERNATIBA = {
    "nourriture": "alimentation agriculture bio légumes maraîcher producteurs AMAP potager ferme "
    "cuisine épicerie jardin paysan",
    "habitat": "habitat logement construction maison écoconstruction paille participatif "
    "rénovation bois architecture",
    "0dechet": "déchets réemploi réparer recyclerie compost ressourcerie recyclage seconde main "
    "vrac récupération",
    "culture": "culture musique spectacle théâtre art livres médias festival cinéma bibliothèque",
    "economie": "monnaie locale économie sociale coopérative finance emploi entreprise commerce "
    "équitable banque",
    "energie": "énergie renouvelable solaire éolien climat électricité photovoltaïque chauffage",
    "solidarite": "solidarité entraide accueil migrants précarité insertion handicap lien social "
    "aide",
    "education": "éducation école enfants jeunes pédagogie formation sensibilisation animation "
    "parents",
}


def test_a_few_words_of_people():
    texts, labels = labelled()["alternatiba_desc, text"]
    grid = [themes.Seed(name, tuple(line.split())) for name, line in ALTERNATIBA.items()]
    for views in TRIED:
        found = themes.seeded(texts, grid, views=views)
        right = (found.first == labels).mean()
        two = ((found.first == labels) | (found.second == labels)).mean()
        rest, said, tried = [], [], []
        for seed in range(10):
            coded = labels.sample(40, random_state=seed)
            more = themes.learned(texts, grid, coded, views=views)
            others = labels.drop(coded.index)
            rest.append((more.first.drop(coded.index) == others).mean())
            said.append(more.probabilities.drop(coded.index).max(axis=1).mean())
            tried.append(more.accuracy)
        print(
            f"\neight lines, {'+'.join(views)}: {right:.3f}, two best {two:.3f}; with 40 coded "
            f"{np.mean(rest):.3f} ± {np.std(rest):.3f} on the rest, where it says "
            f"{np.mean(said):.3f}; on codes hidden from it {np.mean(tried):.3f}"
        )
        if views != ("lexical",):
            assert right >= 0.63
            assert two >= 0.82
            assert np.mean(rest) >= 0.70
            assert abs(np.mean(said) - np.mean(rest)) < 0.05
