// Convex quadratics: everything about them is known in closed form.
#include <cmath>

#include "core/objective/families.hpp"
#include "core/objective/function_problem.hpp"

namespace descent::families {
namespace {

/// f = sum of x_i^2.
struct Bowl {
  static constexpr bool kInLanes = true;

  template <class S>
  S value(Point<S> x) const {
    S sum(0);
    for (const S& xi : x) sum += xi * xi;
    return sum;
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    for (std::size_t i = 0; i < x.size(); ++i) g[i] = 2.0 * x[i];
  }
  void hessian(Point<double>, Mat<double>& h) const { h.diagonal().setConstant(2); }

  static constexpr double kResidualScale = 1;
  Index residualCount(Index n) const { return n; }
  void residuals(Point<double> x, Vec<double>& r, Mat<double>& j) const {
    for (Index i = 0; i < r.size(); ++i) r[i] = x[static_cast<std::size_t>(i)];
    j.diagonal().setOnes();
  }
};

/// f = 0.1 x^2 + 2 y^2, condition number 20.
struct Valley {
  static constexpr bool kInLanes = true;

  template <class S>
  S value(Point<S> x) const {
    return 0.1 * (x[0] * x[0]) + 2.0 * (x[1] * x[1]);
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    g[0] = 0.2 * x[0];
    g[1] = 4.0 * x[1];
  }
  void hessian(Point<double>, Mat<double>& h) const {
    h(0, 0) = 0.2;
    h(1, 1) = 4;
  }

  static constexpr double kResidualScale = 1;
  Index residualCount(Index) const { return 2; }
  void residuals(Point<double> x, Vec<double>& r, Mat<double>& j) const {
    j(0, 0) = std::sqrt(0.1);
    j(1, 1) = std::sqrt(2.0);
    r[0] = j(0, 0) * x[0];
    r[1] = j(1, 1) * x[1];
  }
};

/// f = 1/2 sum of d_i y_i^2, y = Q^T x, with curvatures d_i from 1 to kappa in geometric progression and Q
/// the rotation by `angle` degrees (counterclockwise) in the planes (1,2), (2,3), ... one after the other.
struct IllConditioned {
  static constexpr ParamSpec kParams[] = {
      {"kappa", "\\kappa", 100, 1, 1e8, 1, 1e4, Scale::kLog},
      ParamSpec::linear("angle", "\\varphi", 0, -180, 180),
  };

  IllConditioned(const Params& params, Index n) : curvature(n) {
    for (Index i = 0; i < n; ++i) {
      const bool last = n > 1 && i == n - 1;
      const double part = n > 1 ? static_cast<double>(i) / static_cast<double>(n - 1) : 0;
      curvature[i] = last ? params["kappa"] : std::pow(params["kappa"], part);
    }
    if (params["angle"] == 0 || n < 2) return;
    const double phi = params["angle"] * (3.14159265358979323846 / 180);
    const double c = std::cos(phi), s = std::sin(phi);
    rotation.setIdentity(n, n);
    for (Index k = 0; k + 1 < n; ++k) {
      for (Index i = 0; i < n; ++i) {
        const double a = rotation(i, k), b = rotation(i, k + 1);
        rotation(i, k) = c * a + s * b;
        rotation(i, k + 1) = c * b - s * a;
      }
    }
  }

  bool rotated() const { return rotation.size() > 0; }
  /// Coordinate k along the principal axes.
  template <class S>
  S along(Point<S> x, Index k) const {
    if (!rotated()) return x[static_cast<std::size_t>(k)];
    S y(0);
    for (std::size_t i = 0; i < x.size(); ++i) y += rotation(static_cast<Index>(i), k) * x[i];
    return y;
  }

  template <class S>
  S value(Point<S> x) const {
    S sum(0);
    for (Index k = 0; k < curvature.size(); ++k) {
      const S y = along(x, k);
      sum += curvature[k] * (y * y);
    }
    return 0.5 * sum;
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    if (!rotated()) {
      for (std::size_t i = 0; i < x.size(); ++i) g[i] = curvature[static_cast<Index>(i)] * x[i];
      return;
    }
    for (S& gi : g) gi = S(0);
    for (Index k = 0; k < curvature.size(); ++k) {
      const S pull = curvature[k] * along(x, k);
      for (std::size_t i = 0; i < x.size(); ++i) g[i] += rotation(static_cast<Index>(i), k) * pull;
    }
  }
  void hessian(Point<double>, Mat<double>& h) const {
    if (rotated()) {
      // Plain loops: a library's blocked product would weigh more in the module than all quadratics together.
      for (Index i = 0; i < h.rows(); ++i) {
        for (Index j = 0; j <= i; ++j) {
          for (Index k = 0; k < curvature.size(); ++k)
            h(i, j) += rotation(i, k) * curvature[k] * rotation(j, k);
          h(j, i) = h(i, j);
        }
      }
    } else {
      h.diagonal() = curvature;
    }
  }

  static constexpr double kResidualScale = 0.5;
  Index residualCount(Index n) const { return n; }
  void residuals(Point<double> x, Vec<double>& r, Mat<double>& j) const {
    for (Index k = 0; k < r.size(); ++k) {
      const double root = std::sqrt(curvature[k]);
      r[k] = root * along(x, k);
      for (Index i = 0; i < j.cols(); ++i)
        j(k, i) = root * (rotated() ? rotation(i, k) : (i == k ? 1.0 : 0.0));
    }
  }

  Vec<double> curvature;
  Mat<double> rotation;  ///< columns are the principal axes; empty when they are the coordinate axes
};

/// f = (x + 2y - 7)^2 + (2x + y - 5)^2.
struct Booth {
  static constexpr bool kInLanes = true;

  template <class S>
  S value(Point<S> x) const {
    return math::square(x[0] + 2.0 * x[1] - 7.0) + math::square(2.0 * x[0] + x[1] - 5.0);
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    g[0] = 10.0 * x[0] + 8.0 * x[1] - 34.0;
    g[1] = 8.0 * x[0] + 10.0 * x[1] - 38.0;
  }
  void hessian(Point<double>, Mat<double>& h) const {
    h(0, 0) = h(1, 1) = 10;
    h(0, 1) = h(1, 0) = 8;
  }

  static constexpr double kResidualScale = 1;
  Index residualCount(Index) const { return 2; }
  void residuals(Point<double> x, Vec<double>& r, Mat<double>& j) const {
    r[0] = x[0] + 2 * x[1] - 7;
    r[1] = 2 * x[0] + x[1] - 5;
    j(0, 0) = j(1, 1) = 1;
    j(0, 1) = j(1, 0) = 2;
  }
};

/// f = 0.26 (x^2 + y^2) - 0.48 x y, condition number 25 along the diagonals.
struct Matyas {
  static constexpr bool kInLanes = true;

  template <class S>
  S value(Point<S> x) const {
    return 0.26 * (x[0] * x[0] + x[1] * x[1]) - 0.48 * (x[0] * x[1]);
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    g[0] = 0.52 * x[0] - 0.48 * x[1];
    g[1] = 0.52 * x[1] - 0.48 * x[0];
  }
  void hessian(Point<double>, Mat<double>& h) const {
    h(0, 0) = h(1, 1) = 0.52;
    h(0, 1) = h(1, 0) = -0.48;
  }
};

constexpr std::string_view kFamily = "quadratic";

constexpr double kBowlStarts[] = {6, 9};
constexpr double kValleyLo[] = {-6, -4}, kValleyHi[] = {6, 4};
constexpr double kValleyStarts[] = {-5, 2, -5, -2};
constexpr double kIllConditionedStarts[] = {4, 3, -4, 1};
constexpr double kBoothStarts[] = {-8, 6}, kBoothMinima[] = {1, 3, 0};
constexpr double kMatyasStarts[] = {8, -6, 8, 6};

constexpr ObjectiveRow kRows[] = {
    {.id = "bowl",
     .name = "Bowl",
     .family = kFamily,
     .citation = "De Jong, An analysis of the behavior of a class of genetic adaptive systems, 1975 (sphere)",
     .formula = "x^2 + y^2",
     .dimension = 2,
     .anyDimension = true,
     .lo = kMinus10,
     .hi = kPlus10,
     .starts = kBowlStarts,
     .minima = kZeroAtOrigin,
     .make = makeFunction<Bowl>},
    {.id = "valley",
     .name = "Valley",
     .family = kFamily,
     .citation = "Zhang, Lipton, Li & Smola, Dive into Deep Learning, 2021",
     .formula = "0.1\\,x^2 + 2\\,y^2",
     .dimension = 2,
     .lo = kValleyLo,
     .hi = kValleyHi,
     .starts = kValleyStarts,
     .minima = kZeroAtOrigin,
     .make = makeFunction<Valley>},
    {.id = "ill-conditioned",
     .name = "Ill-conditioned quadratic",
     .family = kFamily,
     .citation = "Nocedal & Wright, Numerical Optimization, 2006",
     .formula = "\\tfrac12\\left(x^2 + \\kappa\\,y^2\\right)",
     .dimension = 2,
     .anyDimension = true,
     .lo = kMinus5,
     .hi = kPlus5,
     .starts = kIllConditionedStarts,
     .minima = kZeroAtOrigin,
     .params = IllConditioned::kParams,
     .make = makeFunction<IllConditioned>},
    {.id = "booth",
     .name = "Booth",
     .family = kFamily,
     .citation = "Booth; in Jamil & Yang, A literature survey of benchmark functions for global optimisation "
                 "problems, 2013",
     .formula = "(x + 2y - 7)^2 + (2x + y - 5)^2",
     .dimension = 2,
     .lo = kMinus10,
     .hi = kPlus10,
     .starts = kBoothStarts,
     .minima = kBoothMinima,
     .make = makeFunction<Booth>},
    {.id = "matyas",
     .name = "Matyas",
     .family = kFamily,
     .citation = "Matyas, Random optimization, 1965",
     .formula = "0.26\\,(x^2 + y^2) - 0.48\\,x y",
     .dimension = 2,
     .lo = kMinus10,
     .hi = kPlus10,
     .starts = kMatyasStarts,
     .minima = kZeroAtOrigin,
     .make = makeFunction<Matyas>},
};

}  // namespace

std::span<const ObjectiveRow> quadratics() { return kRows; }

}  // namespace descent::families
