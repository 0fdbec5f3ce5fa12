"""Writes the held-out problems that ship with the model, one JSON object a line: id, question, answer, steps.

    python hold_out.py --out ../model/held-out.jsonl
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from random import Random

from problems.problem import problem

SEED, COUNT = 500, 500
BY_STEPS = {1: 0.4, 2: 0.38, 3: 0.22}


def held_out(seed: int = SEED, count: int = COUNT) -> list[dict[str, object]]:
    """Distinct held-out problems with fixed shares of one, two and three steps."""
    rng = Random(seed)
    wanted = {steps: round(share * count) for steps, share in BY_STEPS.items()}
    seen: set[str] = set()
    rows: list[dict[str, object]] = []
    while len(rows) < count:
        drawn = problem(rng, "held-out")
        if wanted[drawn.steps] > 0 and drawn.question not in seen:
            wanted[drawn.steps] -= 1
            seen.add(drawn.question)
            rows.append({"id": f"held-out-{len(rows) + 1}", "question": drawn.question, "answer": drawn.answer, "steps": drawn.steps})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in held_out()))


if __name__ == "__main__":
    main()
