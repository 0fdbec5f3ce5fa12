"""A Llama: RMS norm, rotary positions on interleaved pairs, SwiGLU, no biases, embeddings tied to the output."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F


HIDDEN = -1e4


@dataclass(frozen=True)
class Shape:
    """The sizes of a model."""

    vocabulary: int = 1536
    width: int = 128
    layers: int = 6
    heads: int = 4
    feed_forward: int = 352
    context: int = 512
    rope_base: float = 10_000.0
    epsilon: float = 1e-5

    def to_json(self) -> dict[str, float]:
        return asdict(self)


class RmsNorm(nn.Module):
    """x / rms(x) * weight."""

    def __init__(self, width: int, epsilon: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.epsilon) * self.weight


class Block(nn.Module):
    """Attention and feed-forward, each behind a norm."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = shape.heads, dropout
        width, hidden = shape.width, shape.feed_forward
        self.attn_norm = RmsNorm(width, shape.epsilon)
        self.attn_q = nn.Linear(width, width, bias=False)
        self.attn_k = nn.Linear(width, width, bias=False)
        self.attn_v = nn.Linear(width, width, bias=False)
        self.attn_output = nn.Linear(width, width, bias=False)
        self.ffn_norm = RmsNorm(width, shape.epsilon)
        self.ffn_gate = nn.Linear(width, hidden, bias=False)
        self.ffn_up = nn.Linear(width, hidden, bias=False)
        self.ffn_down = nn.Linear(hidden, width, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, bias: Tensor) -> Tensor:
        """x [batch, time, width]; cos, sin [time, head/2]; bias [batch, 1, time, time], zero where attention may look.

        Attention is written out: on a CPU the backward pass of PyTorch's fused one took a third of a step."""
        batch, time, width = x.shape
        head = width // self.heads
        h = self.attn_norm(x)
        q, k, v = (linear(h).view(batch, time, self.heads, head).transpose(1, 2) for linear in (self.attn_q, self.attn_k, self.attn_v))
        q, k, v = (part.reshape(-1, time, head) for part in (rotate(q, cos, sin), rotate(k, cos, sin), v))
        scores = torch.bmm(q, k.transpose(1, 2)).view(batch, self.heads, time, time)
        shares = torch.softmax(scores * head**-0.5 + bias.to(scores.dtype), -1).view(-1, time, time)
        attended = torch.bmm(shares.to(v.dtype), v).view(batch, self.heads, time, head)
        x = x + self._dropped(self.attn_output(attended.transpose(1, 2).reshape(batch, time, width)))
        h = self.ffn_norm(x)
        return x + self._dropped(self.ffn_down(F.silu(self.ffn_gate(h)) * self.ffn_up(h)))

    def _dropped(self, x: Tensor) -> Tensor:
        return F.dropout(x, self.dropout, self.training) if self.dropout else x


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turns each pair (2i, 2i + 1) of x [batch, heads, time, head] by its angle."""
    even, odd = x[..., 0::2].float(), x[..., 1::2].float()
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1).flatten(-2).to(x.dtype)


class Llama(nn.Module):
    """Ids to hidden states; `logits` turns hidden states into scores over the pieces."""

    def __init__(self, shape: Shape, dropout: float = 0.0) -> None:
        super().__init__()
        self.shape, self.dropout = shape, dropout
        self.token_embd = nn.Embedding(shape.vocabulary, shape.width)
        self.blk = nn.ModuleList(Block(shape, dropout) for _ in range(shape.layers))
        self.output_norm = RmsNorm(shape.width, shape.epsilon)
        head = shape.width // shape.heads
        angles = torch.arange(shape.context)[:, None] * shape.rope_base ** (-torch.arange(0, head, 2) / head)
        self.register_buffer("cos", angles.cos(), persistent=False)
        self.register_buffer("sin", angles.sin(), persistent=False)
        self._start()

    def _start(self) -> None:
        nn.init.normal_(self.token_embd.weight, std=0.05)
        for block in self.blk:
            for name, parameter in block.named_parameters():
                if parameter.ndim == 2:
                    std = parameter.shape[1] ** -0.5
                    small = name.startswith(("attn_output", "ffn_down"))
                    nn.init.normal_(parameter, std=std * (2 * self.shape.layers) ** -0.5 if small else std)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Hidden states [batch, time, width] after the last norm; mask [batch, 1, time, time], true where attention may look."""
        x = F.dropout(self.token_embd(ids), self.dropout, self.training)
        bias = torch.zeros(mask.shape, device=mask.device).masked_fill_(~mask, HIDDEN).to(torch.bfloat16 if torch.is_autocast_enabled() or torch.is_autocast_cpu_enabled() else x.dtype)
        cos, sin = self.cos[: ids.shape[1]], self.sin[: ids.shape[1]]
        for block in self.blk:
            x = block(x, cos, sin, bias)
        return self.output_norm(x)

    def logits(self, hidden: Tensor) -> Tensor:
        return hidden @ self.token_embd.weight.T


def causal(batch: int, time: int) -> Tensor:
    """The mask of one text per row."""
    return torch.ones(time, time, dtype=torch.bool).tril().expand(batch, 1, time, time)
