"""Decoding with PyTorch: greedy or sampled, prompts of equal length together, keys and values kept."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from model import Block, Llama, rotate
from tokenizer import END

MAX_NEW = 110
Cache = list[tuple[Tensor, Tensor]]


def attend(block: Block, x: Tensor, cos: Tensor, sin: Tensor, past: tuple[Tensor, Tensor] | None) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """A block on new positions x [batch, time, width] after those in `past`, each [batch, heads, time, head]."""
    batch, time, width = x.shape
    h = block.attn_norm(x)
    q, k, v = (linear(h).view(batch, time, block.heads, -1).transpose(1, 2) for linear in (block.attn_q, block.attn_k, block.attn_v))
    q, k = rotate(q, cos, sin), rotate(k, cos, sin)
    if past is not None:
        k, v = torch.cat((past[0], k), 2), torch.cat((past[1], v), 2)
    scores = q @ k.transpose(-2, -1) * q.shape[-1] ** -0.5
    if past is None:
        scores = scores.masked_fill(~torch.ones(time, time, dtype=torch.bool).tril(), float("-inf"))
    attended = scores.softmax(-1) @ v
    x = x + block.attn_output(attended.transpose(1, 2).reshape(batch, time, width))
    h = block.ffn_norm(x)
    return x + block.ffn_down(F.silu(block.ffn_gate(h)) * block.ffn_up(h)), (k, v)


def read(model: Llama, ids: Tensor, cache: Cache | None) -> tuple[Tensor, Cache]:
    """Logits after the last of the new ids [batch, time] (one id at a time when there is a cache), and the longer cache."""
    start = cache[0][0].shape[2] if cache else 0
    x = model.token_embd(ids)
    cos, sin = model.cos[start : start + ids.shape[1]], model.sin[start : start + ids.shape[1]]
    longer: Cache = []
    for index, block in enumerate(model.blk):
        x, kept = attend(block, x, cos, sin, cache[index] if cache else None)
        longer.append(kept)
    return model.logits(model.output_norm(x[:, -1])), longer


@torch.no_grad()
def generate(model: Llama, prompts: list[list[int]], temperature: float = 0.0, seed: int = 0) -> list[tuple[list[int], list[float]]]:
    """Output ids (END included when it came) and the log-probability of each."""
    chooser = torch.Generator().manual_seed(seed)
    out: list[tuple[list[int], list[float]]] = [([], []) for _ in prompts]
    by_length: dict[int, list[int]] = {}
    for index, prompt in enumerate(prompts):
        by_length.setdefault(len(prompt), []).append(index)
    for indices in by_length.values():
        rows, cache = list(indices), None
        ids = torch.tensor([prompts[index] for index in indices])
        for _ in range(MAX_NEW):
            logits, cache = read(model, ids, cache)
            scores = logits.log_softmax(-1)
            chosen = logits.argmax(-1) if temperature == 0 else torch.multinomial((logits / temperature).softmax(-1), 1, generator=chooser)[:, 0]
            for row, index in enumerate(rows):
                out[index][0].append(int(chosen[row]))
                out[index][1].append(float(scores[row, chosen[row]]))
            keep = (chosen != END).nonzero()[:, 0]
            if len(keep) == 0:
                break
            rows = [rows[int(row)] for row in keep]
            cache = [(k[keep], v[keep]) for k, v in cache]
            ids = chosen[keep][:, None]
    return out
