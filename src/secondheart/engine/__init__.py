"""The compiled stepper: arrays and integers only, in mL, mmHg, s and cm.

One compiled entry, `advance.advance`, takes flat arrays some steps further. Everything with a name
lives above, in `packing`.
"""
