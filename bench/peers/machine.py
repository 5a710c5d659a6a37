"""What a measurement was taken on and with."""

import importlib.metadata
import os
import pathlib
import platform

PACKAGES = ("torch", "diffusers", "numpy", "scipy", "libmr")


def processor_name():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def describe():
    import torch

    return {
        "side": "peers",
        "threads": torch.get_num_threads(),
        "versions": {"python": platform.python_version()} | {p: version(p) for p in PACKAGES},
        "machine": {
            "processor": processor_name(),
            "processors": os.cpu_count(),
            "load_before": os.getloadavg()[0],
            "cpu_capability": torch.backends.cpu.get_cpu_capability(),
            "omp_wait_policy": os.environ.get("OMP_WAIT_POLICY"),
        },
    }
