"""The trunk in PyTorch, built from the file that our own reads, as the `backbone` of anomalib's models.

    python bench/peers/detection_trunk.py FILE.safetensors

compares it with tests/golden/trunk, which our trunk is tested against as well.
"""

import json
import pathlib
import sys

import torch
from torch import nn

import trunk

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests" / "parity"))

# Largest difference from the golden data, as a share of the block's largest output.
TOLERANCE = 1e-4


class Convolution(nn.Sequential):
    """With TensorFlow's "same" padding, which for even sides depends on kernel and stride alone."""

    def __init__(self, weights, name, stride=1, groups=1, activation=True):
        weight = torch.from_numpy(weights[name + ".weight"].copy())
        if groups > 1:
            weight = weight[:, None]
        weight = weight.reshape(*weight.shape, *[1] * (4 - weight.dim()))
        out, inputs, kernel, _ = weight.shape
        padding = kernel - stride
        before, after = padding // 2, padding - padding // 2
        layers = [nn.ZeroPad2d((before, after, before, after))] if padding > 0 else []
        convolution = nn.Conv2d(inputs * groups, out, kernel, stride, groups=groups)
        convolution.weight.data = weight
        convolution.bias.data = torch.from_numpy(weights[name + ".bias"].copy())
        super().__init__(*layers, convolution, *([nn.ReLU6()] if activation else []))


class Block(nn.Module):
    """An inverted residual; expansion, depthwise convolution and projection."""

    def __init__(self, weights, name, block):
        super().__init__()
        layers = []
        if block["hidden"] != block["in"]:
            layers.append(Convolution(weights, name + ".expand"))
        layers.append(Convolution(weights, name + ".depthwise", block["stride"], block["hidden"]))
        layers.append(Convolution(weights, name + ".project", activation=False))
        self.layers = nn.Sequential(*layers)
        self.residual = block["residual"]

    def forward(self, x):
        y = self.layers(x)
        return x + y if self.residual else y


class Trunk(nn.Module):
    """Stem and blocks. RGB images in [0, 1], N x 3 x H x W, sides multiples of 32."""

    def __init__(self, file):
        super().__init__()
        description, weights = trunk.read_weights(file)
        self.input = description["input"]
        self.stem = Convolution(weights, "stem", 2)
        self.blocks = nn.Sequential(*[Block(weights, f"blocks.{i}", block)
                                      for i, block in enumerate(description["blocks"])])
        self.requires_grad_(False)
        self.eval()
        self.to(memory_format=torch.channels_last)

    def scaled(self, images):
        return (images * self.input["scale"] - self.input["mean"]) / self.input["divisor"]

    def forward(self, images):
        return self.blocks(self.stem(self.scaled(images)))


def errors(file):
    """Of each block, on the golden data's image."""
    import golden
    import trunk_golden

    name = "efficientnet_lite0"
    expected = json.loads((trunk_golden.FOLDER / f"{name}.json").read_text())[name]
    model = Trunk(file)
    image = torch.from_numpy(trunk_golden.image(name, expected["settings"]["image_size"]))[None]
    found = {}
    with torch.inference_mode():
        x = model.stem(model.scaled((image + 1) / 2))
        for i, block in enumerate(model.blocks):
            x, want = block(x), expected[f"blocks.{i}"]
            flat = x[0].permute(1, 2, 0).reshape(-1).double()
            seen = flat[golden.positions(f"{name}.{i}", flat.numel(), len(want["samples"]))]
            found[f"blocks.{i}"] = (seen - torch.tensor(want["samples"])).abs().max().item() / want["largest"]
    return found


def check(file):
    wrong = {name: error for name, error in errors(file).items() if not error <= TOLERANCE}
    if wrong:
        raise RuntimeError(f"the trunk in PyTorch, read from {file}, is not what tests/golden/trunk says: {wrong}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for name, error in errors(sys.argv[1]).items():
        print(f"{name:10} {error:.1e}")
    check(sys.argv[1])
