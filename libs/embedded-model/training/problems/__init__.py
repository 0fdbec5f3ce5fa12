"""Short arithmetic word problems with their chains of thought, made from a seed; needs nothing but the standard library."""
