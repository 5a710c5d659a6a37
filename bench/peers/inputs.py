"""What both sides compute on: weights and inputs from the formula of the golden data.

bench/native/serve has the same numbers. Nothing here is part of a measurement.
"""

import pathlib
import sys

import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "parity"))

import ddim_golden  # noqa: E402  (found through the line above)
import golden  # noqa: E402

CLASSES = 15
TIMESTEPS = 1000
TIMESTEP_STRIDE = 61
DDIM_STEPS = 10
SAMPLING_SEED = 3
READING_SEED = 5
TRAINING_SEED = 3
TRAINING_KEY = TRAINING_SEED ^ 0x7261696E65725F31  # native/src/network/learning/batch.cpp
TRAINING_STREAMS = 3
CHECKED_STEPS = 3
IMAGE = (3, 32, 32)
PIXELS = 3 * 32 * 32

DIMENSION = 2304
CHECKED_ROWS = 200
TAIL_POINTS = 400


def images(count):
    return golden.uniform("images", (count, *IMAGE)).astype(numpy.float32)


def timesteps(count):
    return numpy.arange(count) * TIMESTEP_STRIDE % TIMESTEPS


def labels(count):
    return numpy.arange(count) % CLASSES


def training_labels(count):
    """The first half is of a class that only the student knows."""
    values = labels(count)
    values[: count // 2] = CLASSES
    return values


def sampling_noise(count):
    return numpy.stack([ddim_golden.noise(SAMPLING_SEED, i, PIXELS).reshape(IMAGE) for i in range(count)])


def reading_noise(count):
    """One noise image, which all share."""
    return numpy.broadcast_to(ddim_golden.noise(READING_SEED, 0, PIXELS).reshape(IMAGE), (count, *IMAGE)).copy()


def training_noise(step, count):
    """Noise and timesteps of one step of native/src/network/learning."""
    stream = step * TRAINING_STREAMS
    noise = ddim_golden.noise(TRAINING_KEY, stream, count * PIXELS).reshape(count, *IMAGE)
    words = ddim_golden.philox(TRAINING_KEY, stream + 1, (count + 3) // 4).reshape(-1)[:count].astype(numpy.int64)
    return noise, (words * TIMESTEPS) >> 32


def whitened(count):
    return golden.uniform("whitened", (count, DIMENSION)).astype(numpy.float32)


def class_means():
    return (golden.uniform("class_means", (CLASSES, DIMENSION)) * 0.1).astype(numpy.float32)


def tails():
    """Distances of 15 classes as a normal class has them: sums of 8 squares. float64."""
    return numpy.random.default_rng(11).chisquare(8, (CLASSES, TAIL_POINTS))
