// Forward-mode derivatives: a number that carries its derivative along (Clifford 1873; Wengert 1964).
// Dual<double> yields first derivatives, Dual<Dual<double>> second ones, both exact to rounding.
//
// Everything is in descent::math, for double and for duals under the same names, so that one template
// computes a function, its directional derivative or its curvature. Conventions at points without a
// derivative: that of abs, sign, relu, floor, ceil and round there is 0; min and max of equal arguments
// follow the first; 0^0 = 1. A factor that is exactly 0 wins over an infinite slope: the derivative of sqrt
// at 0 along a direction that does not move its argument is 0, not NaN.
#pragma once

#include <cmath>

namespace descent {
namespace math {

inline double sin(double x) { return std::sin(x); }
inline double cos(double x) { return std::cos(x); }
inline double tan(double x) { return std::tan(x); }
inline double asin(double x) { return std::asin(x); }
inline double acos(double x) { return std::acos(x); }
inline double atan(double x) { return std::atan(x); }
inline double sinh(double x) { return std::sinh(x); }
inline double cosh(double x) { return std::cosh(x); }
inline double tanh(double x) { return std::tanh(x); }
inline double exp(double x) { return std::exp(x); }
inline double log(double x) { return std::log(x); }
inline double log2(double x) { return std::log2(x); }
inline double log10(double x) { return std::log10(x); }
inline double sqrt(double x) { return std::sqrt(x); }
inline double cbrt(double x) { return std::cbrt(x); }
inline double abs(double x) { return std::fabs(x); }
inline double floor(double x) { return std::floor(x); }
inline double ceil(double x) { return std::ceil(x); }
inline double round(double x) { return std::round(x); }
inline double sign(double x) { return x > 0 ? 1.0 : x < 0 ? -1.0 : x; }  // keeps NaN
inline double relu(double x) { return x <= 0 ? 0.0 : x; }
inline double sigmoid(double x) {
  const double e = std::exp(-std::fabs(x));  // never overflows
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}
inline double softplus(double x) { return relu(x) + std::log1p(std::exp(-std::fabs(x))); }
inline double min(double a, double b) { return b < a || std::isnan(b) ? b : a; }
inline double max(double a, double b) { return b > a || std::isnan(b) ? b : a; }

/// Whole exponents up to 64 multiply, so that x^2 is x*x to the last bit; others are std::pow (0^0 = 1).
inline double pow(double x, double p) {
  if (!(std::fabs(p) <= 64) || p != std::floor(p)) return std::pow(x, p);
  auto n = static_cast<unsigned>(std::fabs(p));
  double result = 1;
  for (double square = x; n != 0; n >>= 1) {
    if ((n & 1u) != 0) result *= square;
    if (n > 1) square *= square;
  }
  return p < 0 ? 1 / result : result;
}

/// value + derivative * epsilon with epsilon^2 = 0.
template <class T>
struct Dual {
  T value{};
  T derivative{};

  constexpr Dual() = default;
  constexpr Dual(double constant) : value(constant), derivative(0) {}  // NOLINT(google-explicit-constructor)
  constexpr Dual(T v, T d) : value(v), derivative(d) {}

  constexpr Dual& operator+=(const Dual& b) { return *this = *this + b; }
  constexpr Dual& operator-=(const Dual& b) { return *this = *this - b; }
  constexpr Dual& operator*=(const Dual& b) { return *this = *this * b; }
};

/// The plain number inside any depth of duals.
constexpr double scalar(double x) { return x; }
template <class T>
constexpr double scalar(const Dual<T>& x) {
  return scalar(x.value);
}
/// Whether every component is 0.
constexpr bool isZero(double x) { return x == 0; }
template <class T>
constexpr bool isZero(const Dual<T>& x) {
  return isZero(x.value) && isZero(x.derivative);
}
/// Whether no derivative is carried at any depth.
constexpr bool isConstant(double) { return true; }
template <class T>
constexpr bool isConstant(const Dual<T>& x) {
  return isZero(x.derivative) && isConstant(x.value);
}

template <class T>
constexpr Dual<T> operator-(const Dual<T>& a) {
  return {-a.value, -a.derivative};
}
template <class T>
constexpr Dual<T> operator+(const Dual<T>& a, const Dual<T>& b) {
  return {a.value + b.value, a.derivative + b.derivative};
}
template <class T>
constexpr Dual<T> operator-(const Dual<T>& a, const Dual<T>& b) {
  return {a.value - b.value, a.derivative - b.derivative};
}
template <class T>
constexpr Dual<T> operator*(const Dual<T>& a, const Dual<T>& b) {
  return {a.value * b.value, a.derivative * b.value + a.value * b.derivative};
}
template <class T>
constexpr Dual<T> operator/(const Dual<T>& a, const Dual<T>& b) {
  const T q = a.value / b.value;
  return {q, (a.derivative - q * b.derivative) / b.value};
}
template <class T>
constexpr Dual<T> operator+(const Dual<T>& a, double b) {
  return {a.value + b, a.derivative};
}
template <class T>
constexpr Dual<T> operator+(double a, const Dual<T>& b) {
  return {a + b.value, b.derivative};
}
template <class T>
constexpr Dual<T> operator-(const Dual<T>& a, double b) {
  return {a.value - b, a.derivative};
}
template <class T>
constexpr Dual<T> operator-(double a, const Dual<T>& b) {
  return {a - b.value, -b.derivative};
}
template <class T>
constexpr Dual<T> operator*(const Dual<T>& a, double b) {
  return {a.value * b, a.derivative * b};
}
template <class T>
constexpr Dual<T> operator*(double a, const Dual<T>& b) {
  return {a * b.value, a * b.derivative};
}
template <class T>
constexpr Dual<T> operator/(const Dual<T>& a, double b) {
  return {a.value / b, a.derivative / b};
}
template <class T>
constexpr Dual<T> operator/(double a, const Dual<T>& b) {
  return Dual<T>(a) / b;
}

/// slope * direction, where a direction that is exactly 0 gives 0 even if the slope is infinite.
template <class T>
T along(const T& direction, const T& slope) {
  return isZero(direction) ? T(0) : slope * direction;
}

template <class T>
Dual<T> sin(const Dual<T>& x) {
  return {sin(x.value), cos(x.value) * x.derivative};
}
template <class T>
Dual<T> cos(const Dual<T>& x) {
  return {cos(x.value), -sin(x.value) * x.derivative};
}
template <class T>
Dual<T> tan(const Dual<T>& x) {
  const T t = tan(x.value);
  return {t, (1.0 + t * t) * x.derivative};
}
template <class T>
Dual<T> asin(const Dual<T>& x) {
  return {asin(x.value), along<T>(x.derivative, 1.0 / sqrt(1.0 - x.value * x.value))};
}
template <class T>
Dual<T> acos(const Dual<T>& x) {
  return {acos(x.value), along<T>(x.derivative, -1.0 / sqrt(1.0 - x.value * x.value))};
}
template <class T>
Dual<T> atan(const Dual<T>& x) {
  return {atan(x.value), x.derivative / (1.0 + x.value * x.value)};
}
template <class T>
Dual<T> sinh(const Dual<T>& x) {
  return {sinh(x.value), cosh(x.value) * x.derivative};
}
template <class T>
Dual<T> cosh(const Dual<T>& x) {
  return {cosh(x.value), sinh(x.value) * x.derivative};
}
template <class T>
Dual<T> tanh(const Dual<T>& x) {
  const T t = tanh(x.value);
  return {t, (1.0 - t * t) * x.derivative};
}
template <class T>
Dual<T> exp(const Dual<T>& x) {
  const T e = exp(x.value);
  return {e, e * x.derivative};
}
/// 1 / (c x), the slope of logarithms: like them not a number for x < 0.
template <class T>
T logSlope(const T& x, double c = 1) {
  return scalar(x) < 0 ? T(log(scalar(x))) : 1.0 / (x * c);
}
template <class T>
Dual<T> log(const Dual<T>& x) {
  return {log(x.value), along<T>(x.derivative, logSlope(x.value))};
}
template <class T>
Dual<T> log2(const Dual<T>& x) {
  return {log2(x.value), along<T>(x.derivative, logSlope(x.value, 0.693147180559945309417))};
}
template <class T>
Dual<T> log10(const Dual<T>& x) {
  return {log10(x.value), along<T>(x.derivative, logSlope(x.value, 2.30258509299404568402))};
}
template <class T>
Dual<T> sqrt(const Dual<T>& x) {
  const T r = sqrt(x.value);
  return {r, along<T>(x.derivative, 0.5 / r)};
}
template <class T>
Dual<T> cbrt(const Dual<T>& x) {
  const T r = cbrt(x.value);
  return {r, along<T>(x.derivative, 1.0 / (3.0 * r * r))};
}
template <class T>
Dual<T> abs(const Dual<T>& x) {
  return {abs(x.value), sign(scalar(x)) * x.derivative};
}
template <class T>
Dual<T> floor(const Dual<T>& x) {
  return {floor(scalar(x))};
}
template <class T>
Dual<T> ceil(const Dual<T>& x) {
  return {ceil(scalar(x))};
}
template <class T>
Dual<T> round(const Dual<T>& x) {
  return {round(scalar(x))};
}
template <class T>
Dual<T> sign(const Dual<T>& x) {
  return {sign(scalar(x))};
}
template <class T>
Dual<T> relu(const Dual<T>& x) {
  return scalar(x) <= 0 ? Dual<T>(0.0) : x;
}
template <class T>
Dual<T> sigmoid(const Dual<T>& x) {
  // s(x) s(-x) instead of s (1 - s): the tail keeps its digits.
  return {sigmoid(x.value), sigmoid(x.value) * sigmoid(-x.value) * x.derivative};
}
template <class T>
Dual<T> softplus(const Dual<T>& x) {
  return {softplus(x.value), sigmoid(x.value) * x.derivative};
}
template <class T>
Dual<T> min(const Dual<T>& a, const Dual<T>& b) {
  return scalar(b) < scalar(a) || std::isnan(scalar(b)) ? b : a;
}
template <class T>
Dual<T> max(const Dual<T>& a, const Dual<T>& b) {
  return scalar(b) > scalar(a) || std::isnan(scalar(b)) ? b : a;
}

/// x^p for a fixed exponent; negative bases are fine where p is whole.
template <class T>
Dual<T> pow(const Dual<T>& x, double p) {
  if (p == 0) return {1.0};
  return {pow(x.value, p), along<T>(x.derivative, p * pow(x.value, p - 1))};
}
/// x^y. Where y varies, d/dy needs log(x): NaN for x < 0, and 0 at x = 0 for y > 0 (its limit).
template <class T>
Dual<T> pow(const Dual<T>& x, const Dual<T>& y) {
  if (isConstant(y)) return pow(x, scalar(y));
  const T value = pow(x.value, y.value);
  T derivative = along<T>(x.derivative, y.value * pow(x.value, y.value - 1.0));
  if (!isZero(y.derivative) && !(scalar(x) == 0 && scalar(y) > 0)) {
    derivative = derivative + value * log(x.value) * y.derivative;
  }
  return {value, derivative};
}

template <class S>
S square(const S& x) {
  return x * x;
}

}  // namespace math

using math::Dual;

}  // namespace descent
