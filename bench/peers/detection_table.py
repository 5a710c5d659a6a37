"""The results of bench/peers/detection.py as markdown."""

import statistics

import numpy

NAMES = {
    "industrial": "DiffCont, `industrial`",
    "training_free": "DiffCont, `training_free` (no pretrained weights)",
    "padim": "PaDiM, a share of the channels (its default)",
    "padim_all_channels": "PaDiM, all channels",
    "patchcore": "PatchCore",
    "gaussian": "Gaussian of Rippel et al.",
}


def auroc(good, defective):
    """The chance that a defective image's score is above a good one's; equal ones count half."""
    good, defective = numpy.asarray(good), numpy.asarray(defective)[:, None]
    return float(numpy.mean((defective > good) + 0.5 * (defective == good)))


def of(results, method, figure, product=None):
    return [figure(r) for r in results if r["method"] == method and product in (None, r["product"])]


def product_aurocs(results, method, products):
    """Of each product the mean over the rounds; None where there is no result."""
    found = [of(results, method, lambda r: r["auroc"], product) for product in products]
    return [statistics.fmean(values) if values else None for values in found]


def median(results, method, figure):
    return statistics.median(of(results, method, figure))


def shown(value):
    return "" if value is None else f"{value:.3f}"


def markdown(document):
    results, products = document["results"], document["products"]
    methods = [m for m in document["methods"] if of(results, m, len)]
    # Means over different products would not stand side by side.
    common = [p for p in products if all(of(results, m, len, p) for m in methods)]
    lines = [f"| method | mean AUROC of {len(common)} products | lowest | fit, s | its processor time, s "
             "| an image, ms | its processor time, ms | peak memory, MB | a class, MB |",
             "|---|---|---|---|---|---|---|---|---|"]
    for method in methods:
        aurocs = product_aurocs(results, method, common)
        cells = [NAMES[method], f"{statistics.fmean(aurocs):.3f}", f"{min(aurocs):.3f}"]
        shared = [r for r in results if r["product"] in common]
        for clock in ("wall", "cpu"):
            cells.append(f"{median(shared, method, lambda r: r['fit'][clock]):.1f}")
        for clock in ("wall", "cpu"):
            cells.append(f"{median(shared, method, lambda r: r['score'][clock]) * 1e3:.1f}")
        cells.append(f"{max(of(shared, method, lambda r: r['peak'])) / 1e6:.0f}")
        cells.append(f"{max(of(shared, method, lambda r: r['bytes'])) / 1e6:.2f}")
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "| AUROC | " + " | ".join(methods) + " |", "|---|" + "---|" * len(methods)]
    columns = [product_aurocs(results, method, products) for method in methods]
    for product, *values in zip(products, *columns, strict=True):
        lines.append(f"| {product} | " + " | ".join(shown(value) for value in values) + " |")
    return "\n".join(lines) + "\n"
