"""The atlas: the default body as data."""
