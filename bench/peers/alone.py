"""Times one of the peers' works by itself; bench/peers/run starts it."""

import argparse
import json
import os

import torch

import machine
import works
from worker import seconds_a_call

VARIANTS = {
    "unet.forward": ["eager_f32", "eager_bf16", "compile", "compile_autotune", "compile_frozen"],
    "ddim": ["eager_f32", "eager_bf16", "compile", "compile_autotune", "compile_frozen"],
    "embedding": ["eager_f32", "eager_bf16", "compile", "compile_autotune", "compile_frozen"],
    "train": ["eager_f32", "eager_bf16", "compile", "compile_autotune"],
    "distances": ["cdist", "cdist_direct", "expansion", "expansion_compiled"],
    "weibull": ["scipy", "libmr"],
}
BATCHES = {"train": 32, "distances": 10000, "weibull": 15}


def main():
    parser = argparse.ArgumentParser(prog="bench/peers/run")
    parser.add_argument("--work", required=True, choices=VARIANTS)
    parser.add_argument("--variant", help="all of the work's variants unless given")
    parser.add_argument("--batch", type=int, help="images (16, for train 32), embeddings (10000), classes (15)")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args()
    if options.variant and options.variant not in VARIANTS[options.work]:
        parser.error(f"{options.work} has the variants {', '.join(VARIANTS[options.work])}")
    torch.set_num_threads(options.threads)
    batch = options.batch or BATCHES.get(options.work, 16)
    for variant in [options.variant] if options.variant else VARIANTS[options.work]:
        job = works.make_job(options.work, variant, batch)
        for _ in range(2):
            job.call()
        seconds = [seconds_a_call(job.call, 1) for _ in range(options.repeats)]
        print(json.dumps({"work": options.work, "variant": variant, "batch": batch, "seconds": seconds}
                         | machine.describe()), flush=True)


if __name__ == "__main__":
    main()
