"""The live page: a server on this machine, one session a tab, and the page's files in static/."""
