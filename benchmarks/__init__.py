"""How fast it runs: `python -m benchmarks` (or `make bench`) prints it for this machine."""

import os

# Idle threads of the linear algebra would spin beside what is timed.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
