"""Makes tests/golden/ddim: timesteps and trajectories of diffusers' DDIMScheduler, and counter-based noise.

    python tests/parity/ddim_golden.py
"""

import math

import numpy
import torch
from diffusers import DDIMScheduler

import golden
import unet_golden

TIMESTEP_COUNTS = [1, 2, 3, 7, 10, 16, 48, 50]
TRAJECTORY_STEPS = [1, 2, 10, 50]
SHAPE = (1, 2, 4, 4)
NETWORK = dict(unet_golden.DEFAULTS, sample_size=16, channels=(16, 32), attention=(0, 1), layers_per_block=1,
               norm_num_groups=8, class_count=3)
NETWORK_SEED, NETWORK_LABELS, NETWORK_STREAMS = 7, [2, 0, -1], [11, 2**40 + 3, 5]
# Untrained weights amplify rounding step by step (a hundredfold in 10 steps, to order one in 50): few steps only.
NETWORK_CASES = [("leading", 2), ("leading", 10), ("trailing", 3)]
SAMPLES = 128


def scheduler(spacing, offset=0, clip=True, to_one=True):
    return DDIMScheduler(num_train_timesteps=1000, beta_start=1e-4, beta_end=0.02, beta_schedule="linear",
                         clip_sample=clip, set_alpha_to_one=to_one, steps_offset=offset, timestep_spacing=spacing,
                         prediction_type="epsilon")


def philox(seed, stream, blocks):
    """Philox 4x32-10 (Salmon et al. 2011): key = seed, counter = (block, stream); blocks x 4 words."""
    low = numpy.uint64(0xFFFFFFFF)
    block = numpy.arange(blocks, dtype=numpy.uint64)
    x = [block & low, block >> numpy.uint64(32)]
    x += [numpy.full_like(block, stream & 0xFFFFFFFF), numpy.full_like(block, stream >> 32)]
    key = [seed & 0xFFFFFFFF, seed >> 32]
    for _ in range(10):
        first, second = x[0] * numpy.uint64(0xD2511F53), x[2] * numpy.uint64(0xCD9E8D57)
        x = [(second >> numpy.uint64(32)) ^ x[1] ^ numpy.uint64(key[0]), second & low,
             (first >> numpy.uint64(32)) ^ x[3] ^ numpy.uint64(key[1]), first & low]
        key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return numpy.stack(x, axis=1)


def noise(seed, stream, count):
    """Box-Muller on the words (0, 1) and (2, 3) of each block."""
    u = (philox(seed, stream, (count + 3) // 4).astype(numpy.float64) + 0.5) * 2.0**-32
    radius, angle = numpy.sqrt(-2 * numpy.log(u[:, 0::2])), 2 * numpy.pi * u[:, 1::2]
    normals = numpy.stack([radius * numpy.cos(angle), radius * numpy.sin(angle)], axis=2)
    return normals.reshape(-1)[:count].astype(numpy.float32)


def timesteps():
    return {f"{spacing}_{offset}_{count}": scheduled(spacing, offset, count)
            for spacing in ("leading", "trailing") for offset in (0, 1) for count in TIMESTEP_COUNTS}


def scheduled(spacing, offset, count):
    ddim = scheduler(spacing, offset)
    ddim.set_timesteps(count)
    return ddim.timesteps.tolist()


def closed_form_model(x, t):
    return 0.3 * x + 0.7 * math.sin(0.01 * t)


def trajectory(spacing, steps, clip=True, to_one=True):
    ddim = scheduler(spacing, clip=clip, to_one=to_one)
    ddim.set_timesteps(steps)
    x = torch.from_numpy(2 * golden.uniform("initial", SHAPE)).float()
    states = []
    for t in ddim.timesteps.tolist():
        x = ddim.step(closed_form_model(x, t), t, x).prev_sample
        states.append([golden.number(v) for v in x.flatten().tolist()])
    return {"spacing": spacing, "steps": steps, "clip_sample": clip, "set_alpha_to_one": to_one, "states": states}


def network_trajectory(model, spacing, steps):
    """The sampler's whole way with a UNet2DModel; returns the last images, clamped as diffusers' pipeline does."""
    shape = (NETWORK["image_channels"], NETWORK["sample_size"], NETWORK["sample_size"])
    x = torch.stack([torch.from_numpy(noise(NETWORK_SEED, s, math.prod(shape)).reshape(shape))
                     for s in NETWORK_STREAMS])
    labels = torch.tensor([l if l >= 0 else NETWORK["class_count"] for l in NETWORK_LABELS])
    ddim = scheduler(spacing)
    ddim.set_timesteps(steps)
    with torch.no_grad():
        for t in ddim.timesteps:
            x = ddim.step(model(x, t, class_labels=labels).sample, t, x).prev_sample
    return golden.summary("images", x.clamp(-1, 1), SAMPLES)


def main():
    made_with = golden.versions("diffusers", "torch", "numpy")
    golden.write(golden.GOLDEN / "ddim" / "timesteps.json", {"made_with": made_with, **timesteps()})

    cases = {f"{spacing}_{steps}": trajectory(spacing, steps)
             for spacing in ("leading", "trailing") for steps in TRAJECTORY_STEPS}
    cases["leading_10_unclipped"] = trajectory("leading", 10, clip=False)
    cases["leading_10_first_alpha"] = trajectory("leading", 10, to_one=False)
    cases["trailing_7"] = trajectory("trailing", 7)
    golden.write(golden.GOLDEN / "ddim" / "closed_form.json", {"made_with": made_with, "cases": cases})

    betas = scheduler("leading").alphas_cumprod
    golden.write(golden.GOLDEN / "ddim" / "schedule.json", {
        "made_with": made_with, "alphas_cumprod": {str(t): {"value": golden.number(betas[t])}
                                                   for t in (0, 1, 20, 499, 500, 998, 999)}})

    golden.write(golden.GOLDEN / "ddim" / "noise.json", {
        "made_with": made_with,
        "cases": {f"{seed}_{stream}": {"seed": seed, "stream": stream,
                                       "values": [golden.number(v) for v in noise(seed, stream, 13)]}
                  for seed, stream in ((0, 0), (1, 0), (0, 1), (2**63 + 5, 2**40 + 3))}})

    model = unet_golden.build(NETWORK).eval()
    unet_golden.add_empty_class(model)
    golden.write(golden.GOLDEN / "ddim" / "network.json", {
        "made_with": made_with, "config": {k: v for k, v in NETWORK.items()}, "seed": NETWORK_SEED,
        "labels": NETWORK_LABELS, "streams": NETWORK_STREAMS,
        "cases": {f"{spacing}_{steps}": {"spacing": spacing, "steps": steps,
                                         "images": network_trajectory(model, spacing, steps)}
                  for spacing, steps in NETWORK_CASES}})


if __name__ == "__main__":
    main()
