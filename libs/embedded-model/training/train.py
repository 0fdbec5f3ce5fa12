"""Trains the model against the clock: the schedule follows wall time, so a busy machine shortens the run and spoils nothing.

    python train.py --state DIR --minutes 75 [--width 128 --layers 6 ...]

Run it again with the same --state to go on after an interruption; --minutes then gives the time from now on. A run that is
ended early leaves its last checkpoint. With --workers 2 two processes share each step, and wait for each other once a step
instead of at every operation as threads do, which is what a busy machine punishes.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import signal
import time
from multiprocessing.synchronize import Event
from pathlib import Path
from random import Random

import torch
import torch.distributed as together
from torch import Tensor
from torch.nn import functional as F

from batches import ROW, Batch, Encoder, Mix, batches
from model import Block, Llama, Shape
from muon import Muon
from problems.problem import problem
from tokenizer import Tokenizer, learn

MATRIX_LR, OTHER_LR = 0.02, 0.003
WARM_UP_STEPS, DECAY_FROM, LOWEST = 60, 0.45, 0.02
QUESTION_SAMPLE = 0.25
AVERAGED = 0.01
CHECKPOINT_SECONDS = 120
TOKENIZER_PROBLEMS = 20_000


def mix_at(progress: float) -> Mix:
    """From facts and one step to everything."""
    if progress < 0.05:
        return Mix(drills=0.4, direct=0.1, longest=1)
    if progress < 0.12:
        return Mix(drills=0.25, direct=0.1, longest=2)
    return Mix(drills=0.04, direct=0.03)


def learning_rate(progress: float, step: int) -> float:
    """Warm-up, constant, then down by the root of the time that is over, which leaves more of it to small steps than a line does."""
    warm = min(1.0, (step + 1) / WARM_UP_STEPS)
    over = max(0.0, progress - DECAY_FROM) / (1 - DECAY_FROM)
    return warm * max(LOWEST, 1 - min(1.0, over) ** 0.5)


def produce(queue: multiprocessing.Queue[Batch], tokenizer: Tokenizer, seed: int, rows: int, started: float, ends: float) -> None:
    """The second process: makes batches for the moment at which they are made."""
    os.setsid()  # Linux gives each session a scheduling group of its own: the maker must not take the trainer's share
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    rng, encoder = Random(seed), Encoder(tokenizer)
    while True:
        mix = mix_at((time.time() - started) / (ends - started))
        source = batches(encoder, rng, rows, mix)
        for _ in range(20):
            queue.put(next(source))


def loss_of(model: Llama, batch: Batch) -> tuple[Tensor, float]:
    """The weighted loss, on all answers and a sample of the questions, and the mean loss of the answers alone."""
    ids, weights, segments = (torch.from_numpy(part) for part in (batch.ids, batch.weights, batch.segments))
    mask = ((segments[:, :, None] == segments[:, None, :]) & torch.ones(ROW, ROW, dtype=torch.bool).tril())[:, None]
    with torch.autocast("cpu", torch.bfloat16):
        hidden = model(ids, mask)
    target, weight = ids.roll(-1, 1), weights.roll(-1, 1)
    weight[:, -1] = 0
    answers = weight == 1
    chosen = answers | ((weight > 0) & (torch.rand(weight.shape) < QUESTION_SAMPLE))
    with torch.autocast("cpu", torch.bfloat16):
        logits = model.logits(hidden[chosen])
    losses = F.cross_entropy(logits.float(), target[chosen], reduction="none")
    weight, is_answer = weight[chosen], answers[chosen]
    return (losses * weight).sum() / is_answer.sum(), float(losses.detach()[is_answer].mean())


def tokenizer_of(state: Path, seed: int, size: int) -> Tokenizer:
    """The tokenizer of the run, learnt at its start."""
    path = state / "tokenizer.json"
    if not path.exists():
        rng = Random(seed)
        learn((problem(rng, "train").question for _ in range(TOKENIZER_PROBLEMS)), size).save(path)
    return Tokenizer.load(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--begin", type=float, default=0.0, help="the progress (0 to 1) that a resumed run takes up")
    parser.add_argument("--rows", type=int, default=32)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--workers", type=int, default=1)
    for name in ("vocabulary", "width", "layers", "heads", "feed_forward"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Shape(), name))
    options = parser.parse_args()
    options.state.mkdir(parents=True, exist_ok=True)
    (options.state / "pid").write_text(str(os.getpid()))
    shape = Shape(options.vocabulary, options.width, options.layers, options.heads, options.feed_forward)
    tokenizer = tokenizer_of(options.state, options.seed, shape.vocabulary)
    ends = time.time() + options.minutes * 60
    clock = (ends - options.minutes * 60 / (1 - options.begin), ends)
    context = multiprocessing.get_context("fork")
    queue: multiprocessing.Queue[Batch] = context.Queue(maxsize=8)
    meeting = options.state / "meeting"
    meeting.unlink(missing_ok=True)
    seed = options.seed + int(time.time())
    context.Process(target=produce, args=(queue, tokenizer, seed, options.rows, *clock), daemon=True).start()
    for rank in range(1, options.workers):
        context.Process(target=train, args=(options, shape, queue, clock, rank), daemon=True).start()
    stop = multiprocessing.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    train(options, shape, queue, clock, 0, stop)


def train(options: argparse.Namespace, shape: Shape, queue: multiprocessing.Queue[Batch], clock: tuple[float, float], rank: int, stop: Event | None = None) -> None:
    """One worker's loop: a batch, the mean gradient of all workers, a step. Worker 0 writes a line every 20 steps and a
    checkpoint every two minutes and when it is to stop; the others end with it."""
    if rank > 0:
        os.setsid()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    if options.workers > 1:
        together.init_process_group("gloo", init_method=f"file://{options.state}/meeting", rank=rank, world_size=options.workers)
    if hasattr(torch, "compile"):
        Block.forward = torch.compile(Block.forward)  # a fifth faster, after a minute
    model = Llama(shape)
    named = list(model.named_parameters())
    matrices = [parameter for name, parameter in named if parameter.ndim == 2 and "embd" not in name]
    others = [parameter for name, parameter in named if parameter.ndim < 2 or "embd" in name]
    optimizers = [Muon(matrices, lr=MATRIX_LR), torch.optim.AdamW(others, lr=OTHER_LR, betas=(0.9, 0.97), weight_decay=0.0)]
    step, tokens, spent = 0, 0, 0.0
    checkpoint = options.state / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"])
        for optimizer, state in zip(optimizers, saved.get("optimizers", [])):
            optimizer.load_state_dict(state)
        step, tokens, spent = saved["step"], saved["tokens"], saved["seconds"]
    average = Average(model, (torch.load(checkpoint).get("average") if checkpoint.exists() else None) or model.state_dict())
    began = last_saved = time.time()
    recent: list[float] = []
    progress = agreed((began - clock[0]) / (clock[1] - clock[0]), options.workers)
    while progress < 1 and not (stop and stop.is_set()):
        rate = learning_rate(progress, step)
        for optimizer, lr in zip(optimizers, (MATRIX_LR, OTHER_LR)):
            optimizer.param_groups[0]["lr"] = lr * rate
        loss, answer_loss = loss_of(model, queue.get())
        loss.backward()
        progress = mean_gradients(model, (time.time() - clock[0]) / (clock[1] - clock[0]), options.workers)
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        average.take(model)
        step, tokens = step + 1, tokens + options.rows * ROW * options.workers
        recent.append(answer_loss)
        if rank > 0:
            continue
        seconds = spent + time.time() - began
        if step % 20 == 0:
            line = {"seconds": round(seconds), "step": step, "tokens": tokens, "progress": round(progress, 4), "rate": round(rate, 4), "loss": round(sum(recent) / len(recent), 5)}
            with (options.state / "log.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")
            recent = []
        if time.time() - last_saved > CHECKPOINT_SECONDS:
            last_saved = time.time()
            save(checkpoint, shape, model, average, optimizers, step, tokens, seconds)
    if rank == 0:
        save(checkpoint, shape, model, average, optimizers, step, tokens, spent + time.time() - began)


class Average:
    """The mean of the weights over about the last hundred steps: what the model would be at a smaller rate. It is what is exported."""

    def __init__(self, model: Llama, state: dict[str, Tensor]) -> None:
        self.state = {name: state[name].clone() for name, _ in model.named_parameters()}

    @torch.no_grad()
    def take(self, model: Llama) -> None:
        for name, parameter in model.named_parameters():
            self.state[name].lerp_(parameter, AVERAGED)


def agreed(progress: float, workers: int) -> float:
    """The mean of the workers' clocks, so that all stop at the same step."""
    if workers == 1:
        return progress
    value = torch.tensor([progress], dtype=torch.float64)
    together.all_reduce(value)
    return float(value) / workers


def mean_gradients(model: Llama, progress: float, workers: int) -> float:
    """Replaces every gradient by the mean over the workers; returns the progress that they agree on."""
    if workers == 1:
        return progress
    parameters = list(model.parameters())
    flat = torch.cat([*(parameter.grad.flatten() for parameter in parameters), torch.tensor([progress])])
    together.all_reduce(flat)
    flat /= workers
    at = 0
    for parameter in parameters:
        parameter.grad.copy_(flat[at : at + parameter.numel()].view_as(parameter))
        at += parameter.numel()
    return float(flat[-1])


def save(path: Path, shape: Shape, model: Llama, average: Average, optimizers: list[torch.optim.Optimizer], step: int, tokens: int, seconds: float) -> None:
    """Written aside and renamed, so that a checkpoint is whole or not there."""
    aside = path.with_suffix(".tmp")
    torch.save({"shape": shape.to_json(), "model": model.state_dict(), "average": average.state, "optimizers": [optimizer.state_dict() for optimizer in optimizers], "step": step, "tokens": tokens, "seconds": seconds}, aside)
    aside.replace(path)


if __name__ == "__main__":
    main()
