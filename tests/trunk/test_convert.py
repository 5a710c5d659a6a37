"""The trunk's file: what it holds is the network's convolutions, each with its batch norm, and it is written whole."""

import array
import hashlib
import json
import math
import os
import random
import struct
import subprocess
import sys
import tempfile
import unittest

CONVERT = os.path.join(os.path.dirname(__file__), "..", "..", "third_party", "trunk", "convert")
sys.path.insert(0, os.path.dirname(CONVERT))
import efficientnet_lite0  # noqa: E402
import safetensors_file  # noqa: E402

from test_torch_pickle import OrderedDict, file, storage, tensor  # noqa: E402

NORM = ("weight", "bias", "running_mean", "running_var")
# Of the stem, block 0 (which does not expand) and block 1: names and shapes of the package's tensors.
LAYERS = {"stem": ("_conv_stem", "_bn0", (32, 3, 3, 3)),
          "blocks.0.depthwise": ("_blocks.0._depthwise_conv", "_blocks.0._bn1", (32, 1, 3, 3)),
          "blocks.0.project": ("_blocks.0._project_conv", "_blocks.0._bn2", (16, 32, 1, 1)),
          "blocks.1.expand": ("_blocks.1._expand_conv", "_blocks.1._bn0", (96, 16, 1, 1)),
          "blocks.1.depthwise": ("_blocks.1._depthwise_conv", "_blocks.1._bn1", (96, 1, 3, 3)),
          "blocks.1.project": ("_blocks.1._project_conv", "_blocks.1._bn2", (24, 96, 1, 1))}


def weights(seed=1):
    draw = random.Random(seed)
    tensors = {}
    for convolution, norm, shape in LAYERS.values():
        tensors[convolution + ".weight"] = (shape, floats(draw.gauss(0, 1) for _ in range(math.prod(shape))))
        for part in NORM:
            least = 0.1 if part == "running_var" else -2
            tensors[f"{norm}.{part}"] = ((shape[0],), floats(draw.uniform(least, 2) for _ in range(shape[0])))
    return tensors


def floats(values):
    return array.array("f", values)


def torch_file(tensors):
    """The tensors as torch.save has them."""
    table, storages = OrderedDict(), []
    for i, (name, (shape, values)) in enumerate(tensors.items()):
        strides = tuple(math.prod(shape[d + 1:]) for d in range(len(shape)))
        table[name] = tensor(storage(str(i), len(values)), shape, strides)
        storages.append((str(i).encode(), struct.pack(f"<{len(values)}f", *values), len(values)))
    return file(table, storages)


def convert(folder, content, *options):
    source, target = os.path.join(folder, "weights.pth"), os.path.join(folder, "trunk.safetensors")
    with open(source, "wb") as stream:
        stream.write(content)
    done = subprocess.run([sys.executable, "-B", CONVERT, *options, source, target], capture_output=True, text=True)
    return done, target


class Converts(unittest.TestCase):
    def test_a_folded_convolution_gives_what_the_batch_norm_gave(self):
        tensors = weights()
        folded = efficientnet_lite0.folded(tensors, 2)
        self.assertEqual(set(folded), {f"{name}.{part}" for name in LAYERS for part in ("weight", "bias")})
        draw = random.Random(2)
        for name, (convolution, norm, shape) in LAYERS.items():
            each = math.prod(shape[1:])
            seen = [draw.gauss(0, 1) for _ in range(each)]  # what one output pixel sees
            gamma, beta, mean, variance = (tensors[f"{norm}.{part}"][1] for part in NORM)
            for channel in range(shape[0]):
                part = slice(channel * each, (channel + 1) * each)
                dot = sum(w * x for w, x in zip(tensors[convolution + ".weight"][1][part], seen))
                expected = (dot - mean[channel]) / (variance[channel] + 0.001) ** 0.5 * gamma[channel] + beta[channel]
                got = sum(w * x for w, x in zip(folded[name + ".weight"][1][part], seen))
                self.assertAlmostEqual(got + folded[name + ".bias"][1][channel], expected, delta=1e-4)

    def test_the_blocks_are_those_of_the_network(self):
        blocks = efficientnet_lite0.blocks()
        self.assertEqual([b["out"] for b in blocks],
                         [16, 24, 24, 40, 40, 80, 80, 80, 112, 112, 112] + [192] * 4 + [320])
        self.assertEqual([i for i, b in enumerate(blocks) if b["stride"] == 2], [1, 3, 5, 11])
        self.assertEqual([i for i, b in enumerate(blocks) if b["residual"]], [2, 4, 6, 7, 9, 10, 12, 13, 14])
        self.assertEqual([b["kernel"] for b in blocks], [3] * 3 + [5] * 2 + [3] * 3 + [5] * 7 + [3])
        self.assertTrue(all(b["hidden"] == b["in"] * (6 if i > 0 else 1) for i, b in enumerate(blocks)))

    def test_the_file_holds_the_kept_blocks_and_says_what_they_are(self):
        content = torch_file(weights())
        with tempfile.TemporaryDirectory() as folder:
            done, target = convert(folder, content, "--last-block", "1")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            with open(target, "rb") as stream:
                written = stream.read()
            self.assertEqual(sorted(os.listdir(folder)), ["trunk.safetensors", "weights.pth"])
        length = struct.unpack("<Q", written[:8])[0]
        self.assertEqual(length % 8, 0)
        header, data = json.loads(written[8:8 + length]), written[8 + length:]
        trunk = json.loads(header.pop("__metadata__")["trunk"])
        self.assertEqual((trunk["format"], trunk["name"], trunk["training"], trunk["padding"], len(trunk["blocks"])),
                         (1, "efficientnet-lite0", "ImageNet", "same", 2))
        self.assertEqual(trunk["input"], {"scale": 255, "mean": 127, "divisor": 128})
        self.assertIn(hashlib.sha256(content).hexdigest(), trunk["source"])
        folded = efficientnet_lite0.folded(weights(), 2)
        self.assertEqual(list(header), list(folded))
        at = 0
        for name, (shape, values) in folded.items():
            self.assertEqual(header[name], {"dtype": "F32", "shape": list(shape),
                                            "data_offsets": [at, at + 4 * len(values)]})
            self.assertEqual(data[at:at + 4 * len(values)], struct.pack(f"<{len(values)}f", *values))
            at += 4 * len(values)
        self.assertEqual(at, len(data))

    def test_what_is_not_the_network_leaves_no_file(self):
        tensors = weights()
        missing = {name: value for name, value in tensors.items() if name != "_bn0.bias"}
        shape = dict(tensors, **{"_bn0.bias": ((31,), floats([0] * 31))})
        negative = dict(tensors, **{"_bn0.running_var": ((32,), floats([-1] * 32))})
        endless = dict(tensors, **{"_bn0.bias": ((32,), floats([math.inf] * 32))})
        for content, saying in ((torch_file(missing), "there is no _bn0.bias"),
                                (torch_file(shape), r"_bn0.bias has shape \(31,\), not \(32,\)"),
                                (torch_file(negative), "_bn0.running_var has a negative value"),
                                (torch_file(endless), "_conv_stem has a weight that is not finite"),
                                (torch_file(tensors)[:-1], "ends within a storage"), (b"not a pickle", "weights.pth: ")):
            with tempfile.TemporaryDirectory() as folder:
                done, _ = convert(folder, content, "--last-block", "0")
                self.assertEqual(done.returncode, 4)
                self.assertRegex(done.stderr, saying)
                self.assertEqual(done.stderr.count("\n"), 1)
                self.assertEqual(os.listdir(folder), ["weights.pth"])

    def test_a_write_that_fails_leaves_the_file_that_was_there(self):
        class Unwritable(array.array):
            def tobytes(self):
                raise OSError("no room")

        with tempfile.TemporaryDirectory() as folder:
            target = os.path.join(folder, "trunk")
            safetensors_file.write(target, {"a": ((1,), floats([1]))}, {})
            with open(target, "rb") as stream:
                before = stream.read()
            with self.assertRaises(OSError):
                safetensors_file.write(target, {"a": ((1,), Unwritable("f", [2]))}, {})
            with open(target, "rb") as stream:
                self.assertEqual(stream.read(), before)
            self.assertEqual(os.listdir(folder), ["trunk"])


if __name__ == "__main__":
    unittest.main()
