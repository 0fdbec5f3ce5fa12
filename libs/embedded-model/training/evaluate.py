"""Accuracy of a checkpoint on a JSONL file of questions, in the modes direct, chain of thought and self-consistency (k = 5).

    python evaluate.py --state DIR --questions ../model/held-out.jsonl [--limit N] [--show N]
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path

import torch

from batches import Encoder
from export import load
from generate import generate

SAMPLES, TEMPERATURE = 5, 0.7
ANSWER_LINE = re.compile(r"Final Answer: (\d+)$")


def answer_of(text: str) -> int | None:
    """The number of the last line, or of a direct answer."""
    found = ANSWER_LINE.search(text) or re.fullmatch(r"(\d+)", text)
    return int(found.group(1)) if found else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=500)
    parser.add_argument("--show", type=int, default=0, help="print so many wrong chains")
    parser.add_argument("--modes", default="direct,cot,sc")
    options = parser.parse_args()
    torch.set_num_threads(1)
    model, tokenizer, saved = load(options.state)
    encoder = Encoder(tokenizer)
    rows = [json.loads(line) for line in options.questions.read_text().splitlines()][: options.limit]

    def run(direct: bool, temperature: float = 0.0, seed: int = 0) -> list[str]:
        prompts = [encoder.prompt(row["question"], direct) for row in rows]
        return [tokenizer.decode(ids) for ids, _ in generate(model, prompts, temperature, seed)]

    report: dict[str, object] = {"step": saved["step"], "problems": len(rows)}
    for mode in options.modes.split(","):
        if mode == "sc":
            samples = [[answer_of(text) for text in run(False, TEMPERATURE, seed)] for seed in range(SAMPLES)]
            answers = [Counter(given).most_common(1)[0][0] for given in zip(*samples)]
        else:
            texts = run(mode == "direct")
            answers = [answer_of(text) for text in texts]
            for row, text in [pair for pair, answer in zip(zip(rows, texts), answers) if answer != pair[0]["answer"] and mode == "cot"][: options.show]:
                print(f"{row['question']}\n    {text.replace(chr(10), ' | ')}   expected {row['answer']}", file=sys.stderr)
        right = [answer == row["answer"] for answer, row in zip(answers, rows)]
        report[mode] = round(100 * sum(right) / len(right), 1)
        if "steps" in rows[0]:
            for steps in (1, 2, 3):
                chosen = [ok for ok, row in zip(right, rows) if row["steps"] == steps]
                if chosen:
                    report[f"{mode}.{steps}"] = round(100 * sum(chosen) / len(chosen), 1)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
