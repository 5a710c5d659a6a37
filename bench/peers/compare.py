"""Both sides of each comparison, in turn, several times; bench/compare starts it."""

import argparse
import datetime
import json
import math
import os
import pathlib
import re
import sys
import tempfile

import checks
import comparisons
import golden_check
import inputs
import machine
import table
from sides import Failure, Sides

QUIET_LOAD = 0.5


def parse():
    parser = argparse.ArgumentParser(prog="bench/compare")
    parser.add_argument("--only", default="", help="the comparison of this name, or those whose names hold this text")
    parser.add_argument("--variants", default="", help="peer variants, separated by commas (all)")
    parser.add_argument("--rounds", type=int, default=7, help="times that each contender is measured (7)")
    parser.add_argument("--seconds", type=float, default=0.2, help="shortest measurement; short calls are repeated")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="of both sides (all)")
    parser.add_argument("--out", type=pathlib.Path, help="JSON file; the table lies beside it as .md")
    parser.add_argument("--resume", action="store_true", help="keep what --out holds already, measure the rest")
    parser.add_argument("--check", action="store_true", help="only check that both sides compute the same")
    parser.add_argument("--list", action="store_true", help="list the comparisons")
    parser.add_argument("--native", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--java", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--classpath", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.resume and not (options.out and options.out.exists()):
        parser.error("--resume needs --out with a file that is there")
    if options.rounds < 1 or options.threads < 1:
        parser.error("--rounds and --threads must be at least 1")
    return options


def default_file():
    name = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\([a-z]*\)", "", machine.processor_name().lower())).strip("-")
    moment = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    return inputs.ROOT / "bench" / "results" / f"{moment}-compare-{name}-{os.cpu_count()}cpu.json"


def write(file, document):
    """Whole or not at all, after each comparison: an interrupted run can be resumed."""
    part = file.with_suffix(".part")
    part.write_text(json.dumps(document, indent=1) + "\n")
    part.replace(file)


def say(text):
    print(text, file=sys.stderr, flush=True)


def prepare(sides, comparison, contenders):
    """What each contender said of its preparation; those that cannot do the work are left out, and named."""
    ready, failed = {}, {}
    for contender in contenders:
        say(f"{comparison.name}: preparing {contender}")
        try:
            ready[contender] = sides.ask(contender, comparison, "prepare")
        except Failure as failure:
            failed[contender] = str(failure)
            say(f"{comparison.name}: {contender} FAILED: {failure}")
    if not any(contender.startswith("ours.") for contender in ready):
        raise Failure(f"{comparison.name}: our side cannot do it")
    return ready, failed


def measure(sides, comparison, contenders, rounds, shortest):
    """Seconds a call, one number a round. Every round starts with another contender, so that none is always first."""
    calls = {c: max(1, math.ceil(shortest / sides.ask(c, comparison, "time", calls=1)["seconds"])) for c in contenders}
    # Estimated again, warm: the first call of a fast one may be many times slower than the rest.
    calls = {c: max(1, math.ceil(shortest / sides.ask(c, comparison, "time", calls=calls[c])["seconds"]))
             for c in contenders}
    seconds = {contender: [] for contender in contenders}
    for turn in range(rounds):
        first = turn % len(contenders)
        for contender in contenders[first:] + contenders[:first]:
            seconds[contender].append(sides.ask(contender, comparison, "time", calls=calls[contender])["seconds"])
    return seconds


def compare(sides, comparison, options, folder):
    wanted = [v for v in comparison.peers if not options.variants or v in options.variants.split(",")]
    if comparison.reference != "exact" and comparison.reference not in wanted:
        wanted.insert(0, comparison.reference)
    contenders = [f"ours.{v}" for v in comparison.ours] + [f"peer.{v}" for v in wanted]
    ready, failed = prepare(sides, comparison, contenders)
    result = {"name": comparison.name, "work": comparison.work, "batch": comparison.batch, "failed": failed,
              "prepared": ready, "errors": {}, "seconds": {}}
    if "peer." + comparison.reference in failed:
        say(f"{comparison.name}: left out, there is nothing to check against")
        sides.drop()
        return result
    result["errors"] = checks.errors(comparison, checks.read_outputs(sides, comparison, list(ready), folder))
    for contender, error in result["errors"].items():
        say(f"{comparison.name}: {contender} differs by {error:.1e}")
    if not options.check:
        result["load_before"] = os.getloadavg()[0]
        result["seconds"] = measure(sides, comparison, list(ready), options.rounds, options.seconds)
    sides.drop()
    return result


def resumed(options, document):
    """The earlier document, when it is of the same programs on the same machine."""
    earlier = json.loads(options.out.read_text())
    for key in ("threads", "ours", "peers"):
        was, now = earlier[key], document[key]
        if key != "threads":
            was, now = was["versions"], now["versions"]
        if was != now:
            sys.exit(f"bench/compare: {options.out} was measured with other {key} ({was}), start a new file")
    return earlier


def choose(candidates, text):
    named = [c for c in candidates if c.name == text]
    return named or [c for c in candidates if text in c.name]


def check_golden():
    errors = golden_check.errors()
    wrong = {name: error for name, error in errors.items() if not error <= golden_check.TOLERANCE}
    if wrong:
        raise checks.Mismatch(f"the peers' side is not what the golden data says: {wrong}")
    return errors


def run(options, folder):
    tails = pathlib.Path(folder) / "tails.f64"
    inputs.tails().tofile(tails)
    java = [options.java, "-cp", options.classpath, "org.diffcont.bench.TailFitServer", str(tails)]
    sides = Sides([options.native, str(options.threads)], java, options.threads)
    try:
        ours = sides.describe("ours.", "describe")
        chosen = choose(comparisons.all_comparisons(ours["machine"]["bf16"]), options.only)
        if options.list or not chosen:
            print("\n".join(c.name for c in chosen) or f"no comparison's name holds '{options.only}'")
            return 0 if chosen else 2
        load = os.getloadavg()[0]
        document = {"started": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
                    "threads": options.threads, "rounds": options.rounds, "load_before": load,
                    "quiet": load <= QUIET_LOAD, "ours": ours, "peers": machine.describe(),
                    "golden_errors": check_golden(), "comparisons": []}
        file = options.out or default_file()
        if options.resume:
            document = resumed(options, document)
        done = {result["name"] for result in document["comparisons"]}
        failed = any(result["failed"] for result in document["comparisons"])
        for comparison in chosen:
            if comparison.name in done:
                continue
            result = compare(sides, comparison, options, folder)
            failed = failed or bool(result["failed"])
            if options.check:
                continue
            if comparison.peak and result["seconds"]:
                result["roofline"] = sides.roofline(0.5)
            document["comparisons"].append(result)
            write(file, document)
        if options.check:
            print("not everything could be checked" if failed else "both sides compute the same")
            return int(failed)
        text = table.markdown(document)
        file.with_suffix(".md").write_text(text)
        print(text)
        say(f"Raw results: {file}, the table: {file.with_suffix('.md')}")
        return int(failed)
    finally:
        sides.close()


def main():
    options = parse()
    with tempfile.TemporaryDirectory() as folder:
        try:
            return run(options, folder)
        except (checks.Mismatch, Failure) as error:
            say(f"bench/compare: {error}")
            return 1


if __name__ == "__main__":
    sys.exit(main())
