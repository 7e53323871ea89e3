"""The atlas: every number of the body with its unit, range and source, and its one reader."""
