"""Weibull fits of tails of distances: shape and scale of each class."""

import inputs
import torch
from job import Job


def scipy_fits(tails):
    from scipy import stats

    fits = [stats.weibull_min.fit(tail, floc=0) for tail in tails]
    return [(shape, scale) for shape, _, scale in fits]


def libmr_fits(tails):
    import libmr

    fits = []
    for tail in tails:
        fit = libmr.MR()
        fit.fit_high(tail, len(tail))
        scale, shape = fit.get_params()[:2]
        fits.append((shape, scale))
    return fits


FITS = {"scipy": scipy_fits, "libmr": libmr_fits}


def weibull_job(name, batch):
    """batch: classes."""
    fit, tails = FITS[name], inputs.tails()[:batch]
    return Job(lambda: fit(tails), lambda: torch.tensor(fit(tails), dtype=torch.float32))
