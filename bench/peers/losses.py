"""The losses of the method; native/src/network/learning/losses.h numbers the paper's equations."""

import torch
from torch.nn import functional


def center(embeddings, labels):
    """Mean squared distance of the embeddings to their class's mean in this batch."""
    same = (labels.unsqueeze(0) == labels.unsqueeze(1)).to(embeddings.dtype)
    means = (same / same.sum(1, keepdim=True)) @ embeddings
    return (embeddings - means).square().sum(1).mean()


def classifier_distillation(logits, teacher_logits):
    """KL(teacher || student) over the teacher's classes."""
    return functional.kl_div(functional.log_softmax(logits[:, : teacher_logits.shape[1]], 1),
                             functional.log_softmax(teacher_logits, 1), reduction="batchmean", log_target=True)


WEIGHTS = {"diffusion": 1.0, "classifier": 1.0, "distillation": 1.0, "alignment": 1.0, "center": 0.01,
           "classifier_distillation": 1.0}


def terms(predicted, noise, embeddings, logits, labels, teacher_noise, teacher_embeddings, teacher_logits):
    """One value for each key of WEIGHTS, in that order. The teacher saw the last images of the batch only."""
    return torch.stack([
        functional.mse_loss(predicted, noise),
        functional.cross_entropy(logits, labels),
        functional.mse_loss(predicted[-len(teacher_noise):], teacher_noise),
        functional.mse_loss(embeddings[-len(teacher_embeddings):], teacher_embeddings),
        center(embeddings, labels),
        classifier_distillation(logits[-len(teacher_logits):], teacher_logits),
    ])
