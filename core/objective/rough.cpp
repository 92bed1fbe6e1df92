// Functions of two variables that mislead the gradient: ripples, a needle in a plain, a ridge without a
// derivative.
#include "core/objective/families.hpp"
#include "core/objective/function_problem.hpp"

namespace descent::families {
namespace {

constexpr double kPi = 3.14159265358979323846;

/// f = sin^2(3 pi x) + (x-1)^2 (1 + sin^2(3 pi y)) + (y-1)^2 (1 + sin^2(2 pi y)).
struct Levy13 {
  template <class S>
  S value(Point<S> x) const {
    const S a = x[0] - 1.0, b = x[1] - 1.0;
    return math::square(math::sin(3 * kPi * x[0])) + a * a * (1.0 + math::square(math::sin(3 * kPi * x[1]))) +
           b * b * (1.0 + math::square(math::sin(2 * kPi * x[1])));
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    const S a = x[0] - 1.0, b = x[1] - 1.0;
    g[0] = 3 * kPi * math::sin(6 * kPi * x[0]) + 2.0 * a * (1.0 + math::square(math::sin(3 * kPi * x[1])));
    g[1] = 3 * kPi * (a * a) * math::sin(6 * kPi * x[1]) +
           2.0 * b * (1.0 + math::square(math::sin(2 * kPi * x[1]))) +
           2 * kPi * (b * b) * math::sin(4 * kPi * x[1]);
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    const double a = x[0] - 1, b = x[1] - 1, pp = kPi * kPi;
    h(0, 0) = 18 * pp * math::cos(6 * kPi * x[0]) + 2 * (1 + math::square(math::sin(3 * kPi * x[1])));
    h(0, 1) = h(1, 0) = 6 * kPi * a * math::sin(6 * kPi * x[1]);
    h(1, 1) = 18 * pp * a * a * math::cos(6 * kPi * x[1]) +
              2 * (1 + math::square(math::sin(2 * kPi * x[1]))) + 8 * kPi * b * math::sin(4 * kPi * x[1]) +
              8 * pp * b * b * math::cos(4 * kPi * x[1]);
  }
};

/// f = -cos(x) cos(y) exp(-(x-pi)^2 - (y-pi)^2): one narrow well in a plain.
struct Easom {
  template <class S>
  S value(Point<S> x) const {
    return -(math::cos(x[0]) * math::cos(x[1]) * bell(x));
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    const S e = bell(x);
    g[0] = e * math::cos(x[1]) * slope(x[0]);
    g[1] = e * math::cos(x[0]) * slope(x[1]);
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    const double e = bell(x);
    for (Index i = 0; i < 2; ++i) {
      const double xi = x[static_cast<std::size_t>(i)], d = xi - kPi;
      h(i, i) = e * math::cos(x[static_cast<std::size_t>(1 - i)]) *
                (3 * math::cos(xi) - 4 * d * math::sin(xi) - 4 * d * d * math::cos(xi));
    }
    h(0, 1) = h(1, 0) = -e * slope(x[0]) * slope(x[1]);
  }

 private:
  template <class S>
  static S bell(Point<S> x) {
    return math::exp(-math::square(x[0] - kPi) - math::square(x[1] - kPi));
  }
  template <class S>
  static S slope(const S& x) {
    return math::sin(x) + 2.0 * (x - kPi) * math::cos(x);
  }
};

/// f = 100 sqrt|y - x^2/100| + |x+10|/100: a ridge along a parabola. The derivative of each term is taken as
/// 0 where it has none.
struct Bukin6 {
  template <class S>
  S value(Point<S> x) const {
    return 100.0 * math::sqrt(math::abs(ridge(x))) + 0.01 * math::abs(x[0] + 10.0);
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    const S u = ridge(x);
    const double side = math::sign(math::scalar(u));
    const S slope = side == 0 ? S(0) : 50.0 * side / math::sqrt(math::abs(u));
    g[0] = -0.02 * x[0] * slope + 0.01 * math::sign(x[0] + 10.0);
    g[1] = slope;
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    const double u = ridge(x), size = math::abs(u);
    if (size == 0) return;
    const double slope = 50 * math::sign(u) / math::sqrt(size), bend = -25 / (size * math::sqrt(size));
    const double ux = -0.02 * x[0];
    h(0, 0) = bend * ux * ux - 0.02 * slope;
    h(0, 1) = h(1, 0) = bend * ux;
    h(1, 1) = bend;
  }

 private:
  template <class S>
  static S ridge(Point<S> x) {
    return x[1] - 0.01 * (x[0] * x[0]);
  }
};

constexpr std::string_view kFamily = "rough";

constexpr double kLevy13Starts[] = {1.2, 0.8, -4, 5};
constexpr double kAtOnes[] = {1, 1, 0};
constexpr double kEasomLo[] = {0, 0}, kEasomHi[] = {6, 6};
constexpr double kEasomStarts[] = {2.5, 3.8, 1, 1}, kEasomMinima[] = {kPi, kPi, -1};
constexpr double kBukinLo[] = {-15, -3}, kBukinHi[] = {-5, 3};
constexpr double kBukinStarts[] = {-13, 2, -6, -1}, kBukinMinima[] = {-10, 1, 0};

constexpr ObjectiveRow kRows[] = {
    {.id = "levy-13",
     .name = "Levy 13",
     .family = kFamily,
     .citation = "Levy & Montalvo, The tunneling algorithm for the global minimization of functions, 1985",
     .formula = "\\sin^2 3\\pi x + (x-1)^2\\left(1 + \\sin^2 3\\pi y\\right) + (y-1)^2\\left(1 + \\sin^2 "
                "2\\pi y\\right)",
     .dimension = 2,
     .lo = kMinus10,
     .hi = kPlus10,
     .starts = kLevy13Starts,
     .minima = kAtOnes,
     .make = makeFunction<Levy13>},
    {.id = "easom",
     .name = "Easom",
     .family = kFamily,
     .citation = "Easom, A survey of global optimization techniques, 1990",
     .formula = "-\\cos x\\,\\cos y\\;e^{-(x-\\pi)^2 - (y-\\pi)^2}",
     .dimension = 2,
     .lo = kEasomLo,
     .hi = kEasomHi,
     .starts = kEasomStarts,
     .minima = kEasomMinima,
     .make = makeFunction<Easom>},
    {.id = "bukin-6",
     .name = "Bukin 6",
     .family = kFamily,
     .citation = "Bukin, New minimization strategy for non-smooth functions, 1997",
     .formula = "100\\sqrt{\\left|y - 0.01x^2\\right|} + 0.01\\,|x + 10|",
     .dimension = 2,
     .lo = kBukinLo,
     .hi = kBukinHi,
     .starts = kBukinStarts,
     .minima = kBukinMinima,
     .make = makeFunction<Bukin6>},
};

}  // namespace

std::span<const ObjectiveRow> rough() { return kRows; }

}  // namespace descent::families
