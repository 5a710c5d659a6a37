"""The Python half of tests/native/storage/interchange_test.cpp.

    python tests/parity/interchange.py FOLDER

FOLDER/ours holds a network that this library saved, and FOLDER/ours_outputs.safetensors its inputs and predicted noise.
Loads it with diffusers and compares; then saves other weights with diffusers into FOLDER/theirs, with the outputs
beside it in FOLDER/theirs_outputs.safetensors.
"""

import pathlib
import shutil
import sys

import torch
from diffusers import DDIMScheduler, UNet2DModel
from safetensors.torch import load_file, save_file


def main(folder):
    ours, theirs = folder / "ours", folder / "theirs"
    model, report = UNet2DModel.from_pretrained(ours / "unet", output_loading_info=True, low_cpu_mem_usage=False)
    assert not any(report.values()), report
    given = load_file(folder / "ours_outputs.safetensors")
    with torch.no_grad():
        noise = model(given["images"], given["timesteps"], given["labels"]).sample
    error = ((noise - given["noise"]).abs().max() / noise.abs().max()).item()
    print(f"largest relative error of the predicted noise: {error:.1e}")
    assert error <= 1e-4, error

    scheduler = DDIMScheduler.from_pretrained(ours / "scheduler")
    assert scheduler.config.num_train_timesteps == 1000 and scheduler.config.prediction_type == "epsilon"
    assert abs(scheduler.betas[0].item() - 1e-4) < 1e-10 and abs(scheduler.betas[-1].item() - 0.02) < 1e-8
    scheduler.set_timesteps(10)
    assert scheduler.timesteps.tolist() == [900, 800, 700, 600, 500, 400, 300, 200, 100, 0]

    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.05 * torch.randn(parameter.shape, generator=generator))
        noise = model(given["images"], given["timesteps"], given["labels"]).sample
    model.save_pretrained(theirs / "unet")
    scheduler.save_pretrained(theirs / "scheduler")
    for name in ("head.json", "head.safetensors"):
        shutil.copy(ours / name, theirs / name)
    save_file({"noise": noise}, folder / "theirs_outputs.safetensors")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
