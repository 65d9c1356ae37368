"""Cross-validation, clusters and participation of simulated trials, from the definitions, in numpy and scipy.

python3 luck.py > luck.json
"""
import json
from itertools import combinations

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from scipy.stats import rankdata


def sharpe(returns):
    """By trial, 0 where the returns do not vary."""
    deviation = returns.std(axis=1, ddof=1)
    flat = np.ptp(returns, axis=1) == 0
    return np.where(flat, 0, returns.mean(axis=1) / np.where(flat, 1, deviation))


def cross_validation(returns, blocks):
    """By split, the set of blocks in sample: winner, ω̄, ratios of the winner."""
    trials, periods = returns.shape
    parts = np.array_split(np.arange(periods), blocks)
    splits = []
    for chosen in combinations(range(blocks), blocks // 2):
        inside = np.concatenate([parts[b] for b in chosen])
        outside = np.concatenate([parts[b] for b in range(blocks) if b not in chosen])
        a, b = sharpe(returns[:, inside]), sharpe(returns[:, outside])
        # ratios that are equal but for rounding are equal; argmax takes the first
        winner = int(np.argmax(np.round(a, 12)))
        rank = rankdata(np.round(b, 12))[winner] / (trials + 1)
        splits.append({"set": sum(1 << c for c in chosen), "winner": winner, "rank": float(rank),
                       "inSample": float(a[winner]), "outOfSample": float(b[winner])})
    probability = float(np.mean([s["rank"] <= 0.5 for s in splits]))
    loss = float(np.mean([s["outOfSample"] < 0 for s in splits]))
    return {"blocks": blocks, "probability": probability, "probabilityOfLoss": loss,
            "degradation": float(np.polyfit([s["inSample"] for s in splits], [s["outOfSample"] for s in splits], 1)[0]),
            "splits": splits}


def silhouettes(distances, labels):
    values = []
    for i in range(len(labels)):
        own = np.flatnonzero(labels == labels[i])
        if len(own) == 1:
            values.append(0.0)
            continue
        a = distances[i, own[own != i]].mean()
        b = min(distances[i, labels == c].mean() for c in set(labels) if c != labels[i])
        values.append((b - a) / max(a, b))
    return np.array(values)


def effective(returns):
    correlations = np.corrcoef(returns)
    distances = np.sqrt(np.clip((1 - correlations) / 2, 0, None))
    np.fill_diagonal(distances, 0)
    tree = linkage(squareform(distances, checks=False), "average")
    best = None
    for k in range(2, len(returns)):
        labels = fcluster(tree, k, "maxclust")
        s = silhouettes(distances, labels)
        quality = s.mean() / s.std()
        if best is None or quality > best[0]:
            best = (quality, labels)
    quality, labels = best
    ratios = []
    for c in sorted(set(labels)):
        own = returns[labels == c]
        weights = 1 / own.var(axis=1, ddof=1)
        portfolio = weights / weights.sum() @ own
        ratios.append(portfolio.mean() / portfolio.std(ddof=1))
    values = np.linalg.eigvalsh(correlations)
    return {"clusters": len(ratios), "quality": float(quality), "clusterVariance": float(np.var(ratios, ddof=1)),
            "participation": float(values.sum() ** 2 / (values ** 2).sum())}


random = np.random.default_rng(7)


def panel(trials, periods, groups):
    market = random.normal(size=periods)
    factors = random.normal(size=(groups, periods))
    noise = random.normal(size=(trials, periods))
    group = np.arange(trials) % groups
    skill = random.normal(scale=0.1, size=(trials, 1))
    return np.round(0.01 * (skill + 0.4 * market + 0.8 * factors[group] + 0.5 * noise), 6)


cases = []
for trials, periods, groups, blocks in [(12, 40, 3, 8), (25, 43, 5, 6), (2, 30, 1, 10)]:
    returns = panel(trials, periods, groups)
    cases.append({"returns": returns.tolist(), "crossValidation": cross_validation(returns, blocks),
                  "effective": effective(returns) if trials > 3 else None})
# the same trial twice, one in cash at first, one constant at first
returns = panel(6, 32, 2)
returns[3] = returns[1]
returns[4, :20] = 0
returns[5, :16] = 0.004
cases.append({"returns": returns.tolist(), "crossValidation": cross_validation(returns, 8), "effective": None})
print(json.dumps(cases))
