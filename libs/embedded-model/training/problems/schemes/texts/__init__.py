"""Scenes by several writers: each module here holds ONE_STEP, TWO_STEPS and THREE_STEPS."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

MODULES = [import_module(f"{__name__}.{module.name}") for module in sorted(iter_modules(__path__), key=lambda module: module.name)]
BY_STEPS: list[list[str]] = [[scene for module in MODULES for scene in getattr(module, name)] for name in ("ONE_STEP", "TWO_STEPS", "THREE_STEPS")]
