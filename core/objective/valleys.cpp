// Curved valleys and plateaus with few minima: the classical tests of descent methods.
#include "core/objective/families.hpp"
#include "core/objective/function_problem.hpp"

namespace descent::families {
namespace {

/// f = sum over i < n of (1 - x_i)^2 + 100 (x_{i+1} - x_i^2)^2; (1-x)^2 when n = 1.
struct Rosenbrock {
  static constexpr bool kInLanes = true;

  template <class S>
  S value(Point<S> x) const {
    S sum(0);
    for (std::size_t i = 0; i < pairs(x.size()); ++i) {
      sum += math::square(1.0 - x[i]);
      if (i + 1 < x.size()) sum += 100.0 * math::square(x[i + 1] - x[i] * x[i]);
    }
    return sum;
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    for (S& gi : g) gi = S(0);
    for (std::size_t i = 0; i < pairs(x.size()); ++i) {
      g[i] += -2.0 * (1.0 - x[i]);
      if (i + 1 == x.size()) break;
      const S e = x[i + 1] - x[i] * x[i];
      g[i] += -400.0 * x[i] * e;
      g[i + 1] += 200.0 * e;
    }
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    for (std::size_t i = 0; i < pairs(x.size()); ++i) {
      const auto k = static_cast<Index>(i);
      h(k, k) += 2;
      if (i + 1 == x.size()) break;
      h(k, k) += 1200 * x[i] * x[i] - 400 * x[i + 1];
      h(k + 1, k + 1) += 200;
      h(k, k + 1) = h(k + 1, k) = -400 * x[i];
    }
  }

  static constexpr double kResidualScale = 1;
  Index residualCount(Index n) const { return n > 1 ? 2 * (n - 1) : 1; }
  void residuals(Point<double> x, Vec<double>& r, Mat<double>& j) const {
    for (std::size_t i = 0; i < pairs(x.size()); ++i) {
      const auto k = static_cast<Index>(i);
      r[2 * k] = 1 - x[i];
      j(2 * k, k) = -1;
      if (i + 1 == x.size()) break;
      r[2 * k + 1] = 10 * (x[i + 1] - x[i] * x[i]);
      j(2 * k + 1, k) = -20 * x[i];
      j(2 * k + 1, k + 1) = 10;
    }
  }

 private:
  static std::size_t pairs(std::size_t n) { return n > 1 ? n - 1 : 1; }
};

/// f = (x^2 + y - 11)^2 + (x + y^2 - 7)^2: four minima of value 0.
struct Himmelblau {
  static constexpr bool kInLanes = true;

  template <class S>
  S value(Point<S> x) const {
    return math::square(x[0] * x[0] + x[1] - 11.0) + math::square(x[0] + x[1] * x[1] - 7.0);
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    const S a = x[0] * x[0] + x[1] - 11.0, b = x[0] + x[1] * x[1] - 7.0;
    g[0] = 4.0 * x[0] * a + 2.0 * b;
    g[1] = 2.0 * a + 4.0 * x[1] * b;
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    h(0, 0) = 12 * x[0] * x[0] + 4 * x[1] - 42;
    h(1, 1) = 12 * x[1] * x[1] + 4 * x[0] - 26;
    h(0, 1) = h(1, 0) = 4 * (x[0] + x[1]);
  }

  static constexpr double kResidualScale = 1;
  Index residualCount(Index) const { return 2; }
  void residuals(Point<double> x, Vec<double>& r, Mat<double>& j) const {
    r[0] = x[0] * x[0] + x[1] - 11;
    r[1] = x[0] + x[1] * x[1] - 7;
    j(0, 0) = 2 * x[0];
    j(0, 1) = j(1, 0) = 1;
    j(1, 1) = 2 * x[1];
  }
};

/// f = sum over i = 1..3 of (c_i - x + x y^i)^2, c = 1.5, 2.25, 2.625.
struct Beale {
  static constexpr bool kInLanes = true;
  static constexpr double kC[] = {1.5, 2.25, 2.625};

  template <class S>
  S value(Point<S> x) const {
    S sum(0), power(1);
    for (const double c : kC) {
      power = power * x[1];
      sum += math::square(c - x[0] + x[0] * power);
    }
    return sum;
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    g[0] = g[1] = S(0);
    S below(1);  // y^{i-1}
    for (int i = 1; i <= 3; ++i) {
      const S power = below * x[1];
      const S e = kC[i - 1] - x[0] + x[0] * power;
      g[0] += 2.0 * e * (power - 1.0);
      g[1] += 2.0 * e * (i * x[0] * below);
      below = power;
    }
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    double below = 1, belowThat = 0;  // y^{i-1}, y^{i-2} (its factor i-1 is 0 at first)
    for (int i = 1; i <= 3; ++i) {
      const double power = below * x[1];
      const double e = kC[i - 1] - x[0] + x[0] * power;
      const double ex = power - 1, ey = i * x[0] * below;
      h(0, 0) += 2 * ex * ex;
      h(0, 1) += 2 * (ex * ey + e * i * below);
      h(1, 1) += 2 * (ey * ey + e * i * (i - 1) * x[0] * belowThat);
      belowThat = below;
      below = power;
    }
    h(1, 0) = h(0, 1);
  }

  static constexpr double kResidualScale = 1;
  Index residualCount(Index) const { return 3; }
  void residuals(Point<double> x, Vec<double>& r, Mat<double>& j) const {
    double below = 1;
    for (int i = 1; i <= 3; ++i) {
      const double power = below * x[1];
      r[i - 1] = kC[i - 1] - x[0] + x[0] * power;
      j(i - 1, 0) = power - 1;
      j(i - 1, 1) = i * x[0] * below;
      below = power;
    }
  }
};

std::vector<double> rosenbrockMinimum(const Params&, Index n) {
  std::vector<double> row(static_cast<std::size_t>(n) + 1, 1.0);
  row.back() = 0;
  return row;
}

constexpr std::string_view kFamily = "valley";

constexpr double kRosenbrockLo[] = {-2, -1}, kRosenbrockHi[] = {2, 3};
constexpr double kRosenbrockStarts[] = {-1.2, 1, 0, 0};
constexpr double kRosenbrockMinima[] = {1, 1, 0};
constexpr double kHimmelblauStarts[] = {0, 0, -4, -1, 1, -4};
constexpr double kHimmelblauMinima[] = {3,
                                        2,
                                        0,
                                        -2.805118086952745,
                                        3.131312518250573,
                                        0,
                                        -3.779310253377747,
                                        -3.283185991286170,
                                        0,
                                        3.584428340330492,
                                        -1.848126526964404,
                                        0};
constexpr double kMinus4_5[] = {-4.5, -4.5}, kPlus4_5[] = {4.5, 4.5};
constexpr double kBealeStarts[] = {1, 1, -1, 1.5}, kBealeMinima[] = {3, 0.5, 0};

constexpr ObjectiveRow kRows[] = {
    {.id = "rosenbrock",
     .name = "Rosenbrock",
     .family = kFamily,
     .citation =
         "Rosenbrock, An automatic method for finding the greatest or least value of a function, 1960",
     .formula = "(1 - x)^2 + 100\\left(y - x^2\\right)^2",
     .dimension = 2,
     .anyDimension = true,
     .lo = kRosenbrockLo,
     .hi = kRosenbrockHi,
     .starts = kRosenbrockStarts,
     .minima = kRosenbrockMinima,
     .make = makeFunction<Rosenbrock>,
     .minimaFor = rosenbrockMinimum},
    {.id = "himmelblau",
     .name = "Himmelblau",
     .family = kFamily,
     .citation = "Himmelblau, Applied Nonlinear Programming, 1972",
     .formula = "\\left(x^2 + y - 11\\right)^2 + \\left(x + y^2 - 7\\right)^2",
     .dimension = 2,
     .lo = kMinus5,
     .hi = kPlus5,
     .starts = kHimmelblauStarts,
     .minima = kHimmelblauMinima,
     .make = makeFunction<Himmelblau>},
    {.id = "beale",
     .name = "Beale",
     .family = kFamily,
     .citation = "Beale, On an iterative method for finding a local minimum of a function of more than one "
                 "variable, 1958",
     .formula = "(1.5 - x + xy)^2 + \\left(2.25 - x + xy^2\\right)^2 + \\left(2.625 - x + xy^3\\right)^2",
     .dimension = 2,
     .lo = kMinus4_5,
     .hi = kPlus4_5,
     .starts = kBealeStarts,
     .minima = kBealeMinima,
     .make = makeFunction<Beale>},
};

}  // namespace

std::span<const ObjectiveRow> valleys() { return kRows; }

}  // namespace descent::families
