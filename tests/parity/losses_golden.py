"""Makes tests/golden/learning: torch's losses, and weights under torch.optim.Adam with clip_grad_norm_.

    python tests/parity/losses_golden.py
"""

import torch
from torch.nn import functional

import golden

SHAPES = {"first": (3, 4), "second": (5,), "third": (2, 3, 2, 2)}
STEPS = 10
CLIP_NORM = 1.0


def tensor(name, shape):
    return torch.from_numpy(golden.uniform(name, shape)).float()


def adam(learning_rate, beta1, beta2, epsilon, gradient_scale):
    weights = {name: tensor(name, shape).requires_grad_() for name, shape in SHAPES.items()}
    optimizer = torch.optim.Adam(weights.values(), lr=learning_rate, betas=(beta1, beta2), eps=epsilon)
    norms = []
    for step in range(STEPS):
        for name, shape in SHAPES.items():
            weights[name].grad = gradient_scale * tensor(f"gradient {step} {name}", shape)
        norms.append(golden.number(torch.nn.utils.clip_grad_norm_(weights.values(), CLIP_NORM)))
        optimizer.step()
    return {"learning_rate": learning_rate, "beta1": beta1, "beta2": beta2, "epsilon": epsilon,
            "gradient_scale": gradient_scale, "norms": norms,
            "weights": {name: [golden.number(v) for v in w.detach().flatten()] for name, w in weights.items()}}


def losses():
    noise, predicted, teacher_noise = (tensor(name, (4, 3, 5, 5)) for name in ("noise", "predicted", "teacher noise"))
    logits, teacher_logits = 3 * tensor("logits", (6, 5)), 3 * tensor("teacher logits", (6, 3))
    embeddings, teacher_embeddings = tensor("embeddings", (6, 7)), tensor("teacher embeddings", (6, 7))
    labels = torch.tensor([0, 4, 4, 2, 0, 4])
    deviations = [((e - embeddings[labels == l].mean(0)) ** 2).sum() for e, l in zip(embeddings, labels)]
    divergence = functional.kl_div(functional.log_softmax(logits[:, :3], 1),
                                   functional.log_softmax(teacher_logits, 1), reduction="batchmean", log_target=True)
    return {
        "diffusion": functional.mse_loss(predicted, noise),
        "classifier": functional.cross_entropy(logits, labels),
        "distillation": functional.mse_loss(predicted, teacher_noise),
        "alignment": functional.mse_loss(embeddings, teacher_embeddings),
        "center": torch.stack(deviations).mean(),
        "classifier_distillation": divergence,
    }


def main():
    made_with = golden.versions("torch", "numpy")
    golden.write(golden.GOLDEN / "learning" / "adam.json", {
        "made_with": made_with, "clip_norm": CLIP_NORM,
        "cases": {"defaults": adam(2e-4, 0.9, 0.999, 1e-8, 1.0), "clipped": adam(1e-2, 0.8, 0.95, 1e-6, 10.0),
                  "unclipped": adam(1e-2, 0.9, 0.999, 1e-8, 0.01)}})
    golden.write(golden.GOLDEN / "learning" / "losses.json", {
        "made_with": made_with, "values": {name: {"value": golden.number(v)} for name, v in losses().items()}})


if __name__ == "__main__":
    main()
