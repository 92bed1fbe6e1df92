"""Gradients of the oracle's functions, written out by hand (not shared with the C++ code)."""

import numpy as np


def bowl(w):
    x, y = w
    return np.array([2 * x, 2 * y])


def valley(w):
    x, y = w
    return np.array([0.2 * x, 4 * y])


def rosenbrock(w):
    x, y = w
    return np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])


def himmelblau(w):
    x, y = w
    a, b = x * x + y - 11, x + y * y - 7
    return np.array([4 * x * a + 2 * b, 2 * a + 4 * y * b])


def beale(w):
    x, y = w
    e1, e2, e3 = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
    return np.array([
        2 * (e1 * (y - 1) + e2 * (y**2 - 1) + e3 * (y**3 - 1)),
        2 * (e1 * x + e2 * 2 * x * y + e3 * 3 * x * y**2),
    ])


# name -> (gradient, start)
FUNCTIONS = {
    "bowl": (bowl, [6.0, 9.0]),
    "valley": (valley, [-5.0, 2.0]),
    "rosenbrock": (rosenbrock, [-1.2, 1.0]),
    "himmelblau": (himmelblau, [0.5, -0.25]),
    "beale": (beale, [1.2, 0.7]),
}


class Rng:
    """xoshiro256** seeded by splitmix64, and Marsaglia's polar method: the lab's generator, written again."""

    MASK = (1 << 64) - 1

    def __init__(self, seed, stream=0):
        x = seed ^ ((stream * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03) & self.MASK)
        self.s = []
        for _ in range(4):
            x = (x + 0x9E3779B97F4A7C15) & self.MASK
            z = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & self.MASK
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & self.MASK
            self.s.append(z ^ (z >> 31))
        self.spare = None

    def next(self):
        rotl = lambda v, k: ((v << k) | (v >> (64 - k))) & self.MASK
        s = self.s
        result = (rotl((s[1] * 5) & self.MASK, 7) * 9) & self.MASK
        t = (s[1] << 17) & self.MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 45)
        return result

    def uniform(self):
        return (self.next() >> 11) * 2.0**-53

    def normal(self):
        if self.spare is not None:
            v, self.spare = self.spare, None
            return v
        while True:
            u, v = 2 * self.uniform() - 1, 2 * self.uniform() - 1
            s = u * u + v * v
            if 0 < s < 1:
                break
        k = np.sqrt(-2 * np.log(s) / s)
        self.spare = v * k
        return u * k

    def rademacher(self):
        return 1.0 if self.next() >> 63 else -1.0
