#include "core/data/garments.hpp"

#include <algorithm>
#include <cmath>

#include "core/data/drawings.hpp"

namespace descent {
namespace {

constexpr std::string_view kNames[] = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                                       "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};

constexpr std::uint64_t kStream = std::uint64_t{2} << 32;

// Shapes in garment coordinates. A trapezoid lies between two heights, its sides run straight from (left0,
// right0) to (left1, right1); a line is thick with round ends; an ellipse is filled, or a ring of that half
// thickness.
struct Trapezoid {
  double top, bottom, left0, right0, left1, right1, shade;
};
struct Line {
  double x0, y0, x1, y1, radius, shade;
};
struct Ellipse {
  double x, y, rx, ry, shade, ring = 0;
};

// One drawing: parts are laid over each other.
class Canvas {
 public:
  explicit Canvas(Rng& rng) : rng_(rng), pose_(rng, {0.09, 0.82, 1.04, 0.1, 0.3}, kSide) {}

  void trapezoid(const Trapezoid& t) {
    paint(t.shade, [&](double x, double y) {
      const double s = (y - t.top) / (t.bottom - t.top);
      const double left = t.left0 + s * (t.left1 - t.left0), right = t.right0 + s * (t.right1 - t.right0);
      return std::min({y - t.top, t.bottom - y, x - left, right - x});
    });
  }
  void line(const Line& l) {
    const double ux = l.x1 - l.x0, uy = l.y1 - l.y0, squared = ux * ux + uy * uy;
    paint(l.shade, [&](double x, double y) {
      const double s = std::clamp(((x - l.x0) * ux + (y - l.y0) * uy) / squared, 0.0, 1.0);
      const double px = x - l.x0 - s * ux, py = y - l.y0 - s * uy;
      return l.radius - std::sqrt(px * px + py * py);
    });
  }
  void ellipse(const Ellipse& e) {
    paint(e.shade, [&](double x, double y) {
      const double px = (x - e.x) / e.rx, py = (y - e.y) / e.ry;
      const double d = (1 - std::sqrt(px * px + py * py)) * std::min(e.rx, e.ry);
      return e.ring > 0 ? e.ring - std::abs(d) : d;
    });
  }

  /// Shading, weave and noise, then bytes.
  void finish(std::uint8_t* out) {
    const double brightness = rng_.uniform(95, 235), across = rng_.uniform(-0.3, 0.3),
                 down = rng_.uniform(-0.25, 0.25);
    const double weave = rng_.uniform() < 0.3 ? rng_.uniform(0.1, 0.35) : 0;
    const int period = 2 + static_cast<int>(rng_.below(4));
    const bool upright = rng_.uniform() < 0.5;
    const double noise = rng_.uniform(6, 26);
    for (Index i = 0; i < kSide; ++i) {
      for (Index j = 0; j < kSide; ++j) {
        const double u = pose_.middle(j), v = pose_.middle(i);
        const bool dark = (upright ? j : i) / 2 % period == 0;
        const double cloth = ink_[i * kSide + j] * (1 + across * u + down * v) * (dark ? 1 - weave : 1);
        const double rough = noise * grain(rng_) / 3;
        const double value =
            cloth * brightness + (ink_[i * kSide + j] > 0.02 ? 2 * rough : std::max(0.0, rough - 8));
        *out++ = static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0));
      }
    }
  }

 private:
  static constexpr Index kSide = kGarmentSide;

  // Lays a shade over every pixel, as far as it is inside: `inside` is the distance to the edge, positive
  // within.
  template <class F>
  void paint(double shade, F inside) {
    for (Index i = 0; i < kSide; ++i) {
      for (Index j = 0; j < kSide; ++j) {
        const auto [x, y] = pose_.at(i, j);
        double& ink = ink_[i * kSide + j];
        ink += pose_.cover(inside(x, y)) * (shade - ink);
      }
    }
  }

  Rng& rng_;
  Pose pose_;
  double ink_[kSide * kSide] = {};
};

// Both sleeves, `length` from 0 (none) to 1 (to the hem).
void sleeves(Canvas& c, Rng& rng, double half, double shoulder, double length, double thick, double shade) {
  const double spread = rng.uniform(0.12, 0.32), x = half - 0.06;
  for (const double side : {-1.0, 1.0}) {
    c.line({side * x, shoulder + thick, side * (x + spread * (0.5 + 0.5 * length)),
            shoulder + thick + 1.25 * length, thick, shade});
  }
}

void top(Canvas& c, Rng& rng, double sleeveLow, double sleeveHigh, double hem) {
  const double half = rng.uniform(0.36, 0.52), shoulder = rng.uniform(-0.8, -0.68);
  const double length = rng.uniform(sleeveLow, sleeveHigh), thick = rng.uniform(0.11, 0.17);
  sleeves(c, rng, half, shoulder, length, thick, rng.uniform(0.78, 0.95));
  c.trapezoid(
      {shoulder, hem, -half, half, -half * rng.uniform(0.88, 1.12), half * rng.uniform(0.88, 1.12), 1});
  c.ellipse({0, shoulder - 0.02, rng.uniform(0.13, 0.24), rng.uniform(0.07, 0.16), 0});
}

void trouser(Canvas& c, Rng& rng) {
  const double half = rng.uniform(0.26, 0.4), fork = rng.uniform(-0.45, -0.2), leg = rng.uniform(0.13, 0.24),
               apart = rng.uniform(0.02, 0.16);
  c.trapezoid({-0.92, fork, -half, half, -half * 1.08, half * 1.08, 1});
  c.trapezoid({fork - 0.02, 0.92, -half * 1.08, -0.01, -apart - leg * 1.3, -apart, 0.95});
  c.trapezoid({fork - 0.02, 0.92, 0.01, half * 1.08, apart, apart + leg * 1.3, 0.9});
}

void dress(Canvas& c, Rng& rng) {
  const double bust = rng.uniform(0.2, 0.36), waist = bust * rng.uniform(0.7, 1),
               at = rng.uniform(-0.35, 0.05);
  if (rng.uniform() < 0.5) {
    const double length = rng.uniform(0.1, 0.8);
    sleeves(c, rng, bust, -0.88, length, rng.uniform(0.07, 0.12), 0.85);
  }
  c.trapezoid({-0.92, at, -bust, bust, -waist, waist, 1});
  const double flare = rng.uniform(0.26, 0.6);
  c.trapezoid({at - 0.02, rng.uniform(0.75, 0.95), -waist, waist, -flare, flare, 0.93});
  c.ellipse({0, -0.95, bust * 0.6, rng.uniform(0.08, 0.2), 0});
}

void coat(Canvas& c, Rng& rng) {
  top(c, rng, 0.8, 1.05, rng.uniform(0.78, 0.95));
  c.line({0, -0.6, rng.uniform(-0.04, 0.04), 0.9, rng.uniform(0.02, 0.045), 0.35});
  for (const double side : {-1.0, 1.0}) c.line({side * 0.2, -0.72, 0, rng.uniform(-0.4, -0.2), 0.05, 0.6});
}

void shirt(Canvas& c, Rng& rng) {
  top(c, rng, 0.2, 1, rng.uniform(0.6, 0.85));
  const int buttons = 3 + static_cast<int>(rng.below(4));
  for (int i = 0; i < buttons; ++i) c.ellipse({0, -0.45 + 1.1 * i / buttons, 0.035, 0.035, 0.45});
  for (const double side : {-1.0, 1.0}) c.line({side * 0.17, -0.74, side * 0.04, -0.6, 0.035, 0.7});
}

void sandal(Canvas& c, Rng& rng) {
  const double heel = rng.uniform(0, 0.55), thick = rng.uniform(0.05, 0.1);
  c.line({-0.78, 0.5, 0.1, 0.5 - 0.2 * heel, thick, 1});
  c.line({0.1, 0.5 - 0.2 * heel, 0.75, 0.5 - heel, thick, 1});
  if (heel > 0.15) c.line({0.74, 0.5 - heel, 0.72, 0.55, 0.05, 0.9});
  const int straps = 2 + static_cast<int>(rng.below(3));
  for (int i = 0; i < straps; ++i) {
    const double x = -0.55 + 1.15 * i / straps, up = rng.uniform(0.2, 0.5);
    c.line({x, 0.42, x + rng.uniform(0.1, 0.35), 0.42 - up - 0.5 * heel * (x + 0.6), rng.uniform(0.03, 0.06),
            0.85});
  }
}

void sneaker(Canvas& c, Rng& rng) {
  const double height = rng.uniform(0.35, 0.6), sole = rng.uniform(0.05, 0.1);
  c.trapezoid({0.45 - height, 0.45, 0.05, 0.72, -0.5, 0.78, 0.85});
  c.ellipse({-0.42, 0.36, rng.uniform(0.36, 0.44), rng.uniform(0.16, 0.26), 0.85});
  c.line({-0.74, 0.5, 0.74, 0.5, sole, 1});
  for (int i = 0; i < 3; ++i)
    c.line({-0.12 + 0.13 * i, 0.2 - 0.1 * i, 0.04 + 0.13 * i, 0.32 - 0.1 * i, 0.025, 0.3});
}

void bag(Canvas& c, Rng& rng) {
  const double half = rng.uniform(0.5, 0.82), at = rng.uniform(-0.35, 0.05), narrow = rng.uniform(0.8, 1.08);
  c.ellipse({0, at, half * rng.uniform(0.4, 0.8), rng.uniform(0.25, 0.55), 0.8, rng.uniform(0.035, 0.07)});
  c.trapezoid({at, rng.uniform(0.55, 0.8), -half * narrow, half * narrow, -half, half, 1});
  if (rng.uniform() < 0.6) c.line({-half * 0.8, at + 0.2, half * 0.8, at + 0.2, 0.03, 0.5});
}

void boot(Canvas& c, Rng& rng) {
  const double shaft = rng.uniform(-0.85, -0.3), width = rng.uniform(0.2, 0.3), heel = rng.uniform(0, 0.2);
  c.trapezoid({shaft, 0.5, 0.42 - width, 0.42 + width, 0.36 - width, 0.42 + width, 0.95});
  c.ellipse({-0.2, 0.4 - 0.3 * heel, rng.uniform(0.48, 0.58), rng.uniform(0.16, 0.24), 0.88});
  c.line({-0.68, 0.56, 0.62, 0.56 - 0.3 * heel, 0.05, 1});
  if (heel > 0.05) c.line({0.5, 0.52, 0.5, 0.56 + heel, 0.1, 0.9});
}

void draw(Canvas& c, Rng& rng, std::uint32_t label) {
  switch (label) {
    case 0:
      return top(c, rng, 0.05, 0.42, rng.uniform(0.6, 0.85));
    case 1:
      return trouser(c, rng);
    case 2:
      return top(c, rng, 0.65, 1.05, rng.uniform(0.6, 0.85));
    case 3:
      return dress(c, rng);
    case 4:
      return coat(c, rng);
    case 5:
      return sandal(c, rng);
    case 6:
      return shirt(c, rng);
    case 7:
      return sneaker(c, rng);
    case 8:
      return bag(c, rng);
    default:
      return boot(c, rng);
  }
}

}  // namespace

std::span<const std::string_view> garmentClasses() { return kNames; }

Dataset syntheticGarments(Index rows, std::uint64_t seed, Index first) {
  return drawings(rows, kGarmentSide * kGarmentSide, static_cast<Index>(std::size(kNames)), seed, kStream,
                  first, [](Rng& rng, std::uint32_t label, std::uint8_t* out) {
                    Canvas canvas(rng);
                    draw(canvas, rng, label);
                    canvas.finish(out);
                  });
}

Result<Dataset> makeGarments(const Value& request) {
  DESCENT_TRY(const DrawingRequest r, readDrawingRequest(request, 1'000'000));
  return syntheticGarments(r.count, r.seed, r.first);
}

}  // namespace descent
