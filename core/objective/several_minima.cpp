// Smooth functions of two variables with a handful of minima.
#include "core/objective/families.hpp"
#include "core/objective/function_problem.hpp"

namespace descent::families {
namespace {

constexpr double kPi = 3.14159265358979323846;

/// f = (4 - 2.1 x^2 + x^4/3) x^2 + x y + (4 y^2 - 4) y^2.
struct SixHumpCamel {
  static constexpr bool kInLanes = true;

  template <class S>
  S value(Point<S> x) const {
    const S xx = x[0] * x[0], yy = x[1] * x[1];
    return (4.0 - 2.1 * xx + xx * xx / 3.0) * xx + x[0] * x[1] + (4.0 * yy - 4.0) * yy;
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    const S xx = x[0] * x[0], yy = x[1] * x[1];
    g[0] = x[0] * (8.0 - 8.4 * xx + 2.0 * (xx * xx)) + x[1];
    g[1] = x[0] + x[1] * (16.0 * yy - 8.0);
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    const double xx = x[0] * x[0];
    h(0, 0) = 8 - 25.2 * xx + 10 * xx * xx;
    h(1, 1) = 48 * x[1] * x[1] - 8;
    h(0, 1) = h(1, 0) = 1;
  }
};

/// f = 2 x^2 - 1.05 x^4 + x^6/6 + x y + y^2.
struct ThreeHumpCamel {
  static constexpr bool kInLanes = true;

  template <class S>
  S value(Point<S> x) const {
    const S xx = x[0] * x[0];
    return (2.0 - 1.05 * xx + xx * xx / 6.0) * xx + x[0] * x[1] + x[1] * x[1];
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    const S xx = x[0] * x[0];
    g[0] = x[0] * (4.0 - 4.2 * xx + xx * xx) + x[1];
    g[1] = x[0] + 2.0 * x[1];
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    const double xx = x[0] * x[0];
    h(0, 0) = 4 - 12.6 * xx + 5 * xx * xx;
    h(1, 1) = 2;
    h(0, 1) = h(1, 0) = 1;
  }
};

/// f = A B with A = 1 + s^2 p(s), s = x + y + 1, p of degree 2 in x and y (it depends on x + y alone), and
/// B = 30 + t^2 q, t = 2x - 3y, q likewise in t.
struct GoldsteinPrice {
  static constexpr bool kInLanes = true;

  // 19 - 14x + 3x^2 - 14y + 6xy + 3y^2 = 19 - 14u + 3u^2, u = x + y;
  // 18 - 32x + 12x^2 + 48y - 36xy + 27y^2 = 18 - 16t + 3t^2.
  template <class S>
  S value(Point<S> x) const {
    const S u = x[0] + x[1], t = 2.0 * x[0] - 3.0 * x[1];
    return a(u) * b(t);
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    const S u = x[0] + x[1], t = 2.0 * x[0] - 3.0 * x[1];
    const S fu = da(u) * b(t), ft = a(u) * db(t);
    g[0] = fu + 2.0 * ft;
    g[1] = fu - 3.0 * ft;
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    const double u = x[0] + x[1], t = 2 * x[0] - 3 * x[1], s = u + 1;
    const double dda = 2 * (19 - 14 * u + 3 * u * u) + 4 * s * (6 * u - 14) + 6 * s * s;
    const double ddb = 2 * (18 - 16 * t + 3 * t * t) + 4 * t * (6 * t - 16) + 6 * t * t;
    const double uu = dda * b(t), ut = da(u) * db(t), tt = a(u) * ddb;
    h(0, 0) = uu + 4 * ut + 4 * tt;
    h(0, 1) = h(1, 0) = uu - ut - 6 * tt;
    h(1, 1) = uu - 6 * ut + 9 * tt;
  }

 private:
  template <class S>
  static S a(const S& u) {
    return 1.0 + math::square(u + 1.0) * (19.0 - 14.0 * u + 3.0 * (u * u));
  }
  template <class S>
  static S da(const S& u) {
    const S s = u + 1.0;
    return 2.0 * s * (19.0 - 14.0 * u + 3.0 * (u * u)) + s * s * (6.0 * u - 14.0);
  }
  template <class S>
  static S b(const S& t) {
    return 30.0 + t * t * (18.0 - 16.0 * t + 3.0 * (t * t));
  }
  template <class S>
  static S db(const S& t) {
    return 2.0 * t * (18.0 - 16.0 * t + 3.0 * (t * t)) + t * t * (6.0 * t - 16.0);
  }
};

/// f = sin(x+y) + (x-y)^2 - 1.5 x + 2.5 y + 1; unbounded below outside the shown box.
struct McCormick {
  template <class S>
  S value(Point<S> x) const {
    return math::sin(x[0] + x[1]) + math::square(x[0] - x[1]) - 1.5 * x[0] + 2.5 * x[1] + 1.0;
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    const S c = math::cos(x[0] + x[1]), d = 2.0 * (x[0] - x[1]);
    g[0] = c + d - 1.5;
    g[1] = c - d + 2.5;
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    const double s = math::sin(x[0] + x[1]);
    h(0, 0) = h(1, 1) = 2 - s;
    h(0, 1) = h(1, 0) = -2 - s;
  }
};

constexpr std::string_view kFamily = "several minima";
constexpr std::string_view kSurvey =
    "Jamil & Yang, A literature survey of benchmark functions for global optimisation problems, 2013";

constexpr double kSixHumpLo[] = {-3, -2}, kSixHumpHi[] = {3, 2};
constexpr double kSixHumpStarts[] = {-0.5, 1, 2, 1, -1.5, -1};
constexpr double kSixHumpMinima[] = {0.0898420131003181,  -0.7126564030207396, -1.0316284534898774,
                                     -0.0898420131003181, 0.7126564030207396,  -1.0316284534898774};
constexpr double kThreeHumpStarts[] = {1, 1, 4, -4};
constexpr double kGoldsteinPriceStarts[] = {-0.5, -0.5, 1.5, 1}, kGoldsteinPriceMinima[] = {0, -1, 3};
constexpr double kMcCormickLo[] = {-1.5, -3}, kMcCormickHi[] = {4, 4};
constexpr double kMcCormickStarts[] = {1, 1, 3, -2};
constexpr double kMcCormickMinima[] = {0.5 - kPi / 3, -0.5 - kPi / 3, -1.9132229549810364};

constexpr ObjectiveRow kRows[] = {
    {.id = "six-hump-camel",
     .name = "Six-hump camel",
     .family = kFamily,
     .citation = "Dixon & Szegő, Towards Global Optimisation 2, 1978",
     .formula = "\\left(4 - 2.1x^2 + \\tfrac{x^4}{3}\\right)x^2 + xy + \\left(4y^2 - 4\\right)y^2",
     .dimension = 2,
     .lo = kSixHumpLo,
     .hi = kSixHumpHi,
     .starts = kSixHumpStarts,
     .minima = kSixHumpMinima,
     .make = makeFunction<SixHumpCamel>},
    {.id = "three-hump-camel",
     .name = "Three-hump camel",
     .family = kFamily,
     .citation = kSurvey,
     .formula = "2x^2 - 1.05x^4 + \\tfrac{x^6}{6} + xy + y^2",
     .dimension = 2,
     .lo = kMinus5,
     .hi = kPlus5,
     .starts = kThreeHumpStarts,
     .minima = kZeroAtOrigin,
     .make = makeFunction<ThreeHumpCamel>},
    {.id = "goldstein-price",
     .name = "Goldstein–Price",
     .family = kFamily,
     .citation = "Goldstein & Price, On descent from local minima, 1971",
     .formula = "\\left(1 + (x+y+1)^2\\left(19 - 14x + 3x^2 - 14y + 6xy + 3y^2\\right)\\right)\\left(30 + "
                "(2x-3y)^2\\left(18 - 32x + 12x^2 + 48y - 36xy + 27y^2\\right)\\right)",
     .dimension = 2,
     .lo = kMinus2,
     .hi = kPlus2,
     .starts = kGoldsteinPriceStarts,
     .minima = kGoldsteinPriceMinima,
     .make = makeFunction<GoldsteinPrice>},
    {.id = "mccormick",
     .name = "McCormick",
     .family = kFamily,
     .citation = "McCormick, Computability of global solutions to factorable nonconvex programs, 1976; "
                 "Jamil & Yang 2013",
     .formula = "\\sin(x+y) + (x-y)^2 - 1.5x + 2.5y + 1",
     .dimension = 2,
     .lo = kMcCormickLo,
     .hi = kMcCormickHi,
     .starts = kMcCormickStarts,
     .minima = kMcCormickMinima,
     .make = makeFunction<McCormick>},
};

}  // namespace

std::span<const ObjectiveRow> severalMinima() { return kRows; }

}  // namespace descent::families
