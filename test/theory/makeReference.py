"""Writes reference.json: rho, h(s), alpha and eta_max at 30 digits, by another route than the library.

With S = X + Y ~ chi2(n), n = b + d - 1, and B = X/S ~ Beta(b/2, (d-1)/2) independent of S,
R = 1 - B u (2 - u), u = c S, so that the inner expectation is a Gauss function:
E[R^(s/2) | S] = 2F1(-s/2, b/2; n/2; u(2 - u)). The outer one is an adaptive tanh-sinh quadrature. rho = h'(0) by a central
difference at 45 digits. Needs mpmath. Run: python makeReference.py settings.json > reference.json, where settings are a list of
{ stepSize, batchSize, dimension, sigma, start, exponents }, start a guess of alpha to 1e-6 or null.
`large_alpha` (at 40 digits, start near 1.79556/c) is a plain quadrature for d = 1 where alpha is huge.
It loses its digits near the pole at s = -d (left out) and in rho at b = d = 1000 (left out).
"""
import json
import sys

import mpmath as mp


def inner(b, d, s):
    n = b + d - 1
    if d == 1:
        return lambda u: abs(1 - u) ** s
    return lambda u: mp.hyp2f1(-s / 2, mp.mpf(b) / 2, mp.mpf(n) / 2, u * (2 - u))


def h(c, b, d, s):
    c, s = mp.mpf(c), mp.mpf(s)
    n = b + d - 1
    f = inner(b, d, s)
    log_norm = mp.loggamma(mp.mpf(n) / 2) + mp.mpf(n) / 2 * mp.log(2)
    density = lambda q: 2 * q * mp.exp((mp.mpf(n) / 2 - 1) * mp.log(q * q) - q * q / 2 - log_norm)
    # The bulk, and the place where density times (u - 1)^s is largest.
    middle, far = mp.sqrt(n), mp.sqrt(max(n + 2 * s, (1 + 2 * s * c) / c if s * c > 1 else n))
    low, high = max(mp.mpf(0), middle - 12 - mp.sqrt(abs(s))), far + 12
    marks = {low, high}
    marks |= {x for x in [middle, far, mp.sqrt(1 / c), mp.sqrt(2 / c)] if low < x < high}
    pieces = max(4, int(high - low))
    marks |= {low + (high - low) * k / pieces for k in range(1, pieces)}
    return mp.quad(lambda q: density(q) * f(c * q * q), sorted(marks))


def rho(c, b, d):
    with mp.workdps(42):
        e = mp.mpf(10) ** -11
        return (h(c, b, d, e) - h(c, b, d, -e)) / (2 * e)


def large_alpha(c, b, start):
    """alpha for d = 1 where it is huge: mass near 0 and near the place where density times (c q² - 1)^s is largest."""
    c = mp.mpf(c)
    log_norm = mp.loggamma(mp.mpf(b) / 2) + mp.mpf(b) / 2 * mp.log(2)

    def total(s):
        f = lambda q: 2 * mp.exp((b - 1) * mp.log(q) - q * q / 2 - log_norm) * abs(1 - c * q * q) ** s
        far = mp.sqrt((1 + 2 * s * c) / c)
        return mp.quad(f, [mp.mpf(k) / 2 for k in range(41)]) + mp.quad(f, [far + mp.mpf(k) / 2 for k in range(-30, 31)])

    return mp.findroot(lambda s: mp.log(total(s)), (start * (1 - mp.mpf("1e-12")), start), tol=1e-20)


def scale(eta, b, sigma):
    return mp.mpf(eta) * mp.mpf(sigma) ** 2 / b


def alpha(c, b, d, start):
    f = lambda s: mp.log(h(c, b, d, s))
    return mp.findroot(f, (mp.mpf(start) * (1 - mp.mpf("1e-7")), mp.mpf(start)), solver="secant", tol=1e-17, maxsteps=12)


def case(eta, b, d, sigma, start, exponents):
    c = scale(eta, b, sigma)
    out = dict(stepSize=eta, batchSize=b, dimension=d, sigma=sigma)
    out["lyapunov"] = float(rho(c, b, d))
    out["tailIndex"] = None if start is None else float(alpha(c, b, d, start))
    out["momentGrowth"] = [dict(s=s, log=float(mp.log(h(c, b, d, s)))) for s in exponents]
    return out


if __name__ == "__main__":
    mp.mp.dps = 25
    settings = json.load(open(sys.argv[1]))
    cases = []
    for k in settings:
        cases.append(case(k["stepSize"], k["batchSize"], k["dimension"], k["sigma"], k["start"], k["exponents"]))
        print(cases[-1], file=sys.stderr, flush=True)
    print(json.dumps(dict(cases=cases), indent=1))
