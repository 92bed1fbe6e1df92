#include "core/data/colours.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/data/cifar.hpp"
#include "core/data/drawings.hpp"

namespace descent {
namespace {

constexpr std::uint64_t kStream = std::uint64_t{4} << 32;
constexpr Index kSide = kCifarSide, kPixels = kSide * kSide;

using Colour = std::array<double, 3>;  // red, green, blue, 0..1

Colour mixed(const Colour& a, const Colour& b, double t) {
  return {a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2])};
}
Colour any(Rng& rng) { return {rng.uniform(), rng.uniform(), rng.uniform()}; }
/// A colour near this one.
Colour near(Rng& rng, const Colour& c, double spread) {
  const Colour other = any(rng);
  return mixed(c, other, spread * rng.uniform());
}

constexpr Colour kSky{0.55, 0.72, 0.92}, kSea{0.15, 0.35, 0.55}, kGrass{0.3, 0.5, 0.2},
    kRoad{0.45, 0.45, 0.47}, kWood{0.5, 0.38, 0.26}, kFur{0.55, 0.4, 0.25}, kDark{0.08, 0.08, 0.1},
    kGlass{0.6, 0.75, 0.85};

// Shapes in the coordinates of the thing. A limb is a thick line with round ends, of one radius at its
// beginning and another at its end; `flat` squeezes it across. With both ends in one place, as a disc, it is
// an ellipse.
struct Limb {
  double x0, y0, x1, y1, radius0, radius1;
  Colour colour;
  double flat = 1;
};
struct Line {
  double x0, y0, x1, y1, radius;
  Colour colour;
};
struct Disc {
  double x, y, radius;
  Colour colour;
  double flat = 1;
};
struct Surroundings {
  Colour above, below;
};

/// Shapes are laid over each other.
class Scene {
 public:
  explicit Scene(Rng& rng) : rng_(rng), pose_(rng, {0.12, 0.62, 1.08, 0.22, 0.5}, kSide) {}

  /// What is behind the thing: one colour above the horizon, another below. Now and then it is somewhere else
  /// altogether.
  void surroundings(const Surroundings& s) {
    const bool elsewhere = rng_.uniform() < 0.2;
    const Colour top = elsewhere ? any(rng_) : near(rng_, s.above, 0.6),
                 bottom = elsewhere ? any(rng_) : near(rng_, s.below, 0.6);
    const double horizon = rng_.uniform(-0.3, 0.6), soft = rng_.uniform(1, 8);
    for (Index i = 0; i < kPixels; ++i) {
      const double y = pose_.middle(i / kSide);
      ink_[static_cast<std::size_t>(i)] =
          mixed(top, bottom, std::clamp(0.5 + soft * (y - horizon), 0.0, 1.0));
    }
  }

  void limb(const Limb& l) {
    const double ux = l.x1 - l.x0, uy = l.flat * (l.y1 - l.y0), squared = ux * ux + uy * uy;
    for (Index i = 0; i < kPixels; ++i) {
      const auto [x, y] = pose_.at(i / kSide, i % kSide);
      const double px = x - l.x0, py = l.flat * (y - l.y0);
      const double s = squared > 0 ? std::clamp((px * ux + py * uy) / squared, 0.0, 1.0) : 0.0;
      const double qx = px - s * ux, qy = py - s * uy;
      const double inside = l.radius0 + s * (l.radius1 - l.radius0) - std::sqrt(qx * qx + qy * qy);
      auto& ink = ink_[static_cast<std::size_t>(i)];
      ink = mixed(ink, l.colour, pose_.cover(inside));
    }
  }
  void disc(const Disc& d) { limb({d.x, d.y, d.x, d.y, d.radius, d.radius, d.colour, d.flat}); }
  void line(const Line& l) { limb({l.x0, l.y0, l.x1, l.y1, l.radius, l.radius, l.colour}); }

  /// Light, clutter and noise, then bytes, plane by plane.
  void finish(std::uint8_t* out) {
    for (int k = static_cast<int>(rng_.below(4)); k > 0; --k) {
      const double x = rng_.uniform(-1.2, 1.2), y = rng_.uniform(-1.2, 1.2);
      limb({x, y, x + rng_.uniform(-0.5, 0.5), y + rng_.uniform(-0.5, 0.5), rng_.uniform(0.03, 0.15),
            rng_.uniform(0.03, 0.15), any(rng_)});
    }
    const double light = rng_.uniform(0.7, 1.15), across = rng_.uniform(-0.3, 0.3),
                 down = rng_.uniform(-0.3, 0.3);
    const Colour tint = mixed({1, 1, 1}, any(rng_), 0.3);
    const double noise = rng_.uniform(3, 18);
    for (Index i = 0; i < kPixels; ++i) {
      const double x = pose_.middle(i % kSide), y = pose_.middle(i / kSide);
      for (std::size_t c = 0; c < 3; ++c) {
        const double rough = noise * grain(rng_);
        const double value =
            255 * ink_[static_cast<std::size_t>(i)][c] * tint[c] * light * (1 + across * x + down * y) +
            rough;
        out[static_cast<Index>(c) * kPixels + i] = static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0));
      }
    }
  }

 private:
  Rng& rng_;
  Pose pose_;
  std::array<Colour, kPixels> ink_{};
};

void airplane(Scene& s, Rng& rng) {
  s.surroundings({kSky, kSky});
  const Colour paint = near(rng, {0.85, 0.87, 0.9}, 0.8);
  const double y = rng.uniform(-0.1, 0.1), body = rng.uniform(0.08, 0.15);
  s.limb({-0.75, y, 0.8, y, body, body * 0.5, paint});
  s.line({-0.05, y, rng.uniform(0.15, 0.45), y + rng.uniform(0.3, 0.6), 0.06, mixed(paint, kDark, 0.3)});
  s.line({0, y, rng.uniform(0.1, 0.4), y - rng.uniform(0.15, 0.4), 0.05, mixed(paint, kDark, 0.15)});
  s.line({0.65, y, 0.85, y - rng.uniform(0.2, 0.4), 0.06, near(rng, paint, 1)});
}

void wheels(Scene& s, double a, double b, double radius) {
  for (const double x : {a, b}) {
    s.disc({x, 0.42, radius, kDark});
    s.disc({x, 0.42, radius * 0.45, {0.6, 0.6, 0.62}});
  }
}

void automobile(Scene& s, Rng& rng) {
  s.surroundings({mixed(kSky, kWood, 0.3), kRoad});
  const Colour paint = any(rng);
  const double roof = rng.uniform(-0.32, -0.1), back = rng.uniform(0.2, 0.5);
  s.line({-0.3, roof + 0.12, back, roof + 0.12, rng.uniform(0.16, 0.22), paint});
  s.line({-0.28, roof + 0.14, back - 0.05, roof + 0.14, 0.1, kGlass});
  s.limb({-0.68, 0.22, 0.7, 0.22, 0.19, rng.uniform(0.16, 0.24), paint});
  wheels(s, -0.42, 0.45, rng.uniform(0.13, 0.19));
}

void truck(Scene& s, Rng& rng) {
  s.surroundings({mixed(kSky, kWood, 0.3), kRoad});
  const Colour paint = any(rng), load = any(rng);
  const double top = rng.uniform(-0.65, -0.25);
  for (double y = top; y < 0.25; y += 0.16) s.line({-0.08, y, 0.75, y, 0.14, load});
  s.limb({-0.55, rng.uniform(-0.2, 0), -0.5, 0.22, 0.2, 0.24, paint});
  s.disc({-0.6, -0.05, 0.1, kGlass});
  s.line({-0.6, 0.33, 0.8, 0.33, 0.08, mixed(paint, kDark, 0.6)});
  wheels(s, -0.5, 0.5, rng.uniform(0.13, 0.19));
}

void ship(Scene& s, Rng& rng) {
  s.surroundings({kSky, kSea});
  const Colour hull = near(rng, {0.35, 0.25, 0.28}, 0.9);
  const double deck = rng.uniform(0.1, 0.25);
  s.limb({-0.55, deck + 0.12, 0.55, deck + 0.12, rng.uniform(0.1, 0.16), 0.16, hull});
  s.line({-0.78, deck, 0.78, deck, 0.07, hull});
  s.limb({-0.1, deck - 0.2, 0.35, deck - 0.18, 0.14, 0.14, near(rng, {0.95, 0.95, 0.95}, 0.4)});
  for (int k = 1 + static_cast<int>(rng.below(3)); k > 0; --k) {
    const double x = rng.uniform(-0.5, 0.5);
    s.line({x, deck, x, deck - rng.uniform(0.4, 0.85), 0.035, near(rng, kWood, 0.7)});
  }
}

void bird(Scene& s, Rng& rng) {
  s.surroundings({mixed(kSky, kGrass, rng.uniform()), mixed(kGrass, kWood, rng.uniform())});
  const Colour coat = near(rng, kWood, 1);
  s.limb({-0.2, 0, 0.45, 0.12, rng.uniform(0.2, 0.3), 0.08, coat});
  s.disc({-0.38, -0.25, rng.uniform(0.13, 0.18), coat});
  s.limb({-0.5, -0.25, -0.7, -0.2, 0.05, 0.01, {0.9, 0.65, 0.2}});
  s.line({0, 0, rng.uniform(0.2, 0.5), rng.uniform(-0.5, 0.1), 0.09, mixed(coat, kDark, 0.35)});
  for (const double x : {-0.1, 0.05}) s.line({x, 0.25, x, 0.5, 0.025, kDark});
}

void legs(Scene& s, Rng& rng, double top, double length, double thick, const Colour& coat) {
  for (const double x : {-0.38, -0.24, 0.3, 0.44}) {
    s.line(
        {x, top, x + rng.uniform(-0.1, 0.1), top + length, thick, mixed(coat, kDark, rng.uniform(0, 0.3))});
  }
}

/// Cats and dogs: a face above a body; what tells them apart are ears and muzzle.
void face(Scene& s, Rng& rng, bool dog) {
  s.surroundings({near(rng, kWood, 0.8), dog ? mixed(kGrass, kWood, 0.4) : near(rng, {0.6, 0.5, 0.45}, 0.8)});
  const Colour coat = near(rng, dog ? kFur : Colour{0.5, 0.47, 0.43}, 0.8), shade = mixed(coat, kDark, 0.4);
  s.limb({rng.uniform(-0.1, 0.4), 0.75, 0, 0.15, 0.42, 0.25, shade});
  const double head = rng.uniform(0.32, 0.42), y = -0.2;
  s.disc({0, y, head, coat, dog ? 0.9 : 1.1});
  for (const double side : {-1.0, 1.0}) {
    if (dog) {
      s.limb({side * head * 0.8, y - 0.2, side * (head + 0.08), y + 0.25, 0.1, 0.13, shade});
    } else {
      s.limb({side * head * 0.6, y - head * 0.6, side * head * 0.8, y - head * 1.35, 0.14, 0.02, coat});
    }
    s.disc({side * 0.14, y - 0.05, 0.055, dog ? kDark : Colour{0.6, 0.7, 0.2}});
  }
  if (dog) s.disc({0, y + 0.2, 0.17, mixed(coat, {1, 1, 1}, 0.3), 1.2});
  s.disc({0, y + 0.13, dog ? 0.07 : 0.04, kDark});
}

void deer(Scene& s, Rng& rng) {
  s.surroundings({mixed(kGrass, kDark, 0.3), kGrass});
  const Colour coat = near(rng, {0.58, 0.4, 0.22}, 0.5);
  legs(s, rng, 0.2, 0.5, 0.035, coat);
  s.limb({-0.3, 0.1, 0.4, 0.12, 0.17, 0.2, coat});
  s.limb({-0.35, 0.05, -0.55, -0.4, 0.11, 0.09, coat});
  s.limb({-0.55, -0.4, -0.75, -0.33, 0.1, 0.05, coat});
  if (rng.uniform() < 0.7) {
    for (const double tip : {-0.7, -0.3}) s.line({-0.52, -0.48, tip, -0.9, 0.03, kWood});
  }
}

void horse(Scene& s, Rng& rng) {
  s.surroundings({mixed(kSky, kGrass, 0.5), mixed(kGrass, kWood, 0.4)});
  const Colour coat = near(rng, {0.35, 0.2, 0.12}, 0.6), mane = mixed(coat, kDark, 0.7);
  legs(s, rng, 0.2, 0.5, 0.06, coat);
  s.limb({-0.32, 0.05, 0.42, 0.05, 0.24, 0.25, coat});
  s.limb({-0.4, 0, -0.6, -0.4, 0.18, 0.12, coat});
  s.limb({-0.6, -0.42, -0.82, -0.2, 0.12, 0.08, coat});
  s.line({-0.42, -0.45, -0.28, -0.1, 0.06, mane});
  s.line({0.62, 0, 0.75, 0.45, 0.06, mane});
}

void frog(Scene& s, Rng& rng) {
  s.surroundings({near(rng, kGrass, 0.9), near(rng, kWood, 0.9)});
  const Colour skin = near(rng, {0.35, 0.55, 0.15}, 0.7);
  s.disc({0.05, 0.15, rng.uniform(0.42, 0.52), skin, 1.5});
  for (const double side : {-1.0, 1.0}) {
    s.line({side * 0.35, 0.3, side * 0.62, 0.5, 0.1, mixed(skin, kDark, 0.25)});
    s.disc({side * 0.25, -0.15, 0.13, skin});
    s.disc({side * 0.25, -0.17, 0.07, kDark});
  }
}

void draw(Scene& s, Rng& rng, std::uint32_t label) {
  switch (label) {
    case 0:
      return airplane(s, rng);
    case 1:
      return automobile(s, rng);
    case 2:
      return bird(s, rng);
    case 3:
      return face(s, rng, false);
    case 4:
      return deer(s, rng);
    case 5:
      return face(s, rng, true);
    case 6:
      return frog(s, rng);
    case 7:
      return horse(s, rng);
    case 8:
      return ship(s, rng);
    default:
      return truck(s, rng);
  }
}

}  // namespace

Dataset syntheticColours(Index rows, std::uint64_t seed, Index first) {
  return drawings(rows, kPixels * kCifarChannels, static_cast<Index>(cifarClasses().size()), seed, kStream,
                  first, [](Rng& rng, std::uint32_t label, std::uint8_t* out) {
                    Scene scene(rng);
                    draw(scene, rng, label);
                    scene.finish(out);
                  });
}

Result<Dataset> makeColours(const Value& request) {
  DESCENT_TRY(const DrawingRequest r, readDrawingRequest(request, 100'000));
  return syntheticColours(r.count, r.seed, r.first);
}

}  // namespace descent
