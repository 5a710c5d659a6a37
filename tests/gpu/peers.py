"""What diffusers does on the same GPU. Usage: peers.py sampling|training eager|compiled GO

Gets ready, which takes minutes for what is compiled, and times nothing before the file GO exists. Writes one line of
JSON. The U-Net is the paper's as tests/gpu/bench.cpp has it, in bfloat16 and channels-last. The training step is the
same work: student and frozen teacher on 32 images, noise and distillation loss, gradient clipping, fused Adam.
"""
import json
import pathlib
import statistics
import sys
import time

import torch


def warm_up(work):
    for _ in range(3):
        work()
    torch.cuda.synchronize()


def seconds(work, repeats=9):
    warm_up(work)
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


def sampling(mode):
    """A denoising step of 256 images."""
    from diffusers import DDIMScheduler
    model = unet().to(torch.bfloat16).eval()
    if mode:
        model = torch.compile(model, mode=mode)
    scheduler = DDIMScheduler()
    scheduler.set_timesteps(50)
    images = torch.randn(256, 3, 32, 32, device="cuda", dtype=torch.bfloat16).to(memory_format=torch.channels_last)
    labels = torch.arange(256, device="cuda") % 15
    timestep = scheduler.timesteps[10]
    on_device = timestep.cuda()  # else each call would copy it, and compiled code could not be one graph

    @torch.no_grad()
    def step():
        noise = model(images, on_device, class_labels=labels).sample
        scheduler.step(noise, timestep, images)

    return step


def training(mode):
    """A step on 16 current and 16 replayed images."""
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

    objective = torch.compile(loss_of, mode=mode) if mode else loss_of

    def step():
        optimizer.zero_grad(set_to_none=True)
        objective().backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimizer.step()

    return step


# Tuning the kernels of a training step would take longer than a run of tests may.
MODES = {"sampling": "max-autotune", "training": "reduce-overhead"}


def main():
    name, kind, go = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    torch.backends.cudnn.benchmark = True
    begun = time.perf_counter()
    result = {"mode": MODES[name] if kind == "compiled" else "eager", "torch": torch.__version__}
    try:
        import diffusers
        result["diffusers"] = diffusers.__version__
        step = {"sampling": sampling, "training": training}[name](MODES[name] if kind == "compiled" else None)
        warm_up(step)
        result["ready_after_s"] = time.perf_counter() - begun
        print("ready", file=sys.stderr, flush=True)
        while not go.exists():
            time.sleep(0.1)
        result["step_ms"] = 1e3 * seconds(step)
        if name == "sampling":
            result["images_per_second"] = 256 / (50e-3 * result["step_ms"])
    except Exception as failure:  # a peer that cannot run is reported; the others still do
        result["error"] = f"{type(failure).__name__}: {failure}"[:500]
    print(json.dumps(result))


main()
