"""What diffusers does on the same GPU: sampling and a training step, eager and compiled. Writes JSON to stdout.

The U-Net is the paper's as tests/gpu/bench.cpp has it, in bfloat16 and channels-last. The training step is the same
work: student and frozen teacher on 32 images, noise and distillation loss, gradient clipping, fused Adam.
"""
import json
import statistics
import sys
import time

import torch


def seconds(work, repeats=7):
    for _ in range(3):
        work()
    times = []
    for _ in range(repeats):
        torch.cuda.synchronize()
        start = time.perf_counter()
        work()
        torch.cuda.synchronize()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def unet():
    from diffusers import UNet2DModel
    return UNet2DModel(
        sample_size=32, in_channels=3, out_channels=3, block_out_channels=(64, 128, 256), layers_per_block=2,
        down_block_types=("DownBlock2D", "DownBlock2D", "AttnDownBlock2D"),
        up_block_types=("AttnUpBlock2D", "UpBlock2D", "UpBlock2D"), num_class_embeds=15,
    ).cuda().to(memory_format=torch.channels_last)


def sampling(compiled):
    from diffusers import DDIMScheduler
    model = unet().to(torch.bfloat16).eval()
    if compiled:
        model = torch.compile(model, mode="max-autotune")
    scheduler = DDIMScheduler()
    scheduler.set_timesteps(50)
    images = torch.randn(256, 3, 32, 32, device="cuda", dtype=torch.bfloat16).to(memory_format=torch.channels_last)
    labels = torch.arange(256, device="cuda") % 15
    timestep = scheduler.timesteps[10]

    @torch.no_grad()
    def step():
        noise = model(images, timestep, class_labels=labels).sample
        scheduler.step(noise, timestep, images)

    step_seconds = seconds(step)
    return {"step_ms": 1e3 * step_seconds, "images_per_second": 256 / (50 * step_seconds)}


def training(compiled):
    student, teacher = unet(), unet().eval().requires_grad_(False)
    optimizer = torch.optim.Adam(student.parameters(), lr=2e-4, fused=True)
    images = torch.randn(32, 3, 32, 32, device="cuda").to(memory_format=torch.channels_last)
    noise = torch.randn_like(images)
    labels = torch.arange(32, device="cuda") % 15
    timesteps = torch.randint(0, 1000, (32,), device="cuda")

    def loss_of():
        with torch.autocast("cuda", torch.bfloat16):
            predicted = student(images, timesteps, class_labels=labels).sample
            with torch.no_grad():
                taught = teacher(images[16:], timesteps[16:], class_labels=labels[16:]).sample
        return (torch.nn.functional.mse_loss(predicted.float(), noise)
                + torch.nn.functional.mse_loss(predicted[16:].float(), taught.float()))

    objective = torch.compile(loss_of, mode="max-autotune") if compiled else loss_of

    def step():
        optimizer.zero_grad(set_to_none=True)
        objective().backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimizer.step()

    return {"step_ms": 1e3 * seconds(step)}


def main():
    report = {"torch": torch.__version__}
    try:
        import diffusers
        report["diffusers"] = diffusers.__version__
    except ImportError:
        report["skipped"] = "diffusers is not installed"
        json.dump(report, sys.stdout, indent=1)
        return
    torch.backends.cudnn.benchmark = True
    for name, work in {"sampling": sampling, "training": training}.items():
        for compiled in (False, True):
            key = f"{name}_{'compiled' if compiled else 'eager'}"
            try:
                report[key] = work(compiled)
            except Exception as failure:  # a peer that cannot run is reported and the others still run
                report[key] = {"error": f"{type(failure).__name__}: {failure}"[:500]}
    json.dump(report, sys.stdout, indent=1)


main()
