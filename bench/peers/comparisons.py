"""What bench/compare compares: works, who does them, how exact each has to be, and the ratios to reach."""

import dataclasses

EAGER = ["eager_f32", "eager_bf16"]
COMPILED = ["compile", "compile_autotune"]
PEAK = "convolution_{type}_flops"
INFERENCE = EAGER + COMPILED + ["compile_frozen"]

# Largest error allowed, of the output's norm; bf16 keeps 8 bits through a few dozen layers.
F32, BF16 = 1e-3, 0.05
# Of each loss over the first steps; autocast keeps the losses and the weights f32.
LOSSES_F32, LOSSES_BF16 = 1e-3, 0.02
# An untrained network amplifies rounding from step to step (tests/parity/ddim_golden.py), a hundredfold in 10 steps.
SAMPLED_F32, SAMPLED_BF16 = 2e-3, 0.5


@dataclasses.dataclass(frozen=True)
class Comparison:
    name: str
    work: str
    batch: int
    ours: list  # variants, the one that targets speak of first
    peers: list
    reference: str  # the contender whose output is the measure, or "exact": computed here in f64
    tolerances: dict  # by contender, or by the end of its name; the longest that fits counts
    targets: dict = dataclasses.field(default_factory=dict)  # by peer, "compile" (the best compiled one): least ratio
    roofline: float | None = None  # least share of the roofline
    peak: str | None = None  # of the arithmetic, a key of the roofline; {type} is filled in
    by_column: bool = False  # whether each column of the output must be as exact as the whole

    def tolerance(self, contender):
        fitting = [end for end in self.tolerances if contender.endswith(end)]
        return self.tolerances[max(fitting, key=len)]


def network_comparisons(bf16):
    """bf16: whether the processor computes in it."""
    ours = ["bf16", "f32"] if bf16 else ["f32"]
    inference = {"f32": F32, "": BF16}
    sampled = {"f32": SAMPLED_F32, "": SAMPLED_BF16}
    f32_target = {} if bf16 else {"eager_f32": 1.2}
    comparisons = []
    for batch in (1, 16, 64):
        ddim = {"compile": 1.3, "eager_bf16": 1.6, "eager_f32": 2.2} if bf16 and batch > 1 else f32_target
        embedding = {"compile": 1.5} if bf16 and batch == 16 else f32_target
        comparisons += [
            Comparison(f"unet.forward.{batch}", "unet.forward", batch, ours, INFERENCE, "eager_f32", inference,
                       f32_target, 0.75 if bf16 else None, PEAK),
            Comparison(f"ddim.{batch}", "ddim", batch, ours, INFERENCE, "eager_f32", sampled, ddim, peak=PEAK),
            Comparison(f"embedding.{batch}", "embedding", batch, ours, INFERENCE, "eager_f32", inference, embedding,
                       peak=PEAK),
        ]
    training = {"compile": 1.3, "eager_f32": 1.8} if bf16 else f32_target
    return comparisons + [Comparison("train.16+16", "train", 32, ours, EAGER + COMPILED, "eager_f32",
                                     {"f32": LOSSES_F32, "": LOSSES_BF16}, training, peak=PEAK, by_column=True)]


def other_comparisons():
    return [
        # Ours must be as exact as the direct difference; the expansion is not held to that.
        Comparison("distances", "distances", 10000, ["whitening_fused", "whitened_input"],
                   ["cdist", "cdist_direct", "expansion", "expansion_compiled"], "exact",
                   {"": 1e-6, "cdist": 1e-4, "cdist_direct": 1e-5, "expansion": 1e-4, "expansion_compiled": 1e-4},
                   {"cdist": 15, "expansion": 1, "expansion_compiled": 1}, 0.6, "product_f32_flops"),
        # scipy's search stops early, ours and libMR solve the same equation.
        Comparison("weibull.paper", "weibull", 15, ["paper"], ["scipy"], "scipy", {"": 1e-3}, {"scipy": 50}),
        Comparison("weibull.libmr", "weibull", 15, ["libmr"], ["libmr"], "libmr", {"": 1e-5}, {"libmr": 1}),
    ]


def all_comparisons(bf16):
    return network_comparisons(bf16) + other_comparisons()
