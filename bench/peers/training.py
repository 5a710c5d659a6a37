"""The full training step: seven losses, teacher, clipping, Adam."""

import inputs
import ddim_golden
import losses
import torch
from job import Job
from network import Network
from variants import VARIANTS

LEARNING_RATE = 2e-4
CLIP_NORM = 1.0


class Training:
    def __init__(self, name, batch):
        self.variant = VARIANTS[name]
        self.half = batch // 2
        self.student = Network(inputs.CLASSES + 1).to(memory_format=self.variant.layout)
        self.teacher = Network(inputs.CLASSES).eval().requires_grad_(False).to(memory_format=self.variant.layout)
        self.student.projector.requires_grad_(False)  # trains in the first experience only
        self.trained = [p for p in self.student.parameters() if p.requires_grad]
        self.adam = torch.optim.Adam(self.trained, lr=LEARNING_RATE, fused=True)
        self.scheduler = ddim_golden.scheduler("leading")
        self.images = torch.from_numpy(inputs.images(batch))
        self.labels = torch.from_numpy(inputs.training_labels(batch))
        self.weights = torch.tensor(list(losses.WEIGHTS.values()))
        self.objective = self.variant.compiled(self._objective)
        self.guide = self.variant.compiled(self._guide)

    def _guide(self, images, timesteps, labels):
        noise, embeddings = self.teacher.predict_and_embed(images, timesteps, labels)
        return noise, embeddings, self.teacher.head(embeddings).float()

    def _objective(self, images, timesteps, noise, guidance):
        predicted, embeddings = self.student.predict_and_embed(images, timesteps, self.labels)
        logits = self.student.head(embeddings).float()
        terms = losses.terms(predicted, noise, embeddings, logits, self.labels, *guidance)
        return (terms * self.weights).sum(), terms

    def step(self, noise=None, timesteps=None):
        """Losses as a list: total, those of losses.WEIGHTS, the gradient's norm before clipping."""
        if noise is None:
            noise = torch.randn_like(self.images)
            timesteps = torch.randint(inputs.TIMESTEPS, (2 * self.half,))
        noised = self.scheduler.add_noise(self.images, noise, timesteps).contiguous(memory_format=self.variant.layout)
        replayed = slice(self.half, None)
        with self.variant.mixed_precision():
            with torch.no_grad():
                guidance = self.guide(noised[replayed], timesteps[replayed], self.labels[replayed])
            total, terms = self.objective(noised, timesteps, noise, guidance)
        self.adam.zero_grad(set_to_none=True)
        total.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.trained, CLIP_NORM, foreach=True)
        self.adam.step()
        return torch.cat([total.detach()[None], terms.detach(), norm[None]]).tolist()


def training_job(name, batch):
    training = Training(name, batch)
    start = {key: value.clone() for key, value in training.student.state_dict().items()}

    def output():
        """Losses of the first steps from the weights at the start, with the noise that the native trainer draws."""
        training.student.load_state_dict(start)
        training.adam.state.clear()
        rows = []
        for step in range(inputs.CHECKED_STEPS):
            noise, timesteps = (torch.from_numpy(values) for values in inputs.training_noise(step, batch))
            rows.append(training.step(noise, timesteps))
        return torch.tensor(rows)

    return Job(training.step, output)
