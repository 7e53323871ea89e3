"""One file a form of recording."""
