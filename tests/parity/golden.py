"""Helpers of the scripts that make golden data.

Weights and inputs are not stored: both sides compute them from a name and an index, so that the files stay small. The
same formula is in tests/native/unet/formula.h.
"""

import importlib.metadata
import json
import pathlib
import platform

import numpy

GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "golden"
MASK = (1 << 64) - 1


def name_key(name):
    """64-bit FNV-1a of the name."""
    key = 0xCBF29CE484222325
    for byte in name.encode():
        key = ((key ^ byte) * 0x100000001B3) & MASK
    return key


def words(name, count):
    """count 64-bit words: SplitMix64 of the name's key, one step an index."""
    with numpy.errstate(over="ignore"):
        z = numpy.uint64(name_key(name)) + numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(
            0x9E3779B97F4A7C15
        )
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        return z ^ (z >> numpy.uint64(31))


def uniform(name, shape):
    """float64 in [-1, 1), a function of name and flat index alone."""
    count = int(numpy.prod(shape))
    values = (words(name, count) >> numpy.uint64(11)).astype(numpy.float64) * 2.0**-52 - 1.0
    return values.reshape(shape)


def weight(name, shape):
    """A parameter's value, float32, of a size that keeps activations near one."""
    values = uniform(name, shape)
    if name == "class_embedding.weight":
        pass
    elif len(shape) > 1:
        values *= numpy.sqrt(3.0 / float(numpy.prod(shape[1:])))
    elif name.endswith(".weight"):
        values = 1.0 + 0.2 * values
    else:
        values *= 0.1
    return values.astype(numpy.float32)


def positions(name, size, count):
    """count flat indices into a tensor of size elements; repeats are possible."""
    return (words("positions:" + name, count) % numpy.uint64(size)).astype(numpy.int64)


def number(value):
    """float32 kept exactly: nine significant digits."""
    return float(f"{float(value):.9g}")


def summary(name, tensor, samples):
    """L2 norm, largest magnitude and sampled entries of a tensor."""
    flat = numpy.asarray(tensor, dtype=numpy.float64).reshape(-1)
    return {
        "norm": number(numpy.linalg.norm(flat)),
        "largest": number(numpy.abs(flat).max()),
        "samples": [number(v) for v in flat[positions(name, flat.size, samples)]],
    }


def versions(*packages):
    made_with = {"python": platform.python_version()}
    made_with.update({package: importlib.metadata.version(package) for package in packages})
    return made_with


def write(path, content):
    """JSON with one line for each entry of the second level, so that a change shows as a small difference."""
    lines = []
    for key, value in content.items():
        if isinstance(value, dict) and value and all(isinstance(v, dict) for v in value.values()):
            inner = ",\n".join(f"  {json.dumps(k)}:{json.dumps(v, separators=(',', ':'))}" for k, v in value.items())
            lines.append(f"{json.dumps(key)}:{{\n{inner}\n}}")
        else:
            lines.append(f"{json.dumps(key)}:{json.dumps(value, separators=(',', ':'))}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
