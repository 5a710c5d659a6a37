"""anomalib's PaDiM and PatchCore, its own classes, with our trunk in place of the network they would download.

Each model here has begin(), add(images) of training images, fit(), score(images), and bytes() that a class takes.
Images are N x 3 x H x W in [0, 1].
"""

import sys

import numpy
import torch
from anomalib.models.components.sampling import KCenterGreedy
from anomalib.models.image.padim.torch_model import PadimModel
from anomalib.models.image.patchcore import torch_model as patchcore

# The share of channels that PaDiM draws by default, which is that of its default network: 100 of resnet18's 448.
PADIM_SHARE = 100 / 448


def seed(number):
    """Of all that anomalib draws: its random projection comes from numpy."""
    torch.manual_seed(number)
    numpy.random.seed(number)


def size_of(*tensors):
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)


class Padim:
    """On the blocks of stride 4, 8 and 16, as anomalib's default layers are. Blurred map's maximum."""

    def __init__(self, trunk, options):
        layers = ["blocks.2", "blocks.4", "blocks.10"]
        channels = sum(trunk.blocks[int(layer.split(".")[1])].layers[-1][-1].out_channels for layer in layers)
        share = PADIM_SHARE if options.method == "padim" else 1
        self.model = PadimModel(trunk, layers, pre_trained=False, n_features=round(share * channels))

    def begin(self):
        self.model.train()

    def add(self, images):
        self.model(images)

    def fit(self):
        self.model.fit()
        self.model.eval()

    def score(self, images):
        return self.model(images).pred_score

    def bytes(self):
        return size_of(self.model.idx, self.model.gaussian.mean, self.model.gaussian.inv_covariance)


class Selection(KCenterGreedy):
    """The same choice of patches, several times faster: squared distances by a product of matrix and vector."""

    def update_distances(self, cluster_center):
        if self.min_distances is None:
            self.norms = (self.features ** 2).sum(1)
        center = self.features[cluster_center].reshape(-1)
        distances = torch.addmv(self.norms + center.dot(center), self.features, center, alpha=-2).clamp_(min=0)[:, None]
        self.min_distances = distances if self.min_distances is None else torch.minimum(self.min_distances, distances)


class Patchcore:
    """On the blocks of stride 8 and 16, as anomalib's default layers are; 9 neighbours, its default."""

    def __init__(self, trunk, options):
        self.coreset = options.coreset
        patchcore.KCenterGreedy = Selection
        self.model = patchcore.PatchcoreModel(["blocks.4", "blocks.10"], trunk, pre_trained=False)

    def begin(self):
        self.model.train()

    def add(self, images):
        self.model(images)

    def fit(self):
        self.model.subsample_embedding(self.coreset)
        self.model.eval()

    def score(self, images):
        return self.model(images).pred_score

    def bytes(self):
        return size_of(self.model.memory_bank)


def selections_agree(patches, dimensions, ratio):
    """Whether Selection picks what anomalib's own class picks, from the same first patch, of random patches."""
    generator = torch.Generator().manual_seed(1)
    picked = []
    points = torch.randn(patches, dimensions, generator=generator)
    for kind in (KCenterGreedy, Selection):
        seed(2)
        picked.append(kind(points, ratio).select_coreset_idxs())
    return picked[0] == picked[1]


if __name__ == "__main__":
    if not selections_agree(5000, 152, 0.05):
        sys.exit("detection_anomalib.py: the faster selection picks other patches than anomalib's")
    print("both selections pick the same patches")
