"""Plain numpy implementations, from the papers and the libraries' documentation, of what PyTorch 1.13 lacks.

Each reference is a generator function: it receives (gradient function, start, configuration) and yields the point after
each step. Written for clarity, from the formulas, without looking at the C++ code.
"""

import numpy as np

from functions import Rng

sign = np.sign


def div(n, d):
    """n / d with 0 in the denominator counted as 1."""
    return n / np.where(d == 0, 1.0, d)


def adam(grad, w, c):
    b1, b2, eps = c.get("beta1", 0.9), c.get("beta2", 0.999), c.get("eps", 1e-8)
    place, correction = c.get("epsPlace", "outside"), c.get("biasCorrection", "both")
    m = v = np.zeros_like(w)
    t = 0
    while True:
        t += 1
        g = grad(w)
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        k1 = 1.0 if correction == "none" else 1 - b1**t
        k2 = {"both": 1 - b2**t, "none": 1.0, "firstOnly": 1.0, "beta1Both": 1 - b1**t}[correction]
        mh, vh = m / k1, v / k2
        if place == "outside":
            step = mh / (np.sqrt(vh) + eps)
        elif place == "inside":
            step = mh / np.sqrt(vh + eps)
        elif place == "both":
            step = mh / (np.sqrt(vh + c["epsRoot"]) + eps)
        else:
            step = np.sqrt(k2) / k1 * m / (np.sqrt(v) + eps)
        w = w - c["lr"] * step
        yield w


def adagrad(grad, w, c):
    s = np.full_like(w, c.get("accumulatorInit", 0.0))
    eps, inside = c.get("eps", 1e-7), c.get("epsPlace", "outside") == "inside"
    while True:
        g = grad(w)
        s = s + g * g
        w = w - c["lr"] * g / (np.sqrt(s + eps) if inside else eps + np.sqrt(s))
        yield w


def rmsprop(grad, w, c):
    rho, eps, place = c.get("rho", 0.9), c.get("eps", 1e-7), c.get("epsPlace", "inside")
    s = q = b = np.zeros_like(w)
    while True:
        g = grad(w)
        s, q = rho * s + (1 - rho) * g * g, rho * q + (1 - rho) * g
        spread = np.maximum(s - q * q, 0) if c.get("centered", False) else s
        d = {"inside": np.sqrt(spread + eps), "outside": np.sqrt(spread) + eps, "none": np.sqrt(spread)}[place]
        b = c.get("momentum", 0) * b + div(g, d)
        w = w - c["lr"] * b
        yield w


def nesterov_interim(grad, w, c):
    v = np.zeros_like(w)
    while True:
        g = grad(w + c["momentum"] * v)
        v = c["momentum"] * v - c["lr"] * g
        w = w + v
        yield w


def amsgrad(grad, w, c):
    b1, b2, eps = c.get("beta1", 0.9), c.get("beta2", 0.999), c.get("eps", 1e-8)
    m = v = x = np.zeros_like(w)
    t = 0
    while True:
        t += 1
        g = grad(w)
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        if c["variant"] == "paper":
            x = np.maximum(x, v)
            w = w - c["lr"] * m / (np.sqrt(x) + eps)
        else:
            assert c["variant"] == "correctedMax"
            x = np.maximum(x, v / (1 - b2**t))
            w = w - c["lr"] * m / (1 - b1**t) / (np.sqrt(x) + eps)
        yield w


def adamax(grad, w, c):
    b1, b2, eps = c.get("beta1", 0.9), c.get("beta2", 0.999), c.get("eps", 1e-8)
    m = u = np.zeros_like(w)
    t = 0
    while True:
        t += 1
        g = grad(w)
        m, u = b1 * m + (1 - b1) * g, np.maximum(b2 * u, np.abs(g))
        w = w - c["lr"] / (1 - b1**t) * (m / (u + eps) if c["epsPlace"] == "outside" else div(m, u))
        yield w


def nadam_const(grad, w, c):
    b1, b2, eps = c.get("beta1", 0.9), c.get("beta2", 0.999), c.get("eps", 1e-8)
    m = v = np.zeros_like(w)
    t = 0
    while True:
        t += 1
        g = grad(w)
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        look = b1 * m / (1 - b1**(t + 1)) + (1 - b1) * g / (1 - b1**t)
        w = w - c["lr"] * look / (np.sqrt(v / (1 - b2**t)) + eps)
        yield w


def adabelief(grad, w, c):
    b1, b2, eps = c.get("beta1", 0.9), c.get("beta2", 0.999), c.get("eps", 1e-16)
    m = s = np.zeros_like(w)
    t = 0
    while True:
        t += 1
        g = grad(w)
        m = b1 * m + (1 - b1) * g
        s = b2 * s + (1 - b2) * (g - m)**2 + eps
        mh = m / (1 - b1**t)
        if not c.get("rectify", False):
            w = w - c["lr"] * mh / (np.sqrt(s / (1 - b2**t)) + eps)
        else:
            far = 2 / (1 - b2) - 1
            near = far - 2 * t * b2**t / (1 - b2**t)
            if near >= 5:
                r = np.sqrt((near - 4) / (far - 4) * (near - 2) / (far - 2) * far / near)
                w = w - c["lr"] * r * np.sqrt(1 - b2**t) * mh / (np.sqrt(s) + eps)
            else:
                w = w - c["lr"] * mh
        yield w


def adasmooth(grad, w, c):
    r1, r2, eps = c.get("rho1", 0.5), c.get("rho2", 0.99), c.get("eps", 1e-6)
    window, variant = c.get("window", 10), c.get("variant", "window")
    points, v = [w], np.zeros_like(w)
    while True:
        g = grad(w)
        seen = np.array(points if variant == "cumulative" else points[-(window + 1):])
        if len(seen) == 1:
            e = np.full_like(w, c.get("firstRatio", 1.0))
        else:
            net, path = np.abs(seen[-1] - seen[0]), np.abs(np.diff(seen, axis=0)).sum(axis=0)
            if variant == "tensorRatio":
                net, path = np.full_like(w, net.sum()), np.full_like(w, path.sum())
            e = np.where(path == 0, 1.0, net / np.where(path == 0, 1.0, path))
        k = ((r2 - r1) * e + 1 - r2)**2
        v = k * g * g + (1 - k) * v
        w = w - c["lr"] * g / np.sqrt(v + eps)
        points.append(w)
        yield w


def yogi(grad, w, c):
    b1, b2, eps = c.get("beta1", 0.9), c.get("beta2", 0.999), c.get("eps", 1e-3)
    m = v = np.full_like(w, c.get("accumulatorInit", 1e-6))
    t = 0
    while True:
        t += 1
        g = grad(w)
        m = b1 * m + (1 - b1) * g
        v = v - (1 - b2) * sign(v - g * g) * g * g
        w = w - c["lr"] * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps)
        yield w


def lion(grad, w, c):
    b1, b2 = c.get("beta1", 0.9), c.get("beta2", 0.99)
    m = np.zeros_like(w)
    while True:
        g = grad(w)
        w = w - c["lr"] * (sign(b1 * m + (1 - b1) * g) + c.get("weightDecay", 0) * w)
        m = b2 * m + (1 - b2) * g
        yield w


def clipped_gd(grad, w, c):
    while True:
        g = grad(w)
        norm = np.sqrt((g * g).sum())
        if norm > c["clipThreshold"]:
            g = g * (c["clipThreshold"] / norm)
        w = w - c["lr"] * g
        yield w


def base_step(c):
    """The bases that SAM, ASAM and forward gradients are tried with, as functions of a gradient."""
    base = c.get("base", {"id": "gd"})
    state = {"v": 0.0, "m": 0.0, "t": 0}

    def gd(w, g):
        return w - c["lr"] * g

    def momentum(w, g):
        state["v"] = base["momentum"] * state["v"] - c["lr"] * g
        return w + state["v"]

    def adam_(w, g):
        state["t"] += 1
        state["m"] = 0.9 * state["m"] + 0.1 * g
        state["v"] = 0.999 * state["v"] + 0.001 * g * g
        mh, vh = state["m"] / (1 - 0.9**state["t"]), state["v"] / (1 - 0.999**state["t"])
        return w - c["lr"] * mh / (np.sqrt(vh) + 1e-8)

    return {"gd": gd, "momentum": momentum, "adam": adam_}[base["id"]]


def sam(grad, w, c):
    step = base_step(c)
    while True:
        g = grad(w)
        e = c["radius"] * g / (np.linalg.norm(g) + 1e-12)
        w = step(w, grad(w + e))
        yield w


def asam(grad, w, c):
    step = base_step(c)
    while True:
        g = grad(w)
        scale = np.abs(w) + c.get("offset", 0.01)
        e = c["radius"] * scale**2 * g / (np.linalg.norm(scale * g) + 1e-12)
        w = step(w, grad(w + e))
        yield w


def forward_gradient(grad, w, c):
    rng, step, n = Rng(c.get("seed", 1), 0x66776467), base_step(c), len(w)
    while True:
        g, total = grad(w), np.zeros_like(w)
        for _ in range(c.get("samples", 1)):
            if c.get("tangent", "normal") == "rademacher":
                v = np.array([rng.rademacher() for _ in range(n)])
            else:
                v = np.array([rng.normal() for _ in range(n)])
                if c.get("tangent") == "sphere":
                    v = v * np.sqrt(n / (v * v).sum())
            total = total + (g @ v) * v / c.get("samples", 1)
        w = step(w, total)
        yield w


def newton_schulz(u, steps):
    a, b, c = 3.4445, -4.7750, 2.0315
    x = u / (np.linalg.norm(u) + 1e-7)
    flip = x.shape[0] > x.shape[1]
    if flip:
        x = x.T
    for _ in range(steps):
        k = x @ x.T
        x = a * x + (b * k + c * k @ k) @ x
    return x.T if flip else x


def muon(grad_matrix, w, c):
    """Matrices only: w is 2-D."""
    mu, nesterov = c.get("momentum", 0.95), c.get("nesterov", True)
    take = 1.0 if c.get("buffer", "lerp") == "sum" else 1 - mu
    rows, cols = w.shape
    scale = np.sqrt(max(1, rows / cols)) if c.get("scaling", "original") == "original" else 0.2 * np.sqrt(max(rows, cols))
    b = np.zeros_like(w)
    while True:
        g = grad_matrix(w)
        b = mu * b + take * g
        u = mu * b + take * g if nesterov else b
        w = (1 - c["lr"] * c.get("weightDecay", 0)) * w - c["lr"] * scale * newton_schulz(u, c.get("iterations", 5))
        yield w


def muon_partner(grad, w, c):
    """What Muon does to vectors."""
    inner = {"lr": c["lr"] * c.get("adamRatio", 0.015), "beta1": 0.9, "beta2": 0.95, "eps": 1e-10}
    return adam(grad, w, inner)
