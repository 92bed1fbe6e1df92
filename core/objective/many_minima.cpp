// Separable and nearly separable functions of any number of variables with very many local minima.
#include "core/objective/families.hpp"
#include "core/objective/function_problem.hpp"

namespace descent::families {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kE = 2.71828182845904523536;

/// f = 10 n + sum of x_i^2 - 10 cos(2 pi x_i), each term written as 10 (1 - cos) so that it is 0 at 0.
struct Rastrigin {
  template <class S>
  S value(Point<S> x) const {
    S sum(0);
    for (const S& xi : x) sum += xi * xi + 10.0 * (1.0 - math::cos(2 * kPi * xi));
    return sum;
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    for (std::size_t i = 0; i < x.size(); ++i) g[i] = 2.0 * x[i] + 20 * kPi * math::sin(2 * kPi * x[i]);
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    for (Index i = 0; i < h.rows(); ++i) {
      h(i, i) = 2 + 40 * kPi * kPi * math::cos(2 * kPi * x[static_cast<std::size_t>(i)]);
    }
  }
};

/// f = 20 (1 - exp(-r/5)) + e - exp(c), r the root mean square of x, c the mean of cos(2 pi x_i). At the tip
/// r = 0 the cone has no derivative: its part of gradient and Hessian is defined as 0 there.
struct Ackley {
  template <class S>
  S value(Point<S> x) const {
    const S r = radius(x);
    return 20.0 * (1.0 - math::exp(-0.2 * r)) + (kE - math::exp(meanCos(x)));
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    const auto n = static_cast<double>(x.size());
    const S r = radius(x), ripple = math::exp(meanCos(x));
    const S cone = math::scalar(r) == 0 ? S(0) : 4.0 * math::exp(-0.2 * r) / (n * r);
    for (std::size_t i = 0; i < x.size(); ++i) {
      g[i] = cone * x[i] + (2 * kPi / n) * (math::sin(2 * kPi * x[i]) * ripple);
    }
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    const auto n = static_cast<double>(x.size());
    const double r = radius(x), ripple = math::exp(meanCos(x));
    const double cone = r == 0 ? 0 : 4 * math::exp(-0.2 * r) / (n * r);
    const double bend = r == 0 ? 0 : -cone * (0.2 + 1 / r) / (n * r);  // d cone / dr * dr / dx_j = bend * x_j
    for (Index i = 0; i < h.rows(); ++i) {
      const double xi = x[static_cast<std::size_t>(i)], si = math::sin(2 * kPi * xi);
      for (Index j = 0; j < h.cols(); ++j) {
        const double xj = x[static_cast<std::size_t>(j)];
        h(i, j) = bend * xi * xj - (2 * kPi / n) * (2 * kPi / n) * si * math::sin(2 * kPi * xj) * ripple;
      }
      h(i, i) += cone + (4 * kPi * kPi / n) * math::cos(2 * kPi * xi) * ripple;
    }
  }

 private:
  /// sqrt(mean of squares); constant where it is 0, so that duals see the convention above.
  template <class S>
  static S radius(Point<S> x) {
    S sum(0);
    for (const S& xi : x) sum += xi * xi;
    if (math::scalar(sum) == 0) return S(0);
    return math::sqrt(sum / static_cast<double>(x.size()));
  }
  template <class S>
  static S meanCos(Point<S> x) {
    S sum(0);
    for (const S& xi : x) sum += math::cos(2 * kPi * xi);
    return sum / static_cast<double>(x.size());
  }
};

/// f = 1/2 sum of x_i^4 - 16 x_i^2 + 5 x_i.
struct StyblinskiTang {
  static constexpr bool kInLanes = true;

  template <class S>
  S value(Point<S> x) const {
    S sum(0);
    for (const S& xi : x) {
      const S square = xi * xi;
      sum += square * square - 16.0 * square + 5.0 * xi;
    }
    return 0.5 * sum;
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    for (std::size_t i = 0; i < x.size(); ++i) g[i] = 2.0 * (x[i] * x[i] * x[i]) - 16.0 * x[i] + 2.5;
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    for (Index i = 0; i < h.rows(); ++i) {
      const double xi = x[static_cast<std::size_t>(i)];
      h(i, i) = 6 * xi * xi - 16;
    }
  }
};

/// f = 1 + sum of x_i^2 / 4000 - product of cos(x_i / sqrt(i)), i = 1 .. n.
struct Griewank {
  template <class S>
  S value(Point<S> x) const {
    S sum(0);
    for (const S& xi : x) sum += xi * xi;
    return 1.0 + sum / 4000.0 - product(x, x.size(), x.size());
  }
  // Products without a factor are formed anew: dividing by a cosine would fail where it is 0.
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    for (std::size_t i = 0; i < x.size(); ++i) {
      g[i] = x[i] / 2000.0 + math::sin(x[i] / root(i)) / root(i) * product(x, i, i);
    }
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto k = static_cast<Index>(i);
      const double si = math::sin(x[i] / root(i)) / root(i);
      h(k, k) = 1.0 / 2000 + product(x, x.size(), x.size()) / static_cast<double>(i + 1);
      for (std::size_t j = 0; j < i; ++j) {
        const auto l = static_cast<Index>(j);
        h(k, l) = h(l, k) = -si * math::sin(x[j] / root(j)) / root(j) * product(x, i, j);
      }
    }
  }

 private:
  static double root(std::size_t i) { return math::sqrt(static_cast<double>(i + 1)); }
  /// The product of all cosines but those number a and b.
  template <class S>
  static S product(Point<S> x, std::size_t a, std::size_t b) {
    S p(1);
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (i != a && i != b) p = p * math::cos(x[i] / root(i));
    }
    return p;
  }
};

/// With w = 1 + (x-1)/4: f = sin^2(pi w_1) + sum over i < n of (w_i-1)^2 (1 + 10 sin^2(pi w_i + 1))
/// + (w_n-1)^2 (1 + sin^2(2 pi w_n)). A sum of functions of one coordinate each.
struct Levy {
  template <class S>
  S value(Point<S> x) const {
    S sum = math::square(math::sin(kPi * w(x[0])));
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      sum += math::square(w(x[i]) - 1.0) * (1.0 + 10.0 * math::square(math::sin(kPi * w(x[i]) + 1.0)));
    }
    const S last = w(x.back());
    return sum + math::square(last - 1.0) * (1.0 + math::square(math::sin(2 * kPi * last)));
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    for (std::size_t i = 0; i < x.size(); ++i) {
      const S wi = w(x[i]), d = wi - 1.0;
      const bool last = i + 1 == x.size();
      const double a = last ? 1 : 10, k = last ? 2 * kPi : kPi, phase = last ? 0 : 1;
      const S s = math::sin(k * wi + phase);
      g[i] = 0.25 * (2.0 * d * (1.0 + a * (s * s)) + a * k * (d * d) * math::sin(2.0 * (k * wi + phase)));
    }
    g[0] += 0.25 * kPi * math::sin(2 * kPi * w(x[0]));
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double wi = w(x[i]), d = wi - 1;
      const bool last = i + 1 == x.size();
      const double a = last ? 1 : 10, k = last ? 2 * kPi : kPi, t = k * wi + (last ? 0 : 1);
      const double s = math::sin(t);
      h(static_cast<Index>(i), static_cast<Index>(i)) =
          (2 * (1 + a * s * s) + 4 * a * k * d * math::sin(2 * t) +
           2 * a * k * k * d * d * math::cos(2 * t)) /
          16;
    }
    h(0, 0) += 2 * kPi * kPi * math::cos(2 * kPi * w(x[0])) / 16;
  }

 private:
  template <class S>
  static S w(const S& x) {
    return 1.0 + (x - 1.0) / 4.0;
  }
};

std::vector<double> styblinskiTangMinimum(const Params&, Index n) {
  constexpr double kX = -2.903534027771177;
  std::vector<double> row(static_cast<std::size_t>(n) + 1, kX);
  row.back() = StyblinskiTang{}.value<double>(std::span(row).first(static_cast<std::size_t>(n)));
  return row;
}

constexpr std::string_view kFamily = "many minima";

constexpr double kMinus5_12[] = {-5.12, -5.12}, kPlus5_12[] = {5.12, 5.12};
constexpr double kRastriginStarts[] = {0.4, -0.3, 3.2, -2.4};
constexpr double kAckleyStarts[] = {0.4, 0.3, 3.5, -2.5};
constexpr double kStyblinskiTangStarts[] = {-1, -1, 4, -4, 0.2, 0.2};
constexpr double kStyblinskiTangMinima[] = {-2.903534027771177, -2.903534027771177, -78.33233140754282};
constexpr double kGriewankStarts[] = {1.5, -2, 8, 6};
constexpr double kLevyStarts[] = {0, 0, -7, 6};
constexpr double kOnes[] = {1, 1, 0};

constexpr ObjectiveRow kRows[] = {
    {.id = "rastrigin",
     .name = "Rastrigin",
     .family = kFamily,
     .citation = "Rastrigin, Systems of Extremal Control, 1974; Mühlenbein, Schomisch & Born, The parallel "
                 "genetic algorithm as function optimizer, 1991",
     .formula = "10n + \\sum_i \\left(x_i^2 - 10\\cos 2\\pi x_i\\right)",
     .dimension = 2,
     .anyDimension = true,
     .lo = kMinus5_12,
     .hi = kPlus5_12,
     .starts = kRastriginStarts,
     .minima = kZeroAtOrigin,
     .make = makeFunction<Rastrigin>},
    {.id = "ackley",
     .name = "Ackley",
     .family = kFamily,
     .citation = "Ackley, A Connectionist Machine for Genetic Hillclimbing, 1987",
     .formula = "-20\\,e^{-0.2\\sqrt{\\frac1n\\sum_i x_i^2}} - e^{\\frac1n\\sum_i \\cos 2\\pi x_i} + e + 20",
     .dimension = 2,
     .anyDimension = true,
     .lo = kMinus5,
     .hi = kPlus5,
     .starts = kAckleyStarts,
     .minima = kZeroAtOrigin,
     .make = makeFunction<Ackley>},
    {.id = "styblinski-tang",
     .name = "Styblinski–Tang",
     .family = kFamily,
     .citation = "Styblinski & Tang, Experiments in nonconvex optimization, 1990",
     .formula = "\\tfrac12\\sum_i \\left(x_i^4 - 16x_i^2 + 5x_i\\right)",
     .dimension = 2,
     .anyDimension = true,
     .lo = kMinus5,
     .hi = kPlus5,
     .starts = kStyblinskiTangStarts,
     .minima = kStyblinskiTangMinima,
     .make = makeFunction<StyblinskiTang>,
     .minimaFor = styblinskiTangMinimum},
    {.id = "griewank",
     .name = "Griewank",
     .family = kFamily,
     .citation = "Griewank, Generalized descent for global optimization, 1981",
     .formula = "1 + \\sum_i \\frac{x_i^2}{4000} - \\prod_i \\cos\\frac{x_i}{\\sqrt i}",
     .dimension = 2,
     .anyDimension = true,
     .lo = kMinus10,
     .hi = kPlus10,
     .starts = kGriewankStarts,
     .minima = kZeroAtOrigin,
     .make = makeFunction<Griewank>},
    {.id = "levy",
     .name = "Levy",
     .family = kFamily,
     .citation = "Levy & Montalvo, The tunneling algorithm for the global minimization of functions, 1985",
     .formula = "\\sin^2\\pi w_1 + \\sum_{i<n}(w_i-1)^2\\left(1 + 10\\sin^2(\\pi w_i + 1)\\right) + "
                "(w_n-1)^2\\left(1 + \\sin^2 2\\pi w_n\\right),\\quad w_i = 1 + \\tfrac{x_i-1}{4}",
     .dimension = 2,
     .anyDimension = true,
     .lo = kMinus10,
     .hi = kPlus10,
     .starts = kLevyStarts,
     .minima = kOnes,
     .make = makeFunction<Levy>},
};

}  // namespace

std::span<const ObjectiveRow> manyMinima() { return kRows; }

}  // namespace descent::families
