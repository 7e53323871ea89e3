"""Simulation: a person doing a protocol, at once, steered live, or for a day into a file.

`simulate_to_file` writes a long run to disk as it goes; stopped and resumed it gives the same result, bit for bit.

The file of the result is laid out whole at the start, with room for every sample, and each stretch is written into
its place: nothing but numbers changes afterwards, so the file can be read at any time, whatever happens to the
program. Beside it stands, until the run is done, the state from which it goes on.
"""

from secondheart.simulation.long_run import simulate_to_file, state_file

__all__ = ["simulate_to_file", "state_file"]
