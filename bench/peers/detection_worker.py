"""One peer on one product: fits, scores the test images, prints one JSON line. bench/peers/detection.py starts it."""

import argparse
import json
import os
import sys
import time

import torch

import detection_images
import detection_trunk


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--method", required=True)
    parser.add_argument("--product", required=True)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--coreset", type=float, required=True)
    return parser.parse_args()


def model(options):
    trunk = detection_trunk.Trunk(options.weights)
    if options.method == "gaussian":
        import detection_rippel

        return detection_rippel.Gaussian(trunk, options)
    import detection_anomalib

    detection_anomalib.seed(options.seed)
    kinds = {"padim": detection_anomalib.Padim, "padim_all_channels": detection_anomalib.Padim,
             "patchcore": detection_anomalib.Patchcore}
    return kinds[options.method](trunk, options)


def batches(images, size):
    for i in range(0, len(images), size):
        batch = torch.from_numpy(images[i:i + size]).float().div_(255)
        yield batch.contiguous(memory_format=torch.channels_last)


class Clock:
    """Seconds on the wall, and of all threads' processor time."""

    def __init__(self):
        self.started = time.perf_counter(), time.process_time()

    def read(self):
        return {"wall": time.perf_counter() - self.started[0], "cpu": time.process_time() - self.started[1]}


def run(options):
    torch.set_num_threads(options.threads)
    product = detection_images.read_product(options.product)
    peer = model(options)
    scores, seconds = [], {}
    with torch.inference_mode():
        # The first passes of a process pay for what later ones find ready.
        detection_trunk.Trunk(options.weights)(torch.zeros(options.batch, 3, 256, 256))
        clock = Clock()
        images = detection_images.decode(product.train)
        seconds["decode_train"] = clock.read()
        clock = Clock()
        peer.begin()
        for batch in batches(images, options.batch):
            peer.add(batch)
        peer.fit()
        seconds["fit"] = clock.read()
        clock = Clock()
        images = detection_images.decode(product.good + product.defective)
        seconds["decode_test"] = clock.read()
        clock = Clock()
        for batch in batches(images, options.batch):
            scores += [float(score) for score in peer.score(batch)]
        seconds["score"] = clock.read()
    good = len(product.good)
    return {"seconds": seconds, "bytes": peer.bytes(), "good": scores[:good], "defective": scores[good:]}


def main():
    # What libraries print to standard output must not mix with the answer.
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    print(json.dumps(run(parse())), file=answer, flush=True)


if __name__ == "__main__":
    sys.exit(main())
