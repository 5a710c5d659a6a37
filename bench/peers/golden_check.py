"""Checks that the peers' side computes what the golden data says: the U-Net's two outputs and the losses.

    python bench/peers/golden_check.py

Prints the largest errors; exit status 1 when one is above its tolerance.
"""

import json
import sys

import inputs
import golden
import losses
import numpy
import torch
import unet_golden
from network import Network

TOLERANCE = 1e-4


def read(name):
    return json.loads((golden.GOLDEN / name).read_text())


def network_errors():
    expected = read("unet/paper.json")
    network = Network(inputs.CLASSES).eval()
    unet_golden.add_empty_class(network.unet)
    case = expected["config"]
    labels = torch.tensor([label if label >= 0 else inputs.CLASSES for label in case["labels"]])
    images = torch.from_numpy(inputs.images(len(labels)))
    timesteps = torch.tensor(case["timesteps"])
    with torch.no_grad():
        bottleneck, skips, embedding = network.encode(images, timesteps, labels)
        outputs = {
            "predicted_noise": network.predict(images, timesteps, labels),
            "bottleneck": bottleneck,
        }
        split = network.decode(bottleneck, skips, embedding)
    errors = {"split": (split - outputs["predicted_noise"]).abs().max().item()}
    for name, value in outputs.items():
        want = expected["outputs"][name]
        flat = value.reshape(-1).double().numpy()
        if not want["full"]:
            flat = flat[golden.positions(name, flat.size, len(want["samples"]))]
        errors[name] = numpy.abs(flat - want["samples"]).max() / want["largest"]
    return errors


def loss_errors():
    """On the tensors of tests/parity/losses_golden.py."""
    def tensor(name, shape):
        return torch.from_numpy(golden.uniform(name, shape)).float()

    expected = read("learning/losses.json")["values"]
    noise, predicted, teacher_noise = (tensor(name, (4, 3, 5, 5)) for name in ("noise", "predicted", "teacher noise"))
    logits, teacher_logits = 3 * tensor("logits", (6, 5)), 3 * tensor("teacher logits", (6, 3))
    embeddings, teacher_embeddings = tensor("embeddings", (6, 7)), tensor("teacher embeddings", (6, 7))
    labels = torch.tensor([0, 4, 4, 2, 0, 4])
    values = losses.terms(predicted, noise, embeddings, logits, labels, teacher_noise, teacher_embeddings,
                          teacher_logits)
    actual = dict(zip(losses.WEIGHTS, values.tolist()))
    return {name: abs(actual[name] - want["value"]) / want["value"] for name, want in expected.items()}


def errors():
    return network_errors() | loss_errors()


if __name__ == "__main__":
    found = errors()
    for name, error in found.items():
        print(f"{name:26} {error:.1e}")
    if not all(error <= TOLERANCE for error in found.values()):
        sys.exit("bench/peers/golden_check.py: not what the golden data says")
