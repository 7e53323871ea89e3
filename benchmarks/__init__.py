"""How fast it runs: `python -m benchmarks` (or `make bench`) prints it for this machine."""
