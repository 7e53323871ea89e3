"""`python -m secondheart`: the command line."""

from secondheart.cli import main

main()
