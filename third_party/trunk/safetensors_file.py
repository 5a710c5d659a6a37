"""Writes a safetensors file of f32 tensors."""

import json
import os
import struct
import sys

ALIGNMENT = 8


def write(file, tensors, metadata):
    """Writes name -> (shape, array of f32) in that order; metadata: name -> value, kept as JSON texts.

    Under another name first, which is renamed once all is on the disk.
    """
    header, at = {"__metadata__": {name: _json(value) for name, value in metadata.items()}}, 0
    for name, (shape, values) in tensors.items():
        end = at + 4 * len(values)
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [at, end]}
        at = end
    text = _json(header).encode()
    text += b" " * (-len(text) % ALIGNMENT)
    unfinished = f"{file}.{os.getpid()}"
    try:
        with open(unfinished, "wb") as stream:
            stream.write(struct.pack("<Q", len(text)) + text)
            for _, values in tensors.values():
                stream.write(_little_endian(values))
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(unfinished, file)
    except BaseException:
        if os.path.exists(unfinished):
            os.remove(unfinished)
        raise


def _json(value):
    return json.dumps(value, separators=(",", ":"))


def _little_endian(values):
    if sys.byteorder == "little":
        return values.tobytes()
    swapped = values[:]
    swapped.byteswap()
    return swapped.tobytes()
