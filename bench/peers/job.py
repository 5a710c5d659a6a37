"""One work: its inputs and state made once, then called as often as asked."""

import dataclasses
from typing import Any, Callable


@dataclasses.dataclass
class Job:
    call: Callable[[], Any]  # what is timed
    output: Callable[[], Any] | None = None  # what it computes, a tensor; None: what call returns

    def result(self):
        return (self.output or self.call)()
