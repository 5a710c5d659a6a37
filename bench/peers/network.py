"""diffusers' UNet2DModel of the paper profile with our projector and head, in parts."""

import inputs  # finds tests/parity
import golden
import torch
import unet_golden
from torch.nn import functional

PROJECTOR_CHANNELS = 64
GRID = 6


class Network(torch.nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.unet = unet_golden.build(unet_golden.DEFAULTS | unet_golden.CASES["paper"] | {"class_count": classes})
        self.projector = torch.nn.Conv2d(256, PROJECTOR_CHANNELS, 1)
        self.head = torch.nn.Linear(inputs.DIMENSION, classes)
        for name, part in (("projector", self.projector), ("head", self.head)):
            part.load_state_dict({parameter: torch.from_numpy(golden.weight(f"{name}.{parameter}", tuple(value.shape)))
                                  for parameter, value in part.state_dict().items()})

    def predict(self, images, timesteps, labels):
        """Predicted noise, by diffusers' own forward pass."""
        return self.unet(images, timesteps, labels, return_dict=False)[0]

    def encode(self, images, timesteps, labels):
        """Time and class embedding, down blocks and mid block: bottleneck, and what the up blocks need."""
        unet = self.unet
        embedding = unet.time_embedding(unet.time_proj(timesteps).to(unet.dtype)) + unet.class_embedding(labels)
        hidden = unet.conv_in(images)
        skips = (hidden,)
        for block in unet.down_blocks:
            hidden, more = block(hidden_states=hidden, temb=embedding)
            skips += more
        return unet.mid_block(hidden, embedding), skips, embedding

    def decode(self, hidden, skips, embedding):
        unet = self.unet
        for block in unet.up_blocks:
            count = len(block.resnets)
            hidden = block(hidden, skips[-count:], embedding)
            skips = skips[:-count]
        return unet.conv_out(unet.conv_act(unet.conv_norm_out(hidden)))

    def project(self, bottleneck):
        return functional.adaptive_avg_pool2d(self.projector(bottleneck), GRID).flatten(1)

    def embed(self, images, timesteps, labels):
        return self.project(self.encode(images, timesteps, labels)[0]).float()

    def predict_and_embed(self, images, timesteps, labels):
        """Predicted noise and embedding from one pass, f32."""
        hidden, skips, embedding = self.encode(images, timesteps, labels)
        return self.decode(hidden, skips, embedding).float(), self.project(hidden).float()
