"""What a run rests on

A result knows its sources: `citations` gives them as BibTeX, `assumptions` lists each number that nobody has
measured, with the reason for its value. Cite the first, and look through the second for what your question turns on.
"""

from collections import Counter

from gallery_tools import bars

import secondheart as sh

person = sh.Person()
result = sh.simulate(person, sh.stand(seconds=10) + sh.walk(3, seconds=10))
assumed = sh.assumptions(result)
sources = sh.citations(result).count("@")
places = Counter(one.name.partition(".")[0] for one in assumed)
numbers = {"sources": f"{sources}", "assumed numbers": f"{len(assumed)}"}
figure = bars(dict(places.most_common(8)), "assumed numbers, by where they stand")
