"""Trains the model against the clock: the schedule follows wall time, so a busy machine shortens the run and spoils nothing.

    python train.py --state DIR --minutes 9.2 [--makers 15] [--width 256 --layers 8 ...]

Runs on a GPU where PyTorch finds one, else on the CPU. Problems are drawn by as many processes as --makers says. Run it again with
the same --state to go on after an interruption; --minutes then gives the time from now on, --begin the progress that is taken up.
A run that is ended early (SIGTERM) leaves its last checkpoint.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

import torch
from torch import Tensor
from torch.nn import functional as F

from batches import ANSWER_TOKEN, QUESTION_TOKEN, ROW, Batch, Encoder, Mix, batches
from model import Block, Llama, Shape
from muon import Muon
from normalize import normalize
from problems.problem import problem
from tokenizer import FIRST_PIECE, Tokenizer, learn

MATRIX_LR, OTHER_LR = 0.02, 0.003
WARM_UP_STEPS, DECAY_FROM, LOWEST = 100, 0.4, 0.02
QUESTION_SAMPLE, QUESTION_WEIGHT = 0.25, 0.1
STRANGE_ROWS, STRANGE = 0.4, 0.1
AVERAGED = 0.01
CHECKPOINT_SECONDS = 60
TOKENIZER_PROBLEMS = 60_000
CHECKED_ROWS = 768


def mix_at(progress: float) -> Mix:
    """From facts and one step to everything."""
    if progress < 0.03:
        return Mix(drills=0.4, direct=0.1, longest=1)
    if progress < 0.07:
        return Mix(drills=0.25, direct=0.1, longest=2)
    return Mix(drills=0.04, direct=0.03)


def learning_rate(progress: float, step: int) -> float:
    """Warm-up, constant, then down by the root of the time that is over, which leaves more of it to small steps than a line does."""
    warm = min(1.0, (step + 1) / WARM_UP_STEPS)
    over = max(0.0, progress - DECAY_FROM) / (1 - DECAY_FROM)
    return warm * max(LOWEST, 1 - min(1.0, over) ** 0.5)


def produce(queue: multiprocessing.Queue[Batch], tokenizer: Tokenizer, seed: int, rows: int, clock: tuple[float, float]) -> None:
    """A maker of batches, each for the moment at which it is made."""
    os.setsid()  # Linux gives each session a scheduling group of its own: the makers must not take the trainer's share
    for batch in batches(Encoder(tokenizer), Random(seed), rows, lambda: mix_at((time.time() - clock[0]) / (clock[1] - clock[0]))):
        queue.put(batch)


class Trainer:
    """The network with its optimisers and the mean of its weights."""

    def __init__(self, shape: Shape, tokenizer: Tokenizer, dropout: float, device: str) -> None:
        self.device = device
        self.model = Llama(shape, dropout).to(device)
        named = list(self.model.named_parameters())
        matrices = [parameter for name, parameter in named if parameter.ndim == 2 and "embd" not in name]
        others = [parameter for name, parameter in named if parameter.ndim < 2 or "embd" in name]
        self.optimizers = [Muon(matrices, lr=MATRIX_LR), torch.optim.AdamW(others, lr=OTHER_LR, betas=(0.9, 0.97), weight_decay=0.0)]
        self.average = {name: parameter.detach().clone() for name, parameter in named}
        self.step, self.tokens, self.seconds = 0, 0, 0.0
        words = [identity >= FIRST_PIECE and any(map(str.isalpha, piece)) and ":" not in piece for identity, piece in enumerate(tokenizer.pieces)]
        self.is_word = torch.tensor(words, device=device)
        self.words = self.is_word.nonzero().flatten()

    def learn(self, batch: Batch, rate: float) -> Tensor:
        """One step; returns the mean loss of the answers."""
        for optimizer, lr in zip(self.optimizers, (MATRIX_LR, OTHER_LR)):
            optimizer.param_groups[0]["lr"] = lr * rate
        ids, kinds, mask = self._placed(batch)
        hidden = self._read(self.strange(ids, kinds), mask)
        target, kind = ids.roll(-1, 1), kinds.roll(-1, 1)
        kind[:, -1] = 0
        answers = kind == ANSWER_TOKEN
        chosen = answers | ((kind == QUESTION_TOKEN) & (torch.rand(kind.shape, device=self.device) < QUESTION_SAMPLE))
        losses = self._losses(hidden[chosen], target[chosen])
        is_answer = answers[chosen].float()
        count = is_answer.sum()
        ((losses * (is_answer + (1 - is_answer) * QUESTION_WEIGHT)).sum() / count).backward()
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self._take_mean()
        self.step, self.tokens = self.step + 1, self.tokens + ids.numel()
        return (losses.detach() * is_answer).sum() / count

    @torch.no_grad()
    def check(self, checked: list[Batch]) -> float:
        """The share of problems whose whole answer, with every line before it, the mean weights would write as the generator does."""
        trained = {name: parameter.detach().clone() for name, parameter in self.model.named_parameters()}
        self.model.load_state_dict(self.average, strict=False)
        self.model.eval()
        right = total = 0
        for batch in checked:
            ids, kinds, mask = self._placed(batch)
            segments = torch.from_numpy(batch.segments).to(self.device).long().roll(-1, 1)
            answers = kinds.roll(-1, 1) == ANSWER_TOKEN
            answers[:, -1] = False
            wrong = torch.zeros_like(answers)
            wrong[answers] = self.model.logits(self._read(ids, mask)[answers]).argmax(-1) != ids.roll(-1, 1)[answers]
            texts = F.one_hot(segments, int(segments.max()) + 1)
            total += int((texts.amax(1)[:, 1:] > 0).sum())
            right += int(((texts.amax(1) > 0) & ((texts * wrong[:, :, None]).sum(1) == 0))[:, 1:].sum())
        self.model.load_state_dict(trained, strict=False)
        self.model.train()
        return right / total

    def strange(self, ids: Tensor, kinds: Tensor) -> Tensor:
        """The same rows, in some of which a few words of the questions became others, so that no sentence is safe to know by heart."""
        rate = (torch.rand(ids.shape[0], 1, device=self.device) < STRANGE_ROWS) * STRANGE
        where = (torch.rand(ids.shape, device=self.device) < rate) & (kinds == QUESTION_TOKEN) & self.is_word[ids]
        return torch.where(where, self.words[torch.randint(len(self.words), ids.shape, device=self.device)], ids)

    def save(self, path: Path) -> None:
        """Written aside and renamed, so that a checkpoint is whole or not there; beside it the mean weights alone, as halves, for `export.py`."""
        facts = {"shape": self.model.shape.to_json(), "step": self.step, "tokens": self.tokens, "seconds": self.seconds}
        state = {"model": self.model.state_dict(), "average": self.average, "optimizers": [optimizer.state_dict() for optimizer in self.optimizers]}
        for name, content in (("checkpoint.pt", {**facts, **state}), ("weights.pt", {**facts, "average": {name: tensor.half().cpu() for name, tensor in self.average.items()}})):
            torch.save(content, path / "aside")
            (path / "aside").replace(path / name)

    def restore(self, path: Path) -> None:
        """Takes up a checkpoint, or where there is none the mean weights alone."""
        whole = path / "checkpoint.pt"
        saved = torch.load(whole if whole.exists() else path / "weights.pt", map_location=self.device)
        self.average = {name: tensor.to(self.device).float() for name, tensor in saved["average"].items()}
        self.model.load_state_dict(saved.get("model", self.average))
        for optimizer, state in zip(self.optimizers, saved.get("optimizers", [])):
            optimizer.load_state_dict(state)
        self.step, self.tokens, self.seconds = saved["step"], saved["tokens"], saved["seconds"]

    def _placed(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        ids, kinds, segments = (torch.from_numpy(part).to(self.device, non_blocking=True) for part in (batch.ids, batch.kinds, batch.segments))
        mask = (segments[:, :, None] == segments[:, None, :]) & torch.ones(ROW, ROW, dtype=torch.bool, device=self.device).tril()
        return ids.long(), kinds, mask[:, None]

    def _read(self, ids: Tensor, mask: Tensor) -> Tensor:
        with torch.autocast(self.device, torch.bfloat16):
            return self.model(ids, mask)

    def _losses(self, hidden: Tensor, target: Tensor) -> Tensor:
        with torch.autocast(self.device, torch.bfloat16):
            logits = self.model.logits(hidden)
        return F.cross_entropy(logits.float(), target, reduction="none")

    @torch.no_grad()
    def _take_mean(self) -> None:
        """The mean of the weights over about the last hundred steps: what the model would be at a smaller rate. It is what is exported."""
        means = list(self.average.values())
        torch._foreach_mul_(means, 1 - AVERAGED)
        torch._foreach_add_(means, list(self.model.parameters()), alpha=AVERAGED)


def tokenizer_of(state: Path, seed: int, size: int) -> Tokenizer:
    """The tokenizer of the run, learnt at its start."""
    path = state / "tokenizer.json"
    if not path.exists():
        rng = Random(seed)
        learn((normalize(problem(rng, "train").question) for _ in range(TOKENIZER_PROBLEMS)), size).save(path)
    return Tokenizer.load(path)


def checks(tokenizer: Tokenizer, seed: int, rows: int) -> dict[str, list[Batch]]:
    """Problems to watch the run by: with kept-back templates, words and numbers, and as training draws them."""

    def drawn(split: str) -> Iterator[Batch]:
        return batches(Encoder(tokenizer), Random(seed), rows, lambda: Mix(drills=0, direct=0), split)

    return {split: list(islice(drawn(split), -(-CHECKED_ROWS // rows))) for split in ("held-out", "train")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--begin", type=float, default=0.0, help="the progress (0 to 1) that a resumed run takes up")
    parser.add_argument("--rows", type=int, default=32, help="rows of 128 tokens in a batch")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--makers", type=int, default=1)
    parser.add_argument("--dropout", type=float, default=0.1)
    for name in ("vocabulary", "width", "layers", "heads", "feed_forward"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Shape(), name))
    options = parser.parse_args()
    options.state.mkdir(parents=True, exist_ok=True)
    ends = time.time() + options.minutes * 60
    clock = (ends - options.minutes * 60 / (1 - options.begin), ends)
    tokenizer = tokenizer_of(options.state, options.seed, options.vocabulary)
    context = multiprocessing.get_context("fork")
    queue: multiprocessing.Queue[Batch] = context.Queue(maxsize=64)
    begun = options.seed + int(time.time())  # a run that is taken up again must not see the same problems again
    makers = [context.Process(target=produce, args=(queue, tokenizer, begun * 1000 + maker, options.rows, clock), daemon=True) for maker in range(options.makers)]
    for maker in makers:
        maker.start()
    checked = checks(tokenizer, options.seed, options.rows)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.set_float32_matmul_precision("high")
    if hasattr(torch, "compile"):
        Block.forward = torch.compile(Block.forward)  # faster on a CPU too, after a minute
    shape = Shape(options.vocabulary, options.width, options.layers, options.heads, options.feed_forward)
    trainer = Trainer(shape, tokenizer, options.dropout, device)
    if (options.state / "weights.pt").exists():
        trainer.restore(options.state)
    run(trainer, queue, clock, checked, options.state)
    for maker in makers:
        maker.kill()  # it may wait for ever to hand over a batch


def run(trainer: Trainer, queue: multiprocessing.Queue[Batch], clock: tuple[float, float], checked: dict[str, list[Batch]], state: Path) -> None:
    """Steps until the clock ends or the process is asked to; a line of the log every 20 steps, a checkpoint and a check every minute."""
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
    began, before, saved_at, first = time.time(), trainer.seconds, time.time(), trainer.step
    losses: list[Tensor] = []
    while (progress := (time.time() - clock[0]) / (clock[1] - clock[0])) < 1 and not stopped:
        rate = learning_rate(progress, trainer.step - first)
        losses.append(trainer.learn(queue.get(), rate))
        trainer.seconds = before + time.time() - began
        if trainer.step % 20 == 0:
            line = {"seconds": round(trainer.seconds), "step": trainer.step, "tokens": trainer.tokens, "progress": round(progress, 4), "rate": round(rate, 4), "loss": round(float(torch.stack(losses).mean()), 5)}
            losses = []
            if time.time() - saved_at > CHECKPOINT_SECONDS:
                saved_at = time.time()
                trainer.save(state)
                line |= {split: round(trainer.check(batches_of_split), 4) for split, batches_of_split in checked.items()}
                print(line, "waiting", queue.qsize(), flush=True)
            with (state / "log.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")
    trainer.save(state)
    print({split: round(trainer.check(batches_of_split), 4) for split, batches_of_split in checked.items()}, trainer.step, trainer.tokens, flush=True)


if __name__ == "__main__":
    main()
