"""Serves bench/compare: answers one JSON object a line, as bench/native/serve/main.cpp says.

    python bench/peers/worker.py THREADS

What is compiled stays for as long as the process lives.
"""

import gc
import json
import os
import sys
import time

import numpy
import torch

import machine
import works


class Worker:
    def __init__(self):
        self.jobs = {}

    def answer(self, request):
        what = request["do"]
        if what == "describe":
            return machine.describe()
        if what == "drop":
            self.jobs.clear()
            gc.collect()
            return {}
        key = request["work"], request["variant"], request["batch"]
        answer = dict(zip(("work", "variant", "batch"), key))
        if what == "prepare":
            started = time.perf_counter()
            self.jobs[key] = works.make_job(*key)
            for _ in range(2):  # the second call of compiled code may compile again, for what the first one changed
                self.jobs[key].call()
            answer["prepare_seconds"] = time.perf_counter() - started
        elif what == "time":
            answer["seconds"] = seconds_a_call(self.jobs[key].call, request["calls"])
        elif what == "output":
            values = self.jobs[key].result().detach().to(torch.float32).contiguous().numpy()
            values.astype(numpy.float32).tofile(request["file"])
            answer["shape"] = list(values.shape)
        else:
            raise ValueError(f"{what!r} is not a request")
        return answer


def seconds_a_call(call, calls):
    started = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - started) / calls


def main():
    torch.set_num_threads(int(sys.argv[1]))
    # Answers go out on the real standard output; whatever a library prints goes to standard error.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    worker = Worker()
    for line in sys.stdin:
        try:
            answer = worker.answer(json.loads(line))
        except Exception as error:  # whatever failed, the other side has to hear it
            answer = {"error": f"{type(error).__name__}: {error}"[:2000]}
        try:
            print(json.dumps(answer), file=answers, flush=True)
        except BrokenPipeError:  # the other side was stopped
            os._exit(1)


if __name__ == "__main__":
    main()
