"""Writes GGUF v3: metadata, tensor directory, aligned data (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md)."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np

ALIGNMENT = 32
UINT32, FLOAT32, BOOL, STRING, ARRAY, INT32 = 4, 6, 7, 8, 9, 5
TENSOR_F32, TENSOR_Q8_0 = 0, 8
BLOCK = 32
Value = bool | int | float | str | list[str] | list[float] | list[int]


def _string(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def _typed(value: Value) -> tuple[int, bytes]:
    if isinstance(value, bool):
        return BOOL, struct.pack("<?", value)
    if isinstance(value, int):
        return UINT32, struct.pack("<I", value)
    if isinstance(value, float):
        return FLOAT32, struct.pack("<f", value)
    if isinstance(value, str):
        return STRING, _string(value)
    first = value[0]
    kind = STRING if isinstance(first, str) else FLOAT32 if isinstance(first, float) else INT32
    body = b"".join(_string(item) if isinstance(item, str) else struct.pack("<f" if isinstance(item, float) else "<i", item) for item in value)
    return ARRAY, struct.pack("<IQ", kind, len(value)) + body


def _pad(file: BinaryIO) -> None:
    file.write(b"\0" * (-file.tell() % ALIGNMENT))


def quantized(tensor: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Q8_0: blocks of 32 neighbours of a row as a half-precision scale, [rows, blocks, 1], and 8-bit numbers, [rows, blocks, 32]."""
    blocks = tensor.astype(np.float32).reshape(tensor.shape[0], -1, BLOCK)
    scales = (np.abs(blocks).max(-1, keepdims=True) / 127).astype(np.float16)
    return scales, np.rint(blocks / np.maximum(scales.astype(np.float32), 1e-12)).clip(-127, 127).astype(np.int8)


def rounded(tensor: np.ndarray) -> np.ndarray:
    """A matrix as it is after it was stored as Q8_0. Stored again it is the same, while no block is as small as 0.008 throughout."""
    scales, numbers = quantized(tensor)
    return (scales.astype(np.float32) * numbers).reshape(tensor.shape)


def _content(tensor: np.ndarray) -> bytes:
    if tensor.ndim == 1:
        return tensor.astype(np.float32).tobytes()
    scales, numbers = quantized(tensor)
    return np.concatenate([scales.view(np.int8), numbers], axis=-1).tobytes()


def write(path: Path, metadata: dict[str, Value], tensors: dict[str, np.ndarray]) -> None:
    """Vectors as float32, matrices (rows of a multiple of 32) as Q8_0, row-major; GGUF lists dimensions from the innermost."""
    contents = {name: _content(tensor) for name, tensor in tensors.items()}
    with path.open("wb") as file:
        file.write(b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata)))
        for key, value in metadata.items():
            kind, body = _typed(value)
            file.write(_string(key) + struct.pack("<I", kind) + body)
        offset = 0
        for name, tensor in tensors.items():
            dimensions = tensor.shape[::-1]
            kind = TENSOR_F32 if tensor.ndim == 1 else TENSOR_Q8_0
            file.write(_string(name) + struct.pack(f"<I{len(dimensions)}Q", len(dimensions), *dimensions) + struct.pack("<IQ", kind, offset))
            offset += len(contents[name]) + -len(contents[name]) % ALIGNMENT
        _pad(file)
        for content in contents.values():
            file.write(content)
            _pad(file)
