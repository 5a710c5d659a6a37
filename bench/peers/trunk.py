"""Measures the trunk beside OpenVINO and ONNX Runtime, in turn, on the same weights and images.

    python bench/peers/trunk.py --weights FILE.safetensors --library build/cpu/native/libdiffcont_detect.so

Needs numpy, onnx, onnxruntime and openvino. Each contender is a process that stays; in each round every one is asked
once, each round beginning with another. Ours is called through the C interface, as applications call it, and brings the
maps to its cells; the others stop at the maps. A ratio is taken within each round. Before anything is measured all
outputs are held against ONNX Runtime's f32.
"""

import argparse
import ctypes
import json
import math
import os
import statistics
import sys
import tempfile
import time

import numpy

import machine
from sides import Failure, Process

BLOCKS = (2, 4, 10)
CONTENDERS = ("ours.bf16", "ours.f32", "openvino.bf16", "openvino.f32", "onnxruntime.f32")
# Largest difference from ONNX Runtime's f32, as a share of the norm.
TOLERANCE = {"bf16": 0.05, "f32": 1e-5}


def images(batch, size):
    """Squares of 16 pixels and noise, in [-1, 1]."""
    random = numpy.random.default_rng(1)
    coarse = random.uniform(-1, 1, (batch, 3, size // 16, size // 16)).repeat(16, 2).repeat(16, 3)
    return (0.6 * coarse + 0.4 * random.uniform(-1, 1, (batch, 3, size, size))).astype(numpy.float32)


def read_weights(file):
    with open(file, "rb") as stream:
        data = stream.read()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + length])
    description = json.loads(header.pop("__metadata__")["trunk"])
    return description, {
        name: numpy.frombuffer(data, "<f4", math.prod(entry["shape"]), 8 + length + entry["data_offsets"][0])
        .reshape(entry["shape"]) for name, entry in header.items()}


def onnx_graph(file, batch, size):
    """The stem and the blocks up to the last of BLOCKS, which are its outputs."""
    from onnx import TensorProto, helper, numpy_helper

    description, weights = read_weights(file)
    nodes, constants, outputs = [], [], []

    def constant(name, values):
        constants.append(numpy_helper.from_array(numpy.ascontiguousarray(values, numpy.float32), name))
        return name

    def node(kind, inputs, name, **attributes):
        nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def convolution(x, name, weight, side, stride=1, groups=1, activation=True):
        kernel = weight.shape[-1]
        padding = max(0, (-(-side // stride) - 1) * stride + kernel - side)
        before, after = padding // 2, padding - padding // 2
        y = node("Conv", [x, constant(name + ".weight", weight), constant(name + ".bias", weights[name + ".bias"])],
                 name, strides=[stride] * 2, pads=[before, before, after, after], group=groups)
        return node("Clip", [y, "zero", "six"], name + ".relu6") if activation else y

    constant("zero", 0)
    constant("six", 6)
    scale = description["input"]
    constant("factor", scale["scale"] / 2 / scale["divisor"])
    constant("offset", (scale["scale"] / 2 - scale["mean"]) / scale["divisor"])
    x = node("Add", [node("Mul", ["images", "factor"], "scaled"), "offset"], "input")
    x = convolution(x, "stem", weights["stem.weight"], size, stride=2)
    side = size // 2
    for i, block in enumerate(description["blocks"][:BLOCKS[-1] + 1]):
        name, y = f"blocks.{i}", x
        if block["hidden"] != block["in"]:
            y = convolution(y, name + ".expand", weights[name + ".expand.weight"][:, :, None, None], side)
        y = convolution(y, name + ".depthwise", weights[name + ".depthwise.weight"][:, None], side, block["stride"],
                        block["hidden"])
        side //= block["stride"]
        y = convolution(y, name + ".project", weights[name + ".project.weight"][:, :, None, None], side,
                        activation=False)
        x = node("Add", [x, y], name) if block["residual"] else y
        if i in BLOCKS:
            outputs.append(helper.make_tensor_value_info(x, TensorProto.FLOAT, [batch, block["out"], side, side]))
    inputs = [helper.make_tensor_value_info("images", TensorProto.FLOAT, [batch, 3, size, size])]
    model = helper.make_model(helper.make_graph(nodes, "trunk", inputs, outputs, constants),
                              opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    return model.SerializeToString()


class Ours:
    """A call, and the outputs as one array: for each image, each block's map, channels last."""

    def __init__(self, options, precision, batch, x):
        self.library = ctypes.CDLL(os.path.abspath(options.library))
        self.check(self.library.dc_set_threads(options.threads))
        trunk = ctypes.c_uint64()
        self.check(self.library.dc_trunk_load(options.weights.encode(), int(precision == "bf16"), ctypes.byref(trunk)))
        length, text = ctypes.c_size_t(), ctypes.create_string_buffer(1 << 16)
        self.check(self.library.dc_trunk_describe(trunk, text, len(text), ctypes.byref(length)))
        self.description = json.loads(text.value)
        blocks = [self.description["blocks"][i] for i in BLOCKS]
        cells = [options.size // block["stride"] for block in blocks]
        self.features = numpy.empty((batch, sum(c * c * b["channels"] for c, b in zip(cells, blocks))), numpy.float32)
        integers = ctypes.c_int32 * len(BLOCKS)
        pointer = ctypes.c_void_p
        self.arguments = (trunk, pointer(x.ctypes.data), ctypes.c_int64(batch), options.size, integers(*BLOCKS),
                          integers(*cells), len(BLOCKS), pointer(self.features.ctypes.data),
                          ctypes.c_int64(self.features.size))

    def check(self, status):
        if status != 0:
            text, length = ctypes.create_string_buffer(2048), ctypes.c_size_t()
            self.library.dc_last_error(text, len(text), ctypes.byref(length))
            raise RuntimeError(text.value.decode())

    def call(self):
        self.check(self.library.dc_trunk_read(*self.arguments))

    def outputs(self):
        self.call()
        return self.features

    def name(self):
        return self.description["kernels"]


def channels_last(maps):
    return numpy.concatenate([m.transpose(0, 2, 3, 1).reshape(len(m), -1) for m in maps], axis=1)


class OpenVino:
    def __init__(self, options, precision, batch, x):
        import openvino

        core = openvino.Core()
        model = core.read_model(onnx_graph(options.weights, batch, options.size), b"")
        compiled = core.compile_model(model, "CPU", {
            "INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": options.threads, "NUM_STREAMS": 1,
            "PERFORMANCE_HINT": "LATENCY"})
        self.request, self.x, self.version = compiled.create_infer_request(), x, openvino.__version__

    def call(self):
        return self.request.infer({0: self.x}, share_inputs=True, share_outputs=True)

    def outputs(self):
        return channels_last(list(self.call().values()))

    def name(self):
        return self.version


class OnnxRuntime:
    def __init__(self, options, precision, batch, x):
        import onnxruntime

        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = options.threads
        self.session = onnxruntime.InferenceSession(onnx_graph(options.weights, batch, options.size), settings,
                                                    providers=["CPUExecutionProvider"])
        self.x, self.version = x, onnxruntime.__version__

    def call(self):
        return self.session.run(None, {"images": self.x})

    def outputs(self):
        return channels_last(self.call())

    def name(self):
        return self.version


def serve(options):
    """Answers one JSON object a line."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    program, precision = options.serve.split(".")
    jobs = {}
    for line in sys.stdin:
        request = json.loads(line)
        batch = request["batch"]
        try:
            if batch not in jobs:
                kind = {"ours": Ours, "openvino": OpenVino, "onnxruntime": OnnxRuntime}[program]
                x = images(batch, options.size)
                jobs[batch] = kind(options, precision, batch, x)
                for _ in range(3):
                    jobs[batch].call()
            job = jobs[batch]
            if request["do"] == "outputs":
                job.outputs().tofile(request["file"])
                answer = {"name": job.name()}
            else:
                started = time.perf_counter()
                for _ in range(request["calls"]):
                    job.call()
                answer = {"seconds": (time.perf_counter() - started) / request["calls"]}
        except Exception as error:  # whatever failed, the other side has to hear it
            answer = {"error": f"{type(error).__name__}: {error}"[:2000]}
        print(json.dumps(answer), file=answers, flush=True)


def check(processes, batch, names):
    """That all compute the same."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = {}
        for contender, process in processes.items():
            file = os.path.join(folder, contender)
            names[contender] = process.ask(do="outputs", batch=batch, file=file)["name"]
            outputs[contender] = numpy.fromfile(file, numpy.float32)
    expected = outputs["onnxruntime.f32"].astype(float)
    for contender, seen in outputs.items():
        error = numpy.linalg.norm(seen - expected) / numpy.linalg.norm(expected)
        print(f"batch {batch}: {contender} differs from ONNX Runtime by {error:.1e}", file=sys.stderr)
        if not error <= TOLERANCE[contender.split(".")[1]]:
            sys.exit(f"{contender} computes something else: {error:.1e} of the norm")


def measure(processes, batch, options):
    """Seconds an image, one number a round."""
    once = {c: p.ask(do="time", batch=batch, calls=1)["seconds"] for c, p in processes.items()}
    calls = {c: max(1, math.ceil(options.seconds / seconds)) for c, seconds in once.items()}
    seconds = {contender: [] for contender in processes}
    for turn in range(options.rounds):
        first = turn % len(CONTENDERS)
        for contender in CONTENDERS[first:] + CONTENDERS[:first]:
            answer = processes[contender].ask(do="time", batch=batch, calls=calls[contender])
            seconds[contender].append(answer["seconds"] / batch)
    return seconds


def rows(batch, seconds):
    for contender in CONTENDERS:
        median, lowest = statistics.median(seconds[contender]), min(seconds[contender])
        cells = [str(batch), contender, f"{median * 1e3:.2f}", f"{lowest * 1e3:.2f}"]
        for ours in ("ours.bf16", "ours.f32"):
            ratios = sorted(p / o for p, o in zip(seconds[contender], seconds[ours], strict=True))
            cells.append(f"{statistics.median(ratios):.2f} ({ratios[0]:.2f}..{ratios[-1]:.2f})")
        yield "| " + " | ".join(cells) + " |"


def main():
    parser = argparse.ArgumentParser(prog="bench/peers/trunk.py")
    parser.add_argument("--weights", required=True, help="the trunk's safetensors file")
    parser.add_argument("--library", default="build/cpu/native/libdiffcont_detect.so", help="ours")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="of every contender (all)")
    parser.add_argument("--size", type=int, default=256, help="pixels a side (256)")
    parser.add_argument("--batches", default="1,16", help="images a call (1,16)")
    parser.add_argument("--rounds", type=int, default=11, help="times that each contender is measured (11)")
    parser.add_argument("--seconds", type=float, default=0.2, help="shortest measurement; short calls are repeated")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options)
        return
    load = os.getloadavg()[0]
    arguments = ["--weights", options.weights, "--library", options.library, "--threads", str(options.threads),
                 "--size", str(options.size)]
    processes = {c: Process([sys.executable, __file__, *arguments, "--serve", c], options.threads) for c in CONTENDERS}
    names, table = {}, []
    try:
        for batch in map(int, options.batches.split(",")):
            check(processes, batch, names)
            table += rows(batch, measure(processes, batch, options))
    except Failure as failure:
        sys.exit(f"bench/peers/trunk.py: {failure}")
    finally:
        for process in processes.values():
            process.close()
    print(f"{machine.processor_name()}, {options.threads} threads each, blocks 0 to {BLOCKS[-1]}, "
          f"{options.size} pixels, {options.rounds} alternating rounds; "
          f"ours: {names['ours.bf16']} and {names['ours.f32']}, "
          f"OpenVINO {names['openvino.f32']}, ONNX Runtime {names['onnxruntime.f32']}.\n")
    if load > 0.5:
        print(f"**The machine was not quiet (load before {load:.1f}): these figures are not worth keeping.**\n")
    print("A ratio is how many times faster ours is: the median over the rounds, and the lowest and highest of a "
          "round.\n")
    print("| batch | contender | ms an image, median | lowest | to ours.bf16 | to ours.f32 |")
    print("|---|---|---|---|---|---|")
    print("\n".join(table))


if __name__ == "__main__":
    main()
