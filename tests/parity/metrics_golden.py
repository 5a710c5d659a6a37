"""Golden metrics from scikit-learn, for org.diffcont.evaluate.

    python tests/parity/metrics_golden.py

writes java/diffcont-benchmark/src/test/resources/evaluate/metrics.json. Needs numpy and scikit-learn.
"""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics

OUT = Path(__file__).parents[2] / "java/diffcont-benchmark/src/test/resources/evaluate/metrics.json"


def case(name, scores, anomalous, called):
    scores = np.asarray(scores, float)
    anomalous = np.asarray(anomalous, bool)
    called = np.asarray(called, bool)
    precision, recall, _ = metrics.precision_recall_curve(anomalous, scores)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-300)
    _, false_positives, _, _ = metrics.confusion_matrix(anomalous, called, labels=[False, True]).ravel()
    return {
        "name": name,
        "scores": scores.tolist(),
        "anomalous": anomalous.tolist(),
        "called": called.tolist(),
        "auroc": metrics.roc_auc_score(anomalous, scores),
        "aupr": metrics.average_precision_score(anomalous, scores),
        "aupr_chance": float(anomalous.mean()),
        "accuracy": metrics.accuracy_score(anomalous, called),
        "f1": metrics.f1_score(anomalous, called, zero_division=0),
        "f1_max": float(f1.max()),
        "false_positive_rate": false_positives / int((~anomalous).sum()),
        "true_positive_rate": metrics.recall_score(anomalous, called),
        "balanced_accuracy": metrics.balanced_accuracy_score(anomalous, called),
    }


def drawn(rng, name, normal, anomalous, shift, decimals):
    """Overlapping scores, rounded so that many tie; decimals None leaves them all apart."""
    labels = rng.permutation(np.arange(normal + anomalous) < anomalous)
    scores = rng.gamma(2.0, 1.0, labels.size) + shift * labels
    if decimals is not None:
        scores = np.round(scores, decimals)
    return case(name, scores, labels, scores > np.quantile(scores[~labels], 0.9))


def main():
    rng = np.random.default_rng(20240607)
    cases = [
        case("two images, right", [0, 1], [0, 1], [0, 1]),
        case("two images, wrong", [1, 0], [0, 1], [1, 0]),
        case("all scores equal", [3] * 7, [0, 1, 1, 0, 1, 1, 1], [1] * 7),
        case("two scores", [0, 1, 0, 1, 1, 0, 1, 0], [0, 0, 1, 1, 1, 1, 0, 0], [0, 1, 0, 1, 1, 0, 1, 0]),
        case("nothing called", [1, 2, 2, 3], [0, 1, 0, 1], [0] * 4),
        case("one normal", [1, 2, 2, 3, 5], [1, 1, 0, 1, 1], [0, 1, 1, 1, 1]),
        case("one anomalous", [1, 2, 2, 3, 5], [0, 0, 1, 0, 0], [0, 0, 0, 1, 1]),
        case("negative and huge", [-1e300, -0.0, 0.0, 1e-300, 1e300], [0, 1, 0, 0, 1], [0, 0, 0, 1, 1]),
        drawn(rng, "no ties", 60, 90, 1.0, None),
        drawn(rng, "ties at tenths", 100, 40, 0.7, 1),
        drawn(rng, "ties at integers", 50, 150, 0.5, 0),
        drawn(rng, "upside down", 40, 60, -0.8, 0),
        drawn(rng, "MVTec's share of anomalous", 93, 251, 1.5, 1),
    ]
    document = {"source": f"scikit-learn {sklearn.__version__}", "cases": cases}
    OUT.write_text(json.dumps(document, indent=1).replace(",\n    ", ", ") + "\n")


if __name__ == "__main__":
    main()
