"""Many people: who they are, what a laboratory finds in them, what matters, and what of one can be told."""
