"""Writes what PyTorch decodes greedily for some held-out questions: the reference for every other engine.

    python expected.py --state DIR --questions ../model/held-out.jsonl --count 50 --out expected.jsonl
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from batches import Encoder
from export import load
from generate import generate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    model, tokenizer, _ = load(options.state)
    encoder = Encoder(tokenizer)
    lines = []
    for index, row in enumerate(options.questions.read_text().splitlines()[: options.count]):
        question = json.loads(row)["question"]
        direct = index % 5 == 4
        prompt = encoder.prompt(question, direct)
        ids, scores = generate(model, [prompt])[0]
        expected = {"question": question, "mode": "direct" if direct else "cot", "promptIds": prompt, "outputIds": ids}
        lines.append(json.dumps({**expected, "logprobs": [round(score, 5) for score in scores], "text": tokenizer.decode(ids)}))
    options.out.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
