"""Adds blocks and pieces to a checkpoint. A new block changes nothing at first: its last matrices are zero until training moves them.
A new piece starts as the mean of the pieces that stood in its place.

    python grow.py --from DIR --to DIR [--after 1 3] [--vocabulary 2560]
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from random import Random

import torch

from model import Llama, Shape
from normalize import normalize
from problems.problem import problem
from tokenizer import Tokenizer, learn

PROBLEMS = 8_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="source", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--after", type=int, nargs="*", default=[], help="the blocks (from 0) behind which one is added")
    parser.add_argument("--vocabulary", type=int, help="how many pieces there are to be")
    options = parser.parse_args()
    torch.manual_seed(0)
    saved = torch.load(options.source / "checkpoint.pt")
    old = Llama(Shape(**saved["shape"]))
    old.load_state_dict(saved["model"])
    tokenizer = Tokenizer.load(options.source / "tokenizer.json")
    size = options.vocabulary or len(tokenizer.pieces)
    rng = Random(1)
    larger = learn((normalize(problem(rng, "train").question) for _ in range(PROBLEMS)), size, tokenizer)
    grown = Llama(replace(old.shape, layers=old.shape.layers + len(options.after), vocabulary=size))
    state = {**old.state_dict(), **blocks(old, grown, options.after), "token_embd.weight": embeddings(old, tokenizer, larger)}
    grown.load_state_dict(state)
    options.to.mkdir(parents=True, exist_ok=True)
    larger.save(options.to / "tokenizer.json")
    torch.save({"step": saved["step"], "tokens": saved["tokens"], "seconds": saved["seconds"], "shape": grown.shape.to_json(), "model": grown.state_dict(), "optimizers": []}, options.to / "checkpoint.pt")


def blocks(old: Llama, grown: Llama, after: list[int]) -> dict[str, torch.Tensor]:
    """The old blocks in their order with new ones between them."""
    ordered = []
    for index, block in enumerate(old.blk):
        ordered.append(block)
        if index in after:
            added = grown.blk[index]
            torch.nn.init.zeros_(added.attn_output.weight)
            torch.nn.init.zeros_(added.ffn_down.weight)
            ordered.append(added)
    return {f"blk.{at}.{name}": value.clone() for at, block in enumerate(ordered) for name, value in block.state_dict().items()}


def embeddings(old: Llama, before: Tokenizer, after: Tokenizer) -> torch.Tensor:
    """Rows for all pieces."""
    rows = old.token_embd.weight.detach()
    added = [rows[list(before._merge(piece))].mean(0) for piece in after.pieces[len(before.pieces) :]]
    return torch.cat([rows, torch.stack(added)]) if added else rows.clone()


if __name__ == "__main__":
    main()
