"""How fast it is, always beside a reference in the same run: `python -m benchmarks B1 B2`."""
