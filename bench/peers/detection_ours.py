"""DiffCont on one product, through its command line: learn, and score with the product given."""

import csv
import pathlib
import tempfile

import detection_images
import detection_process
from sides import Failure

DIFFCONT = pathlib.Path(__file__).resolve().parents[2] / "diffcont"


def learn(product, profile, options, seed, model):
    return detection_process.run([DIFFCONT, "learn", "--model", model, "--name", product.name, "--profile", profile,
                                  "--seed", seed, "--threads", options.threads, product.folder / "train/good"],
                                 options.threads)[1]


def score(product, images, options, model, folder):
    """Distances in the images' order, and what it took."""
    table = folder / "scores.csv"
    table.unlink(missing_ok=True)
    _, used = detection_process.run([DIFFCONT, "score", "--model", model, "--class", product.name, "--format", "csv",
                                     "--out", table, "--threads", options.threads, *images], options.threads)
    with table.open(newline="") as stream:
        rows = {row["path"]: row for row in csv.DictReader(stream)}
    unread = [str(image) for image in images if str(image) not in rows or rows[str(image)]["decision"] == "error"]
    if unread:
        raise Failure(f"diffcont score gave no distance for {unread[0]} and {len(unread) - 1} more")
    return [float(rows[str(image)]["distance"]) for image in images], used


def class_bytes(model):
    """Of all that the model keeps for its only class."""
    version = (model / "CURRENT").read_text().split()[0]
    files = [file for file in (model / "versions" / version / "statistics/000").rglob("*") if file.is_file()]
    if not files:
        raise Failure(f"{model} has no statistics of its class in version {version}")
    return sum(file.stat().st_size for file in files)


def run(product, profile, options, seed):
    """As bench/peers/detection_worker.py answers, but for what a process takes to start, which is in `learn`."""
    images = product.good + product.defective
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        model = folder / "model"
        learned = learn(product, profile, options, seed, model)
        _, one = score(product, images[:1], options, model, folder)
        distances, all_of_them = score(product, images, options, model, folder)
        good = len(product.good)
        return {
            "fit": {clock: learned[clock] for clock in ("wall", "cpu")},
            # The start of the process, which images share, taken off.
            "score": {clock: (all_of_them[clock] - one[clock]) / (len(images) - 1) for clock in ("wall", "cpu")},
            "peak": max(learned["peak"], all_of_them["peak"]),
            "peak_fit": learned["peak"], "peak_score": all_of_them["peak"],
            "bytes": class_bytes(model), "good": distances[:good], "defective": distances[good:],
        }
