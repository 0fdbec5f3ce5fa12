"""Writes a checkpoint as the GGUF file and its manifest.

    python export.py --state DIR --out ../model --version 1.0.0
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch

import gguf
from model import Llama, Shape
from tokenizer import CONTROL, FIRST_BYTE, FIRST_PIECE, Tokenizer

NAME = "stepwise-arithmetic"
NORMAL, UNKNOWN_TYPE, CONTROL_TYPE, BYTE_TYPE = 1, 2, 3, 6
Q8_0_FILE = 7
TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}{% if m['role'] == 'user' %}"
    "{% if enable_thinking is defined and not enable_thinking %}<|direct|>{% else %}<|cot|>{% endif %} {{ m['content'] }}"
    "{% elif m['role'] == 'assistant' %}<|answer|>{{ m['content'] }}{{ eos_token }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|answer|>{% endif %}"
)


def load(state: Path) -> tuple[Llama, Tokenizer, dict[str, object]]:
    """The mean weights of a run, rounded as the file holds them."""
    saved = torch.load(state / "weights.pt", map_location="cpu")
    model = Llama(Shape(**saved["shape"]))
    model.load_state_dict(saved["average"])
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim == 2:
                parameter.copy_(torch.from_numpy(gguf.rounded(parameter.numpy())))
    return model.eval(), Tokenizer.load(state / "tokenizer.json"), saved


def metadata(shape: Shape, tokenizer: Tokenizer, version: str) -> dict[str, gguf.Value]:
    """What llama.cpp needs to know."""
    size = len(tokenizer.pieces)
    types = [UNKNOWN_TYPE] + [CONTROL_TYPE] * (len(CONTROL) - 1) + [BYTE_TYPE] * 256 + [NORMAL] * (size - FIRST_PIECE)
    scores = [0.0] * FIRST_PIECE + [float(FIRST_PIECE - identity) for identity in range(FIRST_PIECE, size)]
    assert tokenizer.pieces[FIRST_BYTE] == "<0x00>" and len(types) == size
    return {
        "general.architecture": "llama",
        "general.name": NAME,
        "general.version": version,
        "general.license": "apache-2.0",
        "general.file_type": Q8_0_FILE,
        "llama.context_length": shape.context,
        "llama.embedding_length": shape.width,
        "llama.block_count": shape.layers,
        "llama.feed_forward_length": shape.feed_forward,
        "llama.attention.head_count": shape.heads,
        "llama.attention.head_count_kv": shape.heads,
        "llama.attention.layer_norm_rms_epsilon": shape.epsilon,
        "llama.rope.freq_base": shape.rope_base,
        "llama.rope.dimension_count": shape.width // shape.heads,
        "llama.vocab_size": size,
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.pre": "default",
        "tokenizer.ggml.tokens": tokenizer.pieces,
        "tokenizer.ggml.scores": scores,
        "tokenizer.ggml.token_type": types,
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.ggml.unknown_token_id": 0,
        "tokenizer.ggml.padding_token_id": 2,
        "tokenizer.ggml.add_bos_token": True,
        "tokenizer.ggml.add_eos_token": False,
        "tokenizer.ggml.add_space_prefix": False,
        "tokenizer.chat_template": TEMPLATE,
    }


def tensors(model: Llama) -> dict[str, np.ndarray]:
    """Everything under llama.cpp's names; the output is tied to the embeddings."""
    return {name: parameter.detach().numpy() for name, parameter in model.named_parameters()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="1.0.0")
    options = parser.parse_args()
    model, tokenizer, saved = load(options.state)
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / f"{NAME}.gguf"
    gguf.write(path, metadata(model.shape, tokenizer, options.version), tensors(model))
    content = path.read_bytes()
    manifest = {
        "name": NAME,
        "version": options.version,
        "file": path.name,
        "sizeBytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "shape": model.shape.to_json(),
        "training": {"steps": saved["step"], "tokens": saved["tokens"], "seconds": round(saved["seconds"])},  # type: ignore[call-overload]
        "prompt": {
            "begin": 1,
            "end": 2,
            "direct": 3,
            "chainOfThought": 4,
            "answer": 5,
            "order": ["begin", "direct or chainOfThought", "question", "answer"],
            "questionPrefix": " ",
            "maxOutputTokens": 160,
        },
        "output": {"thoughtLabel": "Thought:", "answerLabel": "Final Answer:", "separator": "\n"},
    }
    (options.out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
