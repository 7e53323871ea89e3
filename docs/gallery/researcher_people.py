"""Ten people instead of one

A varicose leg of an average person tells little of a clinic. Ten people are drawn from the population of one, examined
bare and in a stocking, and compared each with themselves. A hundred people take a coffee break, ten thousand a cluster:
`secondheart cohort` does it, and goes on where it was stopped.
"""

from gallery_tools import bars

import secondheart as sh

legs = sh.cohort("varicose-clinic", 10, seed=7, tests=["apg"], legs="left", wear=["ral-ii"])
(change,) = sh.differences(legs, "ral-ii", findings=["RVF"])
bare, worn = legs.RVF.sel(side="left").transpose("care", "person")
numbers = {
    "RVF bare, mean of ten": f"{float(bare.mean()):.0f} %",
    "RVF in the stocking": f"{float(worn.mean()):.0f} %",
    "helped by a tenth or more": f"{change.helped_percent:.0f} % of them",
}
pairs = worn - bare
figure = bars({f"person {k}": float(pairs[k]) for k in range(pairs.size)}, "change of RVF in a stocking, points")
