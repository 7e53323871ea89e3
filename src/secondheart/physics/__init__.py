"""The laws: one a file, floats in and floats out, in mL, mmHg, s and cm.

Flow is positive towards the heart in veins and away from it in arteries. Height is positive up and
zero at the right atrium. Transmural pressure is inside minus outside.
"""
