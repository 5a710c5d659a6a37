"""Which job does which work in which variant."""


def make_job(work, variant, batch):
    """Imports what the work needs only: a worker that fits Weibulls starts without diffusers."""
    if work == "distances":
        import distances

        return distances.distance_job(variant, batch)
    if work == "weibull":
        import weibull

        return weibull.weibull_job(variant, batch)
    if work == "train":
        import training

        return training.training_job(variant, batch)
    import inference

    jobs = {"unet.forward": inference.forward_job, "ddim": inference.ddim_job, "embedding": inference.embedding_job}
    return jobs[work](variant, batch)
