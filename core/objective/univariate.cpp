// Functions of one variable: the parabolas, the chain-rule example and the wells that first lessons use.
#include "core/objective/families.hpp"
#include "core/objective/function_problem.hpp"

namespace descent::families {
namespace {

/// f = c x^2.
template <int C>
struct Square {
  template <class S>
  S value(Point<S> x) const {
    return C * (x[0] * x[0]);
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    g[0] = 2.0 * C * x[0];
  }
  void hessian(Point<double>, Mat<double>& h) const { h(0, 0) = 2.0 * C; }

  static constexpr double kResidualScale = C;
  Index residualCount(Index) const { return 1; }
  void residuals(Point<double> x, Vec<double>& r, Mat<double>& j) const {
    r[0] = x[0];
    j(0, 0) = 1;
  }
};

/// h = g(u), u = x^2 + 3x, g = u^3 + u + 2. Its one stationary point is x = -1.5.
struct Composite {
  template <class S>
  S value(Point<S> x) const {
    const S u = x[0] * x[0] + 3.0 * x[0];
    return u * u * u + u + 2.0;
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    const S u = x[0] * x[0] + 3.0 * x[0];
    g[0] = (3.0 * u * u + 1.0) * (2.0 * x[0] + 3.0);
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    const double u = x[0] * x[0] + 3 * x[0], du = 2 * x[0] + 3;
    h(0, 0) = 6 * u * du * du + 2 * (3 * u * u + 1);
  }
};

/// f = log(x^2): no minimum, minus infinity at 0.
struct LogSquare {
  template <class S>
  S value(Point<S> x) const {
    return math::log(x[0] * x[0]);
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    g[0] = 2.0 / x[0];
  }
  void hessian(Point<double> x, Mat<double>& h) const { h(0, 0) = -2 / (x[0] * x[0]); }
};

/// f = x^2 - 3.5 sin(1.6 x + 0.5): a shallow well, a barrier, a deep well.
struct Pit {
  template <class S>
  S value(Point<S> x) const {
    return x[0] * x[0] - 3.5 * math::sin(1.6 * x[0] + 0.5);
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    g[0] = 2.0 * x[0] - 5.6 * math::cos(1.6 * x[0] + 0.5);
  }
  void hessian(Point<double> x, Mat<double>& h) const { h(0, 0) = 2 + 8.96 * math::sin(1.6 * x[0] + 0.5); }
};

/// f = 1 - exp(-x^2): beyond |x| = 3 the slope all but vanishes.
struct Plateau {
  template <class S>
  S value(Point<S> x) const {
    return 1.0 - math::exp(-(x[0] * x[0]));
  }
  template <class S>
  void gradient(Point<S> x, std::span<S> g) const {
    g[0] = 2.0 * x[0] * math::exp(-(x[0] * x[0]));
  }
  void hessian(Point<double> x, Mat<double>& h) const {
    h(0, 0) = (2 - 4 * x[0] * x[0]) * math::exp(-(x[0] * x[0]));
  }
};

constexpr std::string_view kFamily = "one variable";
constexpr std::string_view kLecture =
    "Dinh, Optimization algorithms in deep learning (lecture), AI VIETNAM, 2023";

constexpr double kMinus110[] = {-110}, kPlus110[] = {110};
constexpr double kMinus10In1[] = {-10}, kPlus10In1[] = {10};
constexpr double kMinus15[] = {-15}, kPlus15[] = {15};
constexpr double kMinus4[] = {-4}, kPlus4[] = {4};
constexpr double kMinus6[] = {-6}, kPlus6[] = {6};
constexpr double kCompositeLo[] = {-6.5}, kCompositeHi[] = {3.5};

constexpr double kSquareStarts[] = {70, 99, 90, 9};
constexpr double kSquare9Starts[] = {70, 99};
constexpr double kSquare20Starts[] = {2};
constexpr double kCompositeStarts[] = {3}, kCompositeMinima[] = {-1.5, -11.640625};
constexpr double kLogSquareStarts[] = {9};
constexpr double kPitStarts[] = {-3.2, -1.5, -3.5};
constexpr double kPitMinima[] = {0.5464780091795456, -3.1340542840646222,  //
                                 -2.5448704754460865, 5.016681340684663};
constexpr double kPlateauStarts[] = {2, 4};
constexpr double kZeroAtZero[] = {0, 0};

constexpr ObjectiveRow kRows[] = {
    {.id = "square",
     .name = "Parabola",
     .family = kFamily,
     .citation = kLecture,
     .formula = "x^2",
     .dimension = 1,
     .lo = kMinus110,
     .hi = kPlus110,
     .starts = kSquareStarts,
     .minima = kZeroAtZero,
     .make = makeFunction<Square<1>>},
    {.id = "square-9",
     .name = "Steep parabola",
     .family = kFamily,
     .citation = kLecture,
     .formula = "9x^2",
     .dimension = 1,
     .lo = kMinus110,
     .hi = kPlus110,
     .starts = kSquare9Starts,
     .minima = kZeroAtZero,
     .make = makeFunction<Square<9>>},
    {.id = "square-20",
     .name = "Very steep parabola",
     .family = kFamily,
     .citation = kLecture,
     .formula = "20x^2",
     .dimension = 1,
     .lo = kMinus10In1,
     .hi = kPlus10In1,
     .starts = kSquare20Starts,
     .minima = kZeroAtZero,
     .make = makeFunction<Square<20>>},
    {.id = "composite",
     .name = "Composite function",
     .family = kFamily,
     .citation = kLecture,
     .formula = "u^3 + u + 2,\\quad u = x^2 + 3x",
     .dimension = 1,
     .lo = kCompositeLo,
     .hi = kCompositeHi,
     .starts = kCompositeStarts,
     .minima = kCompositeMinima,
     .make = makeFunction<Composite>},
    {.id = "log-square",
     .name = "Logarithm of the square",
     .family = kFamily,
     .citation = kLecture,
     .formula = "\\log\\left(x^2\\right)",
     .dimension = 1,
     .lo = kMinus15,
     .hi = kPlus15,
     .starts = kLogSquareStarts,
     .make = makeFunction<LogSquare>},
    {.id = "pit",
     .name = "Double well",
     .family = kFamily,
     .citation = "Descent Lab; rebuilt from the behaviour of a lost lecture figure, not from its formula",
     .formula = "x^2 - 3.5\\,\\sin(1.6\\,x + 0.5)",
     .dimension = 1,
     .lo = kMinus4,
     .hi = kPlus4,
     .starts = kPitStarts,
     .minima = kPitMinima,
     .make = makeFunction<Pit>},
    {.id = "plateau",
     .name = "Plateau",
     .family = kFamily,
     .citation =
         "Glorot & Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010",
     .formula = "1 - e^{-x^2}",
     .dimension = 1,
     .lo = kMinus6,
     .hi = kPlus6,
     .starts = kPlateauStarts,
     .minima = kZeroAtZero,
     .make = makeFunction<Plateau>},
};

}  // namespace

std::span<const ObjectiveRow> univariate() { return kRows; }

}  // namespace descent::families
