"""The results as markdown."""

import statistics

import comparisons

NETWORK_COLUMNS = ["eager_f32", "eager_bf16", "compile"]


def ratio(peer, ours):
    """Median, lowest and highest of the ratios of each round: how many times faster ours is."""
    ratios = sorted(p / o for p, o in zip(peer, ours, strict=True))
    return statistics.median(ratios), ratios[0], ratios[-1]


def judged(value, target):
    if target is None:
        return ""
    return f", ≥ {target:g} {'met' if value >= target else 'MISSED'}"


def ratio_text(peer, ours, target=None):
    middle, low, high = ratio(peer, ours)
    return f"{middle:.2f} ({low:.2f}..{high:.2f}){judged(middle, target)}"


def time_text(seconds):
    middle = statistics.median(seconds)
    return f"{middle * 1e3:.1f} ms" if middle >= 1e-3 else f"{middle * 1e6:.0f} µs"


def best(seconds, names):
    """The name with the lowest median, or None."""
    present = [name for name in names if name in seconds]
    return min(present, key=lambda name: statistics.median(seconds[name]), default=None)


def share_of_roofline(result, comparison, contender):
    """Time that arithmetic or memory needs at the peaks measured right after, over the median time."""
    peaks, work = result.get("roofline"), result["prepared"][contender]
    if not peaks or not comparison.peak:
        return None
    kind = contender.split(".", 1)[1]
    key = comparison.peak.format(type=kind)
    peak = peaks[key] if "{type}" in comparison.peak else max(peaks["convolution_f32_flops"], peaks[key])
    if peak <= 0:
        return None
    bound = max(work["flops"] / peak, work["bytes"] / peaks["read_bytes"])
    return bound / statistics.median(result["seconds"][contender])


def roofline_text(result, comparison, contender, target):
    share = share_of_roofline(result, comparison, contender)
    if share is None:
        return "-"
    met = "" if target is None else f", ≥ {target:.0%} {'met' if share >= target else 'MISSED'}"
    return f"{share:.0%}{met}"


def network_rows(result, comparison):
    seconds = result["seconds"]
    if not seconds:
        return
    compiled = best(seconds, [f"peer.{p}" for p in comparison.peers if p.startswith("compile")])
    fastest = best(seconds, [f"peer.{p}" for p in comparison.peers])
    for variant in comparison.ours:
        ours = f"ours.{variant}"
        if ours not in seconds:
            continue
        first = variant == comparison.ours[0]
        cells = []
        for column in NETWORK_COLUMNS:
            peer = compiled if column == "compile" else f"peer.{column}"
            target = comparison.targets.get(column) if first else None
            cells.append(ratio_text(seconds[peer], seconds[ours], target) if peer in seconds else "-")
        rate = result["prepared"][ours]["items"] / statistics.median(seconds[ours])
        yield [result["name"], f"{variant}: {time_text(seconds[ours])}, {rate:.1f}/s",
               f"{fastest.removeprefix('peer.')}: {time_text(seconds[fastest])}", *cells,
               roofline_text(result, comparison, ours, comparison.roofline if first else None)]


def other_rows(result, comparison):
    seconds = result["seconds"]
    for variant in comparison.ours:
        ours = f"ours.{variant}"
        first = variant == comparison.ours[0]
        for peer in comparison.peers:
            if f"peer.{peer}" not in seconds or ours not in seconds:
                continue
            target = comparison.targets.get(peer) if first else None
            yield [result["name"], f"{variant}: {time_text(seconds[ours])}",
                   f"{peer}: {time_text(seconds[f'peer.{peer}'])}",
                   ratio_text(seconds[f"peer.{peer}"], seconds[ours], target),
                   f"{result['errors'][ours]:.0e} / {result['errors'][f'peer.{peer}']:.0e}",
                   roofline_text(result, comparison, ours, comparison.roofline if first else None)]


def lines(header, rows):
    rows = list(rows)
    if not rows:
        return []
    return ["| " + " | ".join(header) + " |", "|" + "---|" * len(header),
            *("| " + " | ".join(row) + " |" for row in rows), ""]


def markdown(document):
    known = {c.name: c for c in comparisons.all_comparisons(document["ours"]["machine"]["bf16"])}
    network, other, failures = [], [], []
    for result in document["comparisons"]:
        comparison = known[result["name"]]
        (other if result["work"] in ("distances", "weibull") else network).append((result, comparison))
        failures += [f"- {result['name']}, {contender}: {why.splitlines()[0]}"
                     for contender, why in result["failed"].items()]
    machine, peers = document["ours"]["machine"], document["peers"]["versions"]
    versions = ", ".join(f"{name} {version}" for name, version in peers.items() if version)
    text = [
        f"{machine['processor']}, {document['threads']} threads on both sides, {document['started']}, "
        f"{document['rounds']} alternating rounds; libtorch {machine['torch']} against {versions}.",
        "",
        "A ratio is how many times faster ours is: the median over the rounds, and the lowest and highest of a round.",
        "",
    ]
    if not document["quiet"]:
        text += [f"**The machine was not quiet (load before {document['load_before']:.1f}): these figures are not "
                 "worth keeping.**", ""]
    text += lines(["work", "ours", "best peer", "to eager f32", "to eager bf16", "to best torch.compile",
                   "of the roofline"], (row for pair in network for row in network_rows(*pair)))
    text += lines(["work", "ours", "peer", "ratio", "error, ours / peer", "of the roofline"],
                  (row for pair in other for row in other_rows(*pair)))
    if failures:
        text += ["Could not be measured:", "", *failures, ""]
    return "\n".join(text)
