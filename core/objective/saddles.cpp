// Saddle points: where the gradient vanishes and nothing is lowest.
#include "core/objective/families.hpp"
#include "core/objective/function_problem.hpp"

namespace descent::families {
namespace {

/// f = x^2 - y^2, unbounded below.
struct Saddle {
  static constexpr bool kInLanes = true;

  template <class S>
  S value(Point<S> x) const {
    return x[0] * x[0] - x[1] * x[1];
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    g[0] = 2.0 * x[0];
    g[1] = -2.0 * x[1];
  }
  void hessian(Point<double>, Mat<double>& h) const {
    h(0, 0) = 2;
    h(1, 1) = -2;
  }
};

/// f = x^2 - y^2 + y^4/4: a saddle between two minima of value -1.
struct BoundedSaddle {
  static constexpr bool kInLanes = true;

  template <class S>
  S value(Point<S> x) const {
    const S yy = x[1] * x[1];
    return x[0] * x[0] - yy + 0.25 * (yy * yy);
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    g[0] = 2.0 * x[0];
    g[1] = -2.0 * x[1] + x[1] * x[1] * x[1];
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    h(0, 0) = 2;
    h(1, 1) = 3 * x[1] * x[1] - 2;
  }
};

/// f = x^3 - 3 x y^2: three valleys meet at a point where the Hessian is 0.
struct MonkeySaddle {
  static constexpr bool kInLanes = true;

  template <class S>
  S value(Point<S> x) const {
    return x[0] * x[0] * x[0] - 3.0 * x[0] * (x[1] * x[1]);
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    g[0] = 3.0 * (x[0] * x[0] - x[1] * x[1]);
    g[1] = -6.0 * x[0] * x[1];
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    h(0, 0) = 6 * x[0];
    h(1, 1) = -6 * x[0];
    h(0, 1) = h(1, 0) = -6 * x[1];
  }
};

constexpr std::string_view kFamily = "saddle";

constexpr double kSaddleStarts[] = {1, 1e-3, 1, 0};
constexpr double kRoot2 = 1.4142135623730950488;
constexpr double kBoundedSaddleMinima[] = {0, kRoot2, -1, 0, -kRoot2, -1};
constexpr double kMonkeySaddleStarts[] = {1, 1e-3, 1, 0};

constexpr ObjectiveRow kRows[] = {
    {.id = "saddle",
     .name = "Saddle",
     .family = kFamily,
     .citation = "Dauphin et al., Identifying and attacking the saddle point problem in high-dimensional "
                 "non-convex optimization, 2014",
     .formula = "x^2 - y^2",
     .dimension = 2,
     .lo = kMinus2,
     .hi = kPlus2,
     .starts = kSaddleStarts,
     .make = makeFunction<Saddle>},
    {.id = "bounded-saddle",
     .name = "Bounded saddle",
     .family = kFamily,
     .citation = "Nesterov, Introductory Lectures on Convex Optimization, 2004 (example 1.2.2, scaled)",
     .formula = "x^2 - y^2 + \\tfrac14\\,y^4",
     .dimension = 2,
     .lo = kMinus2,
     .hi = kPlus2,
     .starts = kSaddleStarts,
     .minima = kBoundedSaddleMinima,
     .make = makeFunction<BoundedSaddle>},
    {.id = "monkey-saddle",
     .name = "Monkey saddle",
     .family = kFamily,
     .citation = "Hilbert & Cohn-Vossen, Anschauliche Geometrie, 1932",
     .formula = "x^3 - 3\\,x\\,y^2",
     .dimension = 2,
     .lo = kMinus2,
     .hi = kPlus2,
     .starts = kMonkeySaddleStarts,
     .make = makeFunction<MonkeySaddle>},
};

}  // namespace

std::span<const ObjectiveRow> saddles() { return kRows; }

}  // namespace descent::families
