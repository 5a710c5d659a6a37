"""The ways in which the peers compute the network's works."""

import contextlib
import dataclasses

import torch


@dataclasses.dataclass(frozen=True)
class Variant:
    dtype: torch.dtype
    layout: torch.memory_format
    options: dict | None = None  # of the compiler; None: eager

    def compiled(self, function):
        """The function as this variant runs it; each shape is compiled by itself, as suits fixed batches."""
        if self.options is None:
            return function
        return torch.compile(function, dynamic=False, options=self.options)

    def without_gradients(self):
        """Inference mode where it is sound: the compiler's constants must not be inference tensors."""
        return torch.inference_mode() if self.options is None else torch.no_grad()

    def mixed_precision(self):
        """For training: weights, their moments and the losses stay f32."""
        if self.dtype == torch.float32:
            return contextlib.nullcontext()
        return torch.autocast("cpu", dtype=self.dtype)


VARIANTS = {
    "eager_f32": Variant(torch.float32, torch.contiguous_format),
    "eager_bf16": Variant(torch.bfloat16, torch.channels_last),
    "compile": Variant(torch.bfloat16, torch.channels_last, {}),
    "compile_autotune": Variant(torch.bfloat16, torch.channels_last, {"max_autotune": True}),
    # Weights become constants that are packed once; for inference only.
    "compile_frozen": Variant(torch.bfloat16, torch.channels_last, {"freezing": True}),
}
