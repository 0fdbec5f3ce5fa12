"""The situations that problems are made of, one family a module."""
