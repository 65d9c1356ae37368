"""Hierarchical risk parity by scipy's linkage and the bisection of Lopez de Prado (2016), printed as JSON."""
import json

import numpy as np
import scipy.cluster.hierarchy as sch
from scipy.spatial.distance import squareform

rng = np.random.default_rng(7)
loadings = np.array([1, 0.9, 0.2, -0.3, 0.6, 0.1, 0.5])
scale = np.array([0.02, 0.05, 0.01, 0.03, 0.04, 0.02, 0.06])
returns = (rng.standard_normal((40, 7)) + rng.standard_normal((40, 1)) * loadings) * scale
S = np.round(np.cov(returns.T) * 1e6) / 1e6
deviations = np.sqrt(np.diag(S))
correlation = S / np.outer(deviations, deviations)
np.fill_diagonal(correlation, 1)
distance = np.sqrt(np.clip((1 - correlation) / 2, 0, 1))
np.fill_diagonal(distance, 0)


def cluster_variance(items):
    part = S[np.ix_(items, items)]
    inverse = 1 / np.diag(part)
    inverse /= inverse.sum()
    return inverse @ part @ inverse


def weights(order):
    w = np.ones(len(order))
    runs = [order]
    while runs:
        runs = [r[j:k] for r in runs for j, k in ((0, len(r) // 2), (len(r) // 2, len(r))) if len(r) > 1]
        for i in range(0, len(runs), 2):
            first, second = cluster_variance(runs[i]), cluster_variance(runs[i + 1])
            alpha = 1 - first / (first + second)
            w[runs[i]] *= alpha
            w[runs[i + 1]] *= 1 - alpha
    return w.tolist()


result = {"covarianceTimes1e6": (S * 1e6).round().astype(int).tolist(), "linkages": {}}
for linkage in ["single", "complete", "average", "ward"]:
    tree = sch.linkage(squareform(distance, checks=False), linkage)
    order = [int(leaf) for leaf in sch.leaves_list(tree)]
    result["linkages"][linkage] = {"heights": tree[:, 2].tolist(), "order": order, "weights": weights(order)}
print(json.dumps(result, indent=2))
