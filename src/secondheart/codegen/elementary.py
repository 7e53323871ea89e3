"""Elementary functions out of nothing but + - * / and comparisons: the same bits on every machine.

What a system's library returns for a cosine may differ in its last bit from what another's returns. These are for
kernels whose numbers have to be the same in a browser and on a server; they are translated as the laws are.

References
----------
fdlibm (reductions, coefficients and breakpoints of sin, cos, atan and exp): errors below 1 unit in the last place for
the arguments that laws have.
"""

from __future__ import annotations

from secondheart._jit import law

# pi/2 in three parts, the first two of which have zeros at their end, so that their multiples are exact
HALF_PI_1, HALF_PI_2, HALF_PI_3 = 1.57079632673412561417e00, 6.07710050630396597660e-11, 2.02226624879595063154e-21
PER_HALF_PI = 6.36619772367581382433e-01
LN2_1, LN2_2, PER_LN2 = 6.93147180369123816490e-01, 1.90821492927058770002e-10, 1.44269504088896338700e00

S1, S2, S3 = -1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04
S4, S5, S6 = 2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10
C1, C2, C3 = 4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05
C4, C5, C6 = -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11
E1, E2, E3 = 1.66666666666666019037e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05
E4, E5 = -1.65339022054652515390e-06, 4.13813679705723846039e-08
A0, A1, A2 = 3.33333333333329318027e-01, -1.99999999998764832476e-01, 1.42857142725034663711e-01
A3, A4, A5 = -1.11111104054623557880e-01, 9.09088713343650656196e-02, -7.69187620504482999495e-02
A6, A7, A8 = 6.66107313738753120669e-02, -5.83357013379057348645e-02, 4.97687799461593236017e-02
A9, A10 = -3.65315727442169155270e-02, 1.62858201153657823623e-02
AT_HALF, AT_HALF_LOW = 4.63647609000806093515e-01, 2.26987774529616870924e-17
AT_ONE, AT_ONE_LOW = 7.85398163397448278999e-01, 3.06161699786838301793e-17
AT_THREE_HALVES, AT_THREE_HALVES_LOW = 9.82793723247329054082e-01, 1.39033110312309984516e-17
AT_FAR, AT_FAR_LOW = 1.57079632679489655800e00, 6.12323399573676603587e-17


@law
def sine_near(x: float, low: float) -> float:
    """Sine of x + low between -pi/4 and pi/4."""
    z = x * x
    r = S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)))
    v = z * x
    return x - ((z * (0.5 * low - v * r) - low) - v * S1)


@law
def cosine_near(x: float, low: float) -> float:
    """Cosine of x + low between -pi/4 and pi/4."""
    z = x * x
    r = z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6)))))
    half = 0.5 * z
    w = 1.0 - half
    return w + (((1.0 - w) - half) + (z * r - x * low))


@law
def nearest_whole(x: float) -> int:
    """The whole number nearest to x."""
    return int(x + 0.5) if x >= 0.0 else -int(0.5 - x)


@law
def sine_after_quarters(x: float, quarters: int) -> float:
    """Sine of x and some quarters of a turn more."""
    k = nearest_whole(x * PER_HALF_PI)
    a = x - k * HALF_PI_1
    b = k * HALF_PI_2
    y = a - b
    low = ((a - y) - b) - k * HALF_PI_3
    quarter = (k + quarters) % 4
    if quarter == 0:
        return sine_near(y, low)
    if quarter == 1:
        return cosine_near(y, low)
    if quarter == 2:
        return -sine_near(y, low)
    return -cosine_near(y, low)


@law
def elementary_sin(x: float) -> float:
    """Sine."""
    return sine_after_quarters(x, 0)


@law
def elementary_cos(x: float) -> float:
    """Cosine."""
    return sine_after_quarters(x, 1)


@law
def power_of_two(k: int) -> float:
    """2^k, exact."""
    result = 1.0
    factor = 2.0 if k >= 0 else 0.5
    for _ in range(abs(k)):
        result *= factor
    return result


@law
def elementary_exp(x: float) -> float:
    """Exponential function; 0 below -745, infinite above 709.78."""
    if x > 709.782712893384:
        return 1e308 * 10.0
    if x < -745.133219101941:
        return 0.0
    k = nearest_whole(x * PER_LN2)
    high = x - k * LN2_1
    low = k * LN2_2
    r = high - low
    t = r * r
    c = r - t * (E1 + t * (E2 + t * (E3 + t * (E4 + t * E5))))
    y = 1.0 - ((low - (r * c) / (2.0 - c)) - high)
    return y * power_of_two(k) if k <= 1023 else y * power_of_two(k - 1) * 2.0


@law
def atan_series(x: float) -> float:
    """X less the arc tangent of x, near 0."""
    z = x * x
    w = z * z
    odd = z * (A0 + w * (A2 + w * (A4 + w * (A6 + w * (A8 + w * A10)))))
    even = w * (A1 + w * (A3 + w * (A5 + w * (A7 + w * A9))))
    return x * (odd + even)


@law
def atan_positive(x: float) -> float:
    """Arc tangent of x >= 0."""
    if x < 0.4375:
        return x - atan_series(x)
    if x < 0.6875:
        y = (2.0 * x - 1.0) / (2.0 + x)
        return AT_HALF - ((atan_series(y) - AT_HALF_LOW) - y)
    if x < 1.1875:
        y = (x - 1.0) / (x + 1.0)
        return AT_ONE - ((atan_series(y) - AT_ONE_LOW) - y)
    if x < 2.4375:
        y = (x - 1.5) / (1.0 + 1.5 * x)
        return AT_THREE_HALVES - ((atan_series(y) - AT_THREE_HALVES_LOW) - y)
    y = -1.0 / x
    return AT_FAR - ((atan_series(y) - AT_FAR_LOW) - y)


@law
def elementary_atan(x: float) -> float:
    """Arc tangent."""
    return -atan_positive(-x) if x < 0.0 else atan_positive(x)
