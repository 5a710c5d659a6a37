"""Makes tests/golden/features/reconstruction.json: errors of diffusers' estimate of the clean image.

    python tests/parity/reconstruction_golden.py

UNet2DModel predicts the noise of x_t = DDIMScheduler.add_noise(x, common noise, t); DDIMScheduler.step gives the
estimate (pred_original_sample, clipped). The mean |error| of each colour channel and the mean squared error are pooled.
"""

import math

import torch

import ddim_golden
import golden
import unet_golden

CASE = ddim_golden.NETWORK
SEED, STREAM = 12, 5
TIMESTEPS, LABELS = [50, 200, 999], [1, -1, 0]
GRIDS = [1, 4, 6, 16]


def errors(model, timesteps, labels):
    shape = (CASE["image_channels"], CASE["sample_size"], CASE["sample_size"])
    images = torch.from_numpy(golden.uniform("images", (len(timesteps), *shape)).astype("float32"))
    noise = torch.from_numpy(ddim_golden.noise(SEED, STREAM, math.prod(shape)).reshape(shape))
    ddim = ddim_golden.scheduler("leading")
    ddim.set_timesteps(1000)
    estimates = []
    for image, timestep, label in zip(images, timesteps, labels):
        noised = ddim.add_noise(image[None], noise[None], torch.tensor([timestep]))
        label = torch.tensor([label if label >= 0 else CASE["class_count"]])
        with torch.no_grad():
            predicted = model(noised, timestep, class_labels=label).sample
        estimates.append(ddim.step(predicted, timestep, noised).pred_original_sample[0])
    error = torch.stack(estimates) - images
    return torch.cat([error.abs(), error.square().mean(1, keepdim=True)], 1)


def main():
    model = unet_golden.build(CASE).eval()
    unet_golden.add_empty_class(model)
    maps = errors(model, TIMESTEPS, LABELS)
    pooled = {grid: torch.nn.functional.adaptive_avg_pool2d(maps, grid).flatten(2).transpose(1, 2) for grid in GRIDS}
    golden.write(golden.GOLDEN / "features" / "reconstruction.json", {
        "made_with": golden.versions("diffusers", "torch", "numpy"), "config": CASE, "seed": SEED, "stream": STREAM,
        "timesteps": TIMESTEPS, "labels": LABELS,
        "grids": {str(grid): golden.summary("reconstruction", values, 128) for grid, values in pooled.items()}})


if __name__ == "__main__":
    main()
