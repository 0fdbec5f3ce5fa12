"""Writes GGUF v3: metadata, tensor directory, aligned data (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md)."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np

ALIGNMENT = 32
UINT32, FLOAT32, BOOL, STRING, ARRAY, INT32 = 4, 6, 7, 8, 9, 5
TENSOR_F32, TENSOR_F16 = 0, 1
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


def write(path: Path, metadata: dict[str, Value], tensors: dict[str, np.ndarray]) -> None:
    """Tensors of float16 or float32, row-major; GGUF lists dimensions from the innermost."""
    with path.open("wb") as file:
        file.write(b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata)))
        for key, value in metadata.items():
            kind, body = _typed(value)
            file.write(_string(key) + struct.pack("<I", kind) + body)
        offset = 0
        for name, tensor in tensors.items():
            kind = TENSOR_F16 if tensor.dtype == np.float16 else TENSOR_F32
            dimensions = tensor.shape[::-1]
            file.write(_string(name) + struct.pack(f"<I{len(dimensions)}Q", len(dimensions), *dimensions) + struct.pack("<IQ", kind, offset))
            offset += tensor.nbytes + -tensor.nbytes % ALIGNMENT
        _pad(file)
        for tensor in tensors.values():
            file.write(np.ascontiguousarray(tensor).tobytes())
            _pad(file)
