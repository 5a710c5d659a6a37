"""EfficientNet-lite0 as a trunk: the layers that are kept, each with its batch norm folded into its weights.

EfficientNet (Tan and Le 2019) without squeeze-and-excitation and with ReLU6. The stages and the batch norm's epsilon are
those of Google's EfficientNet-lite, as the PyPI package efficientnet_lite_pytorch 0.1.0 has them.
"""

import array
import math

NAME = "efficientnet-lite0"
EPSILON = 1e-3
STEM_CHANNELS = 32
# Repeats, kernel, stride of the first, expansion, channels out.
STAGES = [(1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112), (4, 5, 2, 6, 192),
          (1, 3, 1, 6, 320)]


def blocks():
    """What the trunk's file says of each block, first to last."""
    described, channels = [], STEM_CHANNELS
    for repeats, kernel, first_stride, expansion, out in STAGES:
        for repeat in range(repeats):
            stride = first_stride if repeat == 0 else 1
            described.append({"kind": "mbconv", "in": channels, "hidden": channels * expansion, "out": out,
                              "kernel": kernel, "stride": stride, "residual": stride == 1 and channels == out,
                              "activation": "relu6"})
            channels = out
    return described


def description(count, source):
    """What the trunk's file says of itself, with that many blocks."""
    return {"format": 1, "name": NAME, "input": {"scale": 255, "mean": 127, "divisor": 128},
            "stem": {"channels": STEM_CHANNELS, "kernel": 3, "stride": 2, "activation": "relu6"},
            "blocks": blocks()[:count], "padding": "same", "training": "ImageNet", "licence": "Apache-2.0",
            "source": source}


def folded(tensors, count):
    """The stem's and the first blocks' weights and biases, name -> (shape, array), from the tensors of the package.

    A convolution w and a batch norm (gamma, beta, mean, variance) become one convolution: w * s with the bias
    beta - mean * s, where s = gamma / sqrt(variance + epsilon); computed in doubles.
    """
    result = {}

    def take(name, convolution, norm, shape, torch_shape):
        values = _values(tensors, convolution + ".weight", torch_shape)
        gamma, beta, mean, variance = (_values(tensors, f"{norm}.{part}", (shape[0],))
                                       for part in ("weight", "bias", "running_mean", "running_var"))
        if not all(v >= 0 for v in variance):
            raise ValueError(f"{norm}.running_var has a negative value")
        scales = [g / math.sqrt(v + EPSILON) for g, v in zip(gamma, variance)]
        each = len(values) // shape[0]
        weight = array.array("f", [value * scales[i // each] for i, value in enumerate(values)])
        bias = array.array("f", [b - m * s for b, m, s in zip(beta, mean, scales)])
        if not all(map(math.isfinite, weight)) or not all(map(math.isfinite, bias)):
            raise ValueError(f"{convolution} has a weight that is not finite")
        result[name + ".weight"] = (shape, weight)
        result[name + ".bias"] = ((shape[0],), bias)

    take("stem", "_conv_stem", "_bn0", (STEM_CHANNELS, 3, 3, 3), (STEM_CHANNELS, 3, 3, 3))
    for i, block in enumerate(blocks()[:count]):
        source, target = f"_blocks.{i}.", f"blocks.{i}."
        inputs, hidden, out, kernel = block["in"], block["hidden"], block["out"], block["kernel"]
        if hidden != inputs:
            take(target + "expand", source + "_expand_conv", source + "_bn0", (hidden, inputs), (hidden, inputs, 1, 1))
        take(target + "depthwise", source + "_depthwise_conv", source + "_bn1", (hidden, kernel, kernel),
             (hidden, 1, kernel, kernel))
        take(target + "project", source + "_project_conv", source + "_bn2", (out, hidden), (out, hidden, 1, 1))
    return result


def _values(tensors, name, shape):
    if name not in tensors:
        raise ValueError(f"there is no {name}")
    found, values = tensors[name]
    if found != shape or values.typecode != "f":
        raise ValueError(f"{name} has shape {found}, not {shape}")
    return values
