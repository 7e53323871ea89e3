"""Ten people instead of one

An average person with varicose veins does not stand for a clinic. Ten people are drawn from its population, examined
bare and in a stocking, and each is compared with himself or herself. `secondheart cohort` does it for a hundred or ten
thousand, and goes on where it was stopped.
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
