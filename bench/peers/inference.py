"""U-Net forward pass, DDIM sampling and embedding."""

import functools

import inputs
import ddim_golden
import torch
from job import Job
from network import Network
from variants import VARIANTS


@functools.cache
def frozen_network(name):
    """One for each process and variant, so that works share what is compiled."""
    variant = VARIANTS[name]
    network = Network(inputs.CLASSES).eval().requires_grad_(False)
    return network.to(dtype=variant.dtype, memory_format=variant.layout)


@functools.cache
def compiled(name, method):
    return VARIANTS[name].compiled(getattr(frozen_network(name), method))


def conditions(batch):
    return torch.from_numpy(inputs.timesteps(batch)), torch.from_numpy(inputs.labels(batch))


def prepared(images, variant):
    return images.to(dtype=variant.dtype, memory_format=variant.layout)


def forward_job(name, batch):
    variant, predict = VARIANTS[name], compiled(name, "predict")
    images = torch.from_numpy(inputs.images(batch))
    timesteps, labels = conditions(batch)

    def call():
        with variant.without_gradients():
            return predict(prepared(images, variant), timesteps, labels).float()

    return Job(call)


def ddim_job(name, batch):
    """From noise to images with diffusers' scheduler; the noise is at hand, which favours this side."""
    variant, predict = VARIANTS[name], compiled(name, "predict")
    noise = torch.from_numpy(inputs.sampling_noise(batch))
    labels = conditions(batch)[1]
    scheduler = ddim_golden.scheduler("leading")
    scheduler.set_timesteps(inputs.DDIM_STEPS)

    def call():
        with variant.without_gradients():
            images = noise
            for timestep in scheduler.timesteps.tolist():
                timesteps = torch.full((batch,), timestep)
                predicted = predict(prepared(images, variant), timesteps, labels).float()
                images = scheduler.step(predicted, timestep, images).prev_sample
            return images.clamp(-1, 1)

    return Job(call)


def embedding_job(name, batch):
    """Clean images to embeddings: noising, the encoder half and the projector. The noise is at hand, as above."""
    variant, embed = VARIANTS[name], compiled(name, "embed")
    images, noise = torch.from_numpy(inputs.images(batch)), torch.from_numpy(inputs.reading_noise(batch))
    timesteps, labels = conditions(batch)
    scheduler = ddim_golden.scheduler("leading")

    def call():
        with variant.without_gradients():
            noised = scheduler.add_noise(images, noise, timesteps)
            return embed(prepared(noised, variant), timesteps, labels)

    return Job(call)
