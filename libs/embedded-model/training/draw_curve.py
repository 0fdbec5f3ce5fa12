"""Draws the training curve against tokens: the loss of the answers, the learning rate, and the problems solved on the way.

    python draw_curve.py --log DIR/log.jsonl --out ../model/training-curve.svg
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.log.read_text().splitlines()]
    tokens = [row["tokens"] / 1e6 for row in rows]
    matplotlib.rcParams["svg.hashsalt"] = "curve"
    figure, loss = pyplot.subplots(figsize=(8, 4.2))
    loss.plot(tokens, [row["loss"] for row in rows], color="#1f6feb", linewidth=1.2)
    loss.set_yscale("log")
    loss.set_xlabel("million tokens")
    loss.set_ylabel("loss of the answers (nats a token, log scale)", color="#1f6feb")
    loss.grid(True, which="both", alpha=0.25)
    rate = loss.twinx()
    rate.plot(tokens, [row["rate"] for row in rows], color="#999999", linewidth=1)
    checked = [row for row in rows if "held-out" in row]
    for split, marker in (("train", "o"), ("held-out", "s")):
        rate.plot([row["tokens"] / 1e6 for row in checked], [row[split] for row in checked], marker=marker, markersize=4, linewidth=0.8, color="#2da44e" if split == "train" else "#cf222e", label={"train": "drawn as in training", "held-out": "kept-back templates"}[split])
    rate.legend(loc="center right", title="whole chains as the generator's")
    rate.set_ylabel("share: learning rate of its peak (grey), chains right", color="#777777")
    rate.set_ylim(0, 1.05)
    loss.set_title(f"{rows[-1]['step']:,} steps, {tokens[-1]:.1f} M tokens, {rows[-1]['seconds'] / 60:.0f} minutes")
    figure.tight_layout()
    figure.savefig(options.out, metadata={"Date": None})


if __name__ == "__main__":
    main()
