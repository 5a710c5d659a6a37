"""Whether both sides compute the same."""

import pathlib

import inputs
import numpy


class Mismatch(Exception):
    """A contender computes something else than the others: its time says nothing."""


def exact_distances(count):
    """Direct differences in f64, of the rows that the contenders hand over."""
    x = inputs.whitened(count)[: inputs.CHECKED_ROWS].astype(numpy.float64)
    means = inputs.class_means().astype(numpy.float64)
    return numpy.square(x[:, None, :] - means[None, :, :]).sum(2)


def error(values, reference, by_column):
    """Norm of the difference over the reference's norm; by column: the largest of those of the columns."""
    axis = 0 if by_column else None
    return float(numpy.max(numpy.linalg.norm(values - reference, axis=axis) / numpy.linalg.norm(reference, axis=axis)))


def read_outputs(sides, comparison, contenders, folder):
    outputs = {}
    for contender in contenders:
        file = pathlib.Path(folder) / "output.f32"
        shape = sides.ask(contender, comparison, "output", file=str(file))["shape"]
        outputs[contender] = numpy.fromfile(file, dtype=numpy.float32).astype(numpy.float64).reshape(shape)
    return outputs


def errors(comparison, outputs):
    """Each contender's error against the reference; raises Mismatch when one is too large."""
    if comparison.reference == "exact":
        reference = exact_distances(comparison.batch)
    else:
        reference = outputs["peer." + comparison.reference]
    found = {}
    for contender, values in outputs.items():
        if values.shape != reference.shape:
            raise Mismatch(f"{comparison.name}: {contender} gives the shape {values.shape}, not {reference.shape}")
        found[contender] = error(values, reference, comparison.by_column)
        allowed = comparison.tolerance(contender)
        if not found[contender] <= allowed:
            raise Mismatch(f"{comparison.name}: {contender} is off by {found[contender]:.1e} of the output's norm, "
                           f"allowed is {allowed:.0e}")
    return found
