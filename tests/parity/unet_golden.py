"""Makes tests/golden/unet: outputs and gradients of diffusers' UNet2DModel.

    python tests/parity/unet_golden.py

Each case gives the predicted noise, the mid block's output, each level's features, and every parameter's gradient of
sum(predicted noise * upstream). Label -1 means "no class embedding": the reference has an all-zero row for it.
"""

import torch
from diffusers import UNet2DModel

import golden

GRADIENT_SAMPLES = 16
LEVEL_SAMPLES = 32
OUTPUT_SAMPLES = 256
LARGEST_FULL_OUTPUT = 3072

# No case has as many groups as channels: then a group norm cancels the biases before it, whose gradients are noise.
CASES = {
    "plain": dict(sample_size=16, channels=(16, 32), attention=(0, 0), layers_per_block=1, norm_num_groups=8,
                  attention_head_dim=8, class_count=1, timesteps=[0], labels=[0]),
    "heads16": dict(sample_size=16, channels=(32, 32, 64), attention=(0, 1, 1), norm_num_groups=16,
                    attention_head_dim=16, class_count=3, timesteps=[999, 1, 500], labels=[2, -1, 0]),
    "heads8": dict(sample_size=32, channels=(32, 32, 64), attention=(0, 1, 1), norm_num_groups=16, norm_eps=1e-6,
                   class_count=2, timesteps=[77], labels=[1]),
    "grey24": dict(sample_size=24, image_channels=1, channels=(16, 32, 32), attention=(1, 0, 1), layers_per_block=1,
                   norm_num_groups=4, class_count=4, timesteps=[10, 250, 998], labels=[3, 3, 1]),
    "one_level": dict(sample_size=16, channels=(32,), attention=(1,), norm_num_groups=8, class_count=2,
                      timesteps=[3, 600], labels=[-1, -1]),
    "paper": dict(sample_size=32, channels=(64, 128, 256), attention=(0, 0, 1), class_count=15,
                  timesteps=[20, 400, 981], labels=[14, 0, -1]),
}
DEFAULTS = dict(image_channels=3, layers_per_block=2, norm_num_groups=32, attention_head_dim=8, norm_eps=1e-5)


def build(case):
    attention = case["attention"]
    model = UNet2DModel(
        sample_size=case["sample_size"],
        in_channels=case["image_channels"],
        out_channels=case["image_channels"],
        block_out_channels=case["channels"],
        down_block_types=tuple("AttnDownBlock2D" if a else "DownBlock2D" for a in attention),
        up_block_types=tuple("AttnUpBlock2D" if a else "UpBlock2D" for a in reversed(attention)),
        layers_per_block=case["layers_per_block"],
        norm_num_groups=case["norm_num_groups"],
        attention_head_dim=case["attention_head_dim"],
        norm_eps=case["norm_eps"],
        num_class_embeds=case["class_count"],
    )
    state = {name: torch.from_numpy(golden.weight(name, tuple(v.shape))) for name, v in model.state_dict().items()}
    model.load_state_dict(state)
    return model


def add_empty_class(model):
    """Appends an all-zero class row, which stands for label -1."""
    rows = model.class_embedding.weight.detach()
    model.class_embedding = torch.nn.Embedding.from_pretrained(
        torch.cat([rows, torch.zeros(1, rows.shape[1])]), freeze=False
    )


def record_levels(model):
    levels = []

    def keep(module, inputs, output):
        levels.append(output.detach())

    for block in [*model.down_blocks, model.mid_block, *model.up_blocks]:
        if block is model.mid_block:
            block.register_forward_hook(keep)
        else:
            (block.attentions if hasattr(block, "attentions") else block.resnets)[-1].register_forward_hook(keep)
    return levels


def values(name, tensor):
    summary = golden.summary(name, tensor, OUTPUT_SAMPLES)
    if tensor.numel() <= LARGEST_FULL_OUTPUT:
        summary["samples"] = [golden.number(v) for v in tensor.reshape(-1).tolist()]
    summary["full"] = tensor.numel() <= LARGEST_FULL_OUTPUT
    return summary


def make(name):
    case = DEFAULTS | CASES[name]
    model = build(case)
    names = list(model.state_dict())
    add_empty_class(model)
    levels = record_levels(model)
    count = len(case["labels"])
    shape = (count, case["image_channels"], case["sample_size"], case["sample_size"])
    images = torch.from_numpy(golden.uniform("images", shape).astype("float32"))
    upstream = torch.from_numpy(golden.uniform("upstream", shape).astype("float32"))
    labels = torch.tensor([label if label >= 0 else case["class_count"] for label in case["labels"]])
    noise = model(images, torch.tensor(case["timesteps"]), labels).sample
    (noise * upstream).sum().backward()

    gradients = {}
    parameters = dict(model.named_parameters())
    for parameter in names:
        gradient = parameters[parameter].grad
        if parameter == "class_embedding.weight":
            gradient = gradient[: case["class_count"]]
        gradients[parameter] = golden.summary(parameter, gradient, GRADIENT_SAMPLES)
    level_count = len(case["channels"])
    golden.write(
        golden.GOLDEN / "unet" / f"{name}.json",
        {
            "made_with": golden.versions("diffusers", "torch", "numpy"),
            "config": case,
            "outputs": {
                "predicted_noise": values("predicted_noise", noise.detach()),
                "bottleneck": values("bottleneck", levels[level_count]),
            },
            "levels": {
                str(i): {"shape": list(level.shape)} | golden.summary(f"level{i}", level, LEVEL_SAMPLES)
                for i, level in enumerate(levels)
            },
            "gradients": gradients,
        },
    )


if __name__ == "__main__":
    torch.set_num_threads(2)
    for case_name in CASES:
        make(case_name)
        print(case_name)
