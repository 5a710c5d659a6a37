"""The Gaussian of Rippel, Mertens and Merhof 2020: of each level of a pretrained network the features averaged over
the image, one Gaussian a level with Ledoit and Wolf's shrinkage, and the sum of the Mahalanobis distances.

Levels are the stem and the last block of each stage. The paper's EfficientNets have one more, the last convolution
before the classifier, which is no part of our file.
"""

import numpy
import torch
from sklearn.covariance import LedoitWolf

# Of EfficientNet-lite0.
STAGE_ENDS = (0, 2, 4, 7, 10, 14, 15)


class Gaussian:
    """begin(), add(images) of training images, fit(), score(images), bytes(); images as for anomalib's models."""

    def __init__(self, trunk, options):
        self.trunk = trunk
        self.features = []
        self.levels = []

    def read(self, images):
        """A matrix a level, images x channels, float64."""
        with torch.inference_mode():
            x = self.trunk.stem(self.trunk.scaled(images))
            means = [x.mean((2, 3))]
            for i, block in enumerate(self.trunk.blocks):
                x = block(x)
                if i in STAGE_ENDS:
                    means.append(x.mean((2, 3)))
        return [mean.double().numpy() for mean in means]

    def begin(self):
        self.features.clear()

    def add(self, images):
        self.features.append(self.read(images))

    def fit(self):
        self.levels = [LedoitWolf().fit(numpy.concatenate(batches)) for batches in zip(*self.features, strict=True)]
        self.features.clear()

    def score(self, images):
        # scikit-learn's distances are squared.
        return sum(numpy.sqrt(level.mahalanobis(x)) for level, x in zip(self.levels, self.read(images), strict=True))

    def bytes(self):
        """Mean and inverse covariance in f32, as the others store them."""
        return sum(4 * (level.location_.size + level.precision_.size) for level in self.levels)
