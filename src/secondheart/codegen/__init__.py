"""The compiled floors outside Python: laws and stepper translated to C, compiled, called.

The Python source of `physics` and `engine` is the only source. `translate` writes one C file from it, and refuses what
is outside the subset of Python that the two floors use. No line of the physics is written in C by hand.
"""

from secondheart.codegen.translate import translate_floors

__all__ = ["translate_floors"]
