"""Runs a program to its end, and says what it took."""

import os
import subprocess
import tempfile
import time

from sides import Failure


def run(command, threads):
    """Its standard output; seconds on the wall and of processor time, its own start included; its peak memory in
    bytes."""
    environment = os.environ | {"OMP_NUM_THREADS": str(threads), "OMP_WAIT_POLICY": "passive"}
    with tempfile.TemporaryFile("w+") as errors:
        started = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=errors, text=True,
                                   env=environment)
        with process.stdout:
            output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        errors.seek(0)
        said = errors.read()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failure(f"{command[0]} ended with status {process.returncode}: {said.strip()[-1000:]}")
    return output, {"wall": seconds, "cpu": usage.ru_utime + usage.ru_stime,
                    "peak": usage.ru_maxrss * 1024}
