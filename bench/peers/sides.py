"""The processes that are compared. Each is started on first use, stays, and answers one JSON object a line."""

import contextlib
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


class Failure(Exception):
    """What a process answered instead of a result."""


class Process:
    def __init__(self, command, threads):
        environment = os.environ | {"OMP_NUM_THREADS": str(threads)}
        self.command = command
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=environment)

    def ask(self, **request):
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        line = self.process.stdout.readline()
        if not line:
            raise Failure(f"{self.command[0]} ended with status {self.process.wait()}")
        answer = json.loads(line)
        if "error" in answer:
            raise Failure(answer["error"])
        return answer

    def close(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()


class Sides:
    """Contenders are called ours.VARIANT and peer.VARIANT. Each peer variant has a process of its own."""

    def __init__(self, native, java, threads):
        self.commands = {"native": native, "java": java}
        self.worker = [sys.executable, str(HERE / "worker.py"), str(threads)]
        self.threads = threads
        self.processes = {}

    def process(self, contender, work):
        side, variant = contender.split(".", 1)
        if side == "ours":
            key = "java" if work == "weibull" else "native"
            command = self.commands[key]
        else:
            key, command = variant, self.worker
        if key not in self.processes:
            self.processes[key] = Process(command, self.threads)
        return self.processes[key]

    def ask(self, contender, comparison, what, **more):
        variant = contender.split(".", 1)[1]
        return self.process(contender, comparison.work).ask(do=what, work=comparison.work, variant=variant,
                                                            batch=comparison.batch, **more)

    def describe(self, contender, work):
        return self.process(contender, work).ask(do="describe")

    def roofline(self, seconds):
        return self.process("ours.", "roofline").ask(do="roofline", seconds=seconds)

    def drop(self):
        for process in self.processes.values():
            process.ask(do="drop")

    def close(self):
        for process in self.processes.values():
            process.close()
