"""Measures DiffCont's detection beside that of others, on the same images and the same pretrained weights.

    bench/peers/detect DATA --out FOLDER [--products a,b] [--methods ours,padim,...] [--threads 2] [--rounds 1]

DATA holds products in MVTec AD's layout. Each method gets each product's train/good to fit and all of its test images
to score, in processes of its own; products take turns in which method comes first. FOLDER gets detection.json with
everything and detection.md with the tables, both written anew after each of them; the same command goes on with what is
there. bench/README.md says what is measured.
"""

import argparse
import datetime
import importlib.metadata
import json
import os
import pathlib
import subprocess
import sys

import detection_images
import detection_ours
import detection_process
import detection_table
import detection_trunk
import machine
from sides import Failure

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
OURS = ("industrial", "training_free")
PEERS = ("padim", "padim_all_channels", "patchcore", "gaussian")
PACKAGES = ("anomalib", "torch", "torchvision", "scikit-learn", "numpy", "pillow")


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path, metavar="DATA")
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="FOLDER")
    parser.add_argument("--products", help="comma-separated; all of DATA if not given")
    parser.add_argument("--methods", default=",".join(OURS + PEERS), help="comma-separated; %(default)s if not given")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of each method; %(default)s if not given")
    parser.add_argument("--rounds", type=int, default=1, help="each with another seed; %(default)s if not given")
    parser.add_argument("--coreset", type=float, default=0.1,
                        help="the share of patches that PatchCore keeps, %(default)s as anomalib's default; its "
                        "selection takes time in proportion to this share and to the square of the images")
    parser.add_argument("--batch", type=int, default=16, help="images in a batch of the peers; %(default)s")
    parser.add_argument("--weights", type=pathlib.Path, metavar="FILE",
                        default=ROOT / "third_party/fetched/trunk/efficientnet-lite0.safetensors")
    options = parser.parse_args()
    options.methods = options.methods.split(",")
    for method in options.methods:
        if method not in OURS + PEERS:
            parser.error(f"there is no method '{method}'; there are {', '.join(OURS + PEERS)}")
    if min(options.threads, options.rounds, options.batch) < 1 or not 0 < options.coreset <= 1:
        parser.error("--threads, --rounds and --batch are at least 1, --coreset is above 0 and at most 1")
    if not options.weights.is_file():
        parser.error(f"{options.weights} is missing; run third_party/fetch, or name a file with --weights")
    if not options.data.is_dir():
        parser.error(f"{options.data} is no folder")
    return options


def commit():
    """Of this checkout; None outside of one."""
    found = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, text=True)
    return found.stdout.strip() or None


def describe(options, products):
    return {
        "started": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "commit": commit(), "threads": options.threads, "rounds": options.rounds, "batch": options.batch,
        "coreset": options.coreset, "processor": machine.processor_name(), "processors": os.cpu_count(),
        "nice": os.nice(0), "load_before": os.getloadavg()[0],
        "versions": {package: importlib.metadata.version(package) for package in PACKAGES},
        "products": products, "methods": options.methods, "results": [],
    }


def ask_peer(method, product, options, seed):
    output, used = detection_process.run(
        [sys.executable, HERE / "detection_worker.py", "--method", method, "--product", product.folder, "--weights",
         options.weights, "--threads", options.threads, "--seed", seed, "--batch", options.batch, "--coreset",
         options.coreset], options.threads)
    answer = json.loads(output)
    seconds, images = answer["seconds"], len(answer["good"]) + len(answer["defective"])
    clocks = ("wall", "cpu")
    return {
        "fit": {clock: seconds["decode_train"][clock] + seconds["fit"][clock] for clock in clocks},
        "score": {clock: (seconds["decode_test"][clock] + seconds["score"][clock]) / images for clock in clocks},
        "seconds": seconds, "peak": used["peak"], "bytes": answer["bytes"], "good": answer["good"],
        "defective": answer["defective"],
    }


def measure(method, product, options, seed):
    load = os.getloadavg()[0]
    if method in OURS:
        result = detection_ours.run(product, method, options, seed)
    else:
        result = ask_peer(method, product, options, seed)
    auroc = detection_table.auroc(result["good"], result["defective"])
    return {"product": product.name, "method": method, "seed": seed, "auroc": auroc, "load_before": load} | result


def earlier_results(file, document):
    """What is there, when it was measured with the same programs and settings."""
    if not file.exists():
        return []
    earlier = json.loads(file.read_text())
    for key in ("commit", "threads", "batch", "coreset", "processor", "versions"):
        if earlier[key] != document[key]:
            sys.exit(f"bench/peers/detect: {file} was measured with another {key} ({earlier[key]}, now "
                     f"{document[key]}); name another folder with --out")
    return earlier["results"]


def write(folder, document):
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / "detection.json.new"
    new.write_text(json.dumps(document, indent=1) + "\n")
    new.replace(folder / "detection.json")
    text = detection_table.markdown(document)
    (folder / "detection.md").write_text(text)
    return text


def run(options):
    names = options.products.split(",") if options.products else sorted(
        folder.name for folder in options.data.iterdir() if (folder / "train/good").is_dir())
    products = [detection_images.read_product(options.data / name) for name in names]
    detection_trunk.check(options.weights)
    document = describe(options, names)
    document["results"] = earlier_results(options.out / "detection.json", document)
    done = {(r["product"], r["method"], r["seed"]) for r in document["results"]}
    failed = False
    for seed in range(options.rounds):
        for turn, product in enumerate(products):
            first = (turn + seed) % len(options.methods)
            for method in options.methods[first:] + options.methods[:first]:
                if (product.name, method, seed) in done:
                    continue
                try:
                    result = measure(method, product, options, seed)
                except Failure as error:
                    failed = True
                    print(f"{product.name}, {method}: {error}", file=sys.stderr)
                    continue
                document["results"].append(result)
                write(options.out, document)
                print(f"{product.name}, {method}: AUROC {result['auroc']:.3f}, fit {result['fit']['wall']:.1f} s, an "
                      f"image {result['score']['wall'] * 1e3:.1f} ms", file=sys.stderr)
    if document["results"]:
        print(write(options.out, document))
    return int(failed)


def main():
    try:
        return run(parse())
    except (ValueError, RuntimeError) as error:
        print(f"bench/peers/detect: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
