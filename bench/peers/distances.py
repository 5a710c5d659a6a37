"""Squared distances of whitened embeddings to class means."""

import inputs
import torch
from job import Job


def cdist(x, means):
    return torch.cdist(x, means).square()


def cdist_direct(x, means):
    return torch.cdist(x, means, compute_mode="donot_use_mm_for_euclid_dist").square()


def expansion(x, means):
    """|x|^2 - 2 x.m + |m|^2 by a matrix product."""
    squares = x.square().sum(1, keepdim=True) + means.square().sum(1)
    return torch.addmm(squares, x, means.T, alpha=-2)


KERNELS = {
    "cdist": lambda: cdist,
    "cdist_direct": lambda: cdist_direct,
    "expansion": lambda: expansion,
    "expansion_compiled": lambda: torch.compile(expansion, dynamic=False),
}


def distance_job(name, batch):
    kernel = KERNELS[name]()
    x, means = torch.from_numpy(inputs.whitened(batch)), torch.from_numpy(inputs.class_means())

    def call():
        with torch.no_grad():
            return kernel(x, means)

    return Job(call, lambda: call()[: inputs.CHECKED_ROWS])
