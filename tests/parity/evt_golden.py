"""Golden Weibull fits and values from scipy, for org.diffcont.evt.

    python tests/parity/evt_golden.py

writes java/diffcont-detect/src/test/resources/evt/weibull.json. Needs numpy and scipy. libMR's own numbers are a table
in the test, taken from the original program; it stops its root finding early (residual up to 3e-7), so the exact
roots of the same equation are here too.
"""
import json
from pathlib import Path

import numpy as np
import scipy
from scipy import optimize, stats

OUT = Path(__file__).parents[2] / "java/diffcont-detect/src/test/resources/evt/weibull.json"


def tight(function, start, args=(), disp=0):
    """scipy's own optimiser stops at 1e-4; the likelihood allows about 1e-8."""
    for _ in range(3):
        start = optimize.fmin(function, start, args=args, xtol=1e-11, ftol=1e-13, maxiter=20000, maxfun=20000, disp=0)
    return start


def fit(name, sample):
    # The Weibull is scale-equivariant: fitting near 1 keeps scipy's search well conditioned.
    unit = float(np.exp(np.mean(np.log(sample))))
    shape, _, scale = stats.weibull_min.fit(sample / unit, floc=0, optimizer=tight)
    scale *= unit
    points = [float(p) for p in scale * np.array([0.01, 0.3, 1.0, 1.5, 3.0])]
    law = stats.weibull_min(shape, scale=scale)
    return {
        "name": name,
        "sample": [float(x) for x in sample],
        "shape": float(shape),
        "scale": float(scale),
        "points": points,
        "cdf": [float(law.cdf(p)) for p in points],
        "log_survival": [float(-law.logsf(p)) for p in points],
    }


def libmr_root(c, points):
    i = np.arange(1, 41)
    tail = np.sort(c * ((i / 40) ** 2 + 0.01 * np.sin(3 * i)))[-points:]
    logs = np.log(tail - tail[0] + 1)
    spread = logs.max() - logs.min()
    u = (logs - logs.max()) / spread

    def equation(sigma):
        weight = np.exp(u / sigma)
        return sigma + u.mean() - (u * weight).sum() / weight.sum()

    sigma = optimize.brentq(equation, 1e-3, 1, xtol=1e-16, rtol=1e-15)
    scale = np.exp(spread * sigma * np.log(np.exp(u / sigma).mean()) + logs.max())
    return {"c": c, "points": points, "shape": float(1 / (spread * sigma)), "scale": float(scale)}


def main():
    rng = np.random.default_rng(7)
    samples = {
        "weibull, rising hazard": 3.0 * rng.weibull(2.5, 40),
        "weibull, falling hazard": 0.2 * rng.weibull(0.6, 60),
        "squared distances in 2304 dimensions": rng.chisquare(2304, 30),
        "largest tenth of chi-square": np.sort(rng.chisquare(5, 300))[-30:],
        "log-normal over twelve orders of magnitude": np.exp(rng.normal(0, 5, 50)),
        "tiny": 1e-12 * rng.weibull(1.3, 25),
        "huge": 1e15 * rng.weibull(1.3, 25),
        "ten points, two tied": np.array([1.0, 1.5, 1.5, 1.7, 1.9, 2.0, 2.2, 2.6, 3.1, 4.4]),
        "two points": np.array([1.0, 2.0]),
    }
    document = {"source": f"scipy {scipy.__version__}", "fits": [fit(name, x) for name, x in samples.items()]}
    cases = [(0.1, 20), (1, 5), (1, 20), (1, 40), (10, 20)]
    document["libmr_roots"] = [libmr_root(c, points) for c, points in cases]
    OUT.write_text(json.dumps(document, indent=1).replace(",\n    ", ", ") + "\n")


if __name__ == "__main__":
    main()
