"""Writes tests/golden/image_features/features.json: features of one small image, from numpy alone.

The definitions are those of native/include/diffcont/detect/image_features.h.

    python tests/parity/image_features_golden.py tests/golden/image_features/features.json
"""
import json
import sys

import numpy as np

SIZE = 32


def image():
    """Bytes, 3 x SIZE x SIZE: stripes, a blob, a dark square and seeded noise."""
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    stripes = 40 * np.sin(0.7 * x + 0.3 * y)
    blob = 70 * np.exp(-((x - 20) ** 2 + (y - 9) ** 2) / 30)
    values = np.stack([120 + stripes + blob, 110 - stripes, 90 + blob + 2 * y])
    values[:, 22:27, 4:10] -= 80
    values += np.random.default_rng(7).normal(0, 6, values.shape)
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def expose(x, exposure):
    if exposure == "as_is":
        return x
    centred = x - x.mean()
    return centred if exposure == "mean_subtracted" else centred / (x.std() + 0.05)


def luminance(x):
    return 0.299 * x[0] + 0.587 * x[1] + 0.114 * x[2]


def cells(plane, grid):
    """grid*grid x cell x cell."""
    cell = plane.shape[0] // grid
    return plane.reshape(grid, cell, grid, cell).swapaxes(1, 2).reshape(grid * grid, cell, cell)


def kernels(sigma, angle):
    radius = 3 * sigma
    y, x = np.mgrid[-radius:radius + 1, -radius:radius + 1].astype(float)
    u = x * np.cos(angle) + y * np.sin(angle)
    v = -x * np.sin(angle) + y * np.cos(angle)
    g = np.exp(-u**2 / (2 * sigma**2) - v**2 / (2 * (1.5 * sigma) ** 2))
    pair = []
    for kernel in ((u**2 / sigma**2 - 1) * g, -(u / sigma) * g):
        kernel = kernel - kernel.mean()
        pair.append(kernel / np.abs(kernel).sum())
    return pair


def correlate(plane, kernel, stride):
    radius = kernel.shape[0] // 2
    padded = np.pad(plane, radius, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)[::stride, ::stride]
    return np.einsum("ijkl,kl->ij", windows, kernel)


def filter_bank(x, grid):
    light = luminance(x)
    mean_energy, largest, mean_even = [], [], []
    for sigma in (1, 2, 4):
        for orientation in range(4):
            even, odd = (correlate(light, k, 1 if sigma == 1 else 2) for k in kernels(sigma, orientation * np.pi / 4))
            energy = cells(np.sqrt(even**2 + odd**2), grid)
            mean_energy.append(energy.mean((1, 2)))
            largest.append(energy.max((1, 2)))
            mean_even.append(cells(even, grid).mean((1, 2)))
    colours = [cells(x[c], grid).mean((1, 2)) for c in range(3)]
    return np.stack(mean_energy + largest + mean_even + colours + [cells(light, grid).std((1, 2))], 1)


def dct(x, grid):
    blocks = cells(luminance(x), grid)
    n = blocks.shape[1]
    k, position = np.mgrid[0:n, 0:n]
    basis = np.sqrt(2 / n) * np.cos(np.pi * (2 * position + 1) * k / (2 * n))
    basis[0] /= np.sqrt(2)
    coefficients = np.einsum("ky,nyx,lx->nkl", basis, blocks, basis).reshape(len(blocks), n * n)
    chroma = [cells(x[c] - luminance(x), grid).mean((1, 2)) for c in (2, 0)]
    return np.concatenate([coefficients, np.stack(chroma, 1)], 1)


def pixels(x, grid):
    return np.stack([cells(x[c], grid).mean((1, 2)) for c in range(3)], 1)


def main(path):
    values = image()
    cases = []
    for kind, read, grid in (("filter_bank", filter_bank, 4), ("dct", dct, 4), ("pixels", pixels, 8)):
        for exposure in ("as_is", "mean_subtracted", "standardised"):
            features = read(expose(values / 127.5 - 1, exposure), grid)
            cases.append({"kind": kind, "exposure": exposure, "grid": grid, "channels": features.shape[1],
                          "features": [float(f"{v:.8g}") for v in features.ravel()]})
    with open(path, "w") as file:
        json.dump({"source": "tests/parity/image_features_golden.py", "image_size": SIZE,
                   "image": values.ravel().tolist(), "cases": cases}, file)
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
