#include "core/data/toys.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/base/pick.hpp"
#include "core/base/rng.hpp"

namespace descent {
namespace {

constexpr const char* kCitation =
    "Smilkov, Carter, Sculley, Viégas & Wattenberg, Direct-Manipulation Visualization of Deep Networks, 2017";
constexpr std::uint64_t kStream = std::uint64_t{4} << 32;

constexpr ParamSpec kParams[] = {
    ParamSpec::integer("samples", "N", 500, 2, 100'000, 2000),
    ParamSpec::linear("noise", "", 0, 0, 0.5),
};

struct Point {
  double x, y, target;
};

/// Point number i of n (the first half belongs to the first class) with this noise.
using Draw = Point (*)(Rng& rng, double i, double n, double noise);

struct ToyRow {
  std::string_view id, name, task;
};

Point circles(Rng& rng, double i, double n, double noise) {
  constexpr double kRadius = 5;
  const double r = 2 * i < n ? rng.uniform(0, kRadius * 0.5) : rng.uniform(kRadius * 0.7, kRadius);
  const double angle = rng.uniform(0, 2 * std::numbers::pi);
  const double x = r * std::sin(angle), y = r * std::cos(angle);
  const double dx = rng.uniform(-kRadius, kRadius) * noise, dy = rng.uniform(-kRadius, kRadius) * noise;
  return {x, y, std::hypot(x + dx, y + dy) < kRadius * 0.5 ? 1.0 : 0.0};
}

Point exclusiveOr(Rng& rng, double, double, double noise) {
  constexpr double kPadding = 0.3;
  const auto coordinate = [&] {
    const double x = rng.uniform(-5, 5);
    return x + (x > 0 ? kPadding : -kPadding);
  };
  const double x = coordinate(), y = coordinate();
  const double dx = rng.uniform(-5, 5) * noise, dy = rng.uniform(-5, 5) * noise;
  return {x, y, (x + dx) * (y + dy) >= 0 ? 1.0 : 0.0};
}

Point spirals(Rng& rng, double i, double n, double noise) {
  const bool first = 2 * i < n;
  const double share = first ? 2 * i / n : 2 * i / n - 1;
  const double r = share * 5, t = 1.75 * share * 2 * std::numbers::pi + (first ? 0 : std::numbers::pi);
  const double x = r * std::sin(t) + rng.uniform(-1, 1) * noise;
  const double y = r * std::cos(t) + rng.uniform(-1, 1) * noise;
  return {x, y, first ? 1.0 : 0.0};
}

Point gaussians(Rng& rng, double i, double n, double noise) {
  const double deviation = std::sqrt(0.5 + noise / 0.5 * 3.5);  // the variance runs from 0.5 to 4
  const bool first = 2 * i < n;
  const double center = first ? 2 : -2;
  const double x = center + deviation * rng.normal(), y = center + deviation * rng.normal();
  return {x, y, first ? 1.0 : 0.0};
}

/// A point anywhere, and where its value is taken: displaced by the noise.
Point anywhere(Rng& rng, double noise, double& atX, double& atY) {
  const double x = rng.uniform(-kToyExtent, kToyExtent), y = rng.uniform(-kToyExtent, kToyExtent);
  atX = x + rng.uniform(-kToyExtent, kToyExtent) * noise;
  atY = y + rng.uniform(-kToyExtent, kToyExtent) * noise;
  return {x, y, 0};
}

Point plane(Rng& rng, double, double, double noise) {
  double x = 0, y = 0;
  Point p = anywhere(rng, noise, x, y);
  p.target = (x + y) / 10;
  return p;
}

Point gaussPlane(Rng& rng, double, double, double noise) {
  constexpr double kHills[][3] = {{-4, 2.5, 1},   {0, 2.5, -1}, {4, 2.5, 1},
                                  {-4, -2.5, -1}, {0, -2.5, 1}, {4, -2.5, -1}};
  double x = 0, y = 0;
  Point p = anywhere(rng, noise, x, y);
  for (const auto& [cx, cy, sign] : kHills) {
    const double height = std::clamp(1 - std::hypot(x - cx, y - cy) / 2, 0.0, 1.0);
    if (height > std::abs(p.target)) p.target = sign * height;
  }
  return p;
}

constexpr ToyRow kRows[] = {
    {"circles", "Circles", "binary"}, {"xor", "Exclusive or", "binary"},
    {"spirals", "Spirals", "binary"}, {"gaussians", "Two Gaussians", "binary"},
    {"plane", "Plane", "regression"}, {"gauss-plane", "Hills and valleys", "regression"},
};

// Apart from the rows: the catalogue shows those without drawing.
constexpr Draw kDraws[] = {circles, exclusiveOr, spirals, gaussians, plane, gaussPlane};
static_assert(std::size(kDraws) == std::size(kRows));

}  // namespace

Value describeToys() {
  Value list = Value::array();
  for (const auto& row : kRows) {
    Value v = Value::object();
    v.set("id", row.id).set("name", row.name).set("citation", kCitation).set("task", row.task);
    list.push(v.set("params", describe(kParams)));
  }
  return list;
}

Result<Dataset> makeToy(const Value& request) {
  DESCENT_CHECK(onlyKeys(request, {"kind", "samples", "noise", "seed"}));
  const auto keys = [](std::size_t i) { return RowKeys{kRows[i].id, {}}; };
  auto pick = readPick(request["kind"], {"kind", nullptr, std::size(kRows), keys});
  if (!pick.ok()) return std::move(pick).error().within("kind");
  DESCENT_TRY(const Params params, Params::read(kParams, request));
  DESCENT_TRY(const std::int64_t seed, readInteger(request, "seed", 1, 0, (std::int64_t{1} << 53) - 1));
  const ToyRow& row = kRows[pick->row];
  const double n = params["samples"];

  Rng rng(static_cast<std::uint64_t>(seed), kStream + pick->row);
  std::vector<Point> points;
  for (double i = 0; i < n; ++i) points.push_back(kDraws[pick->row](rng, i, n, params["noise"]));
  rng.shuffle(std::span<Point>(points));

  Dataset data;
  data.rows = static_cast<Index>(points.size());
  data.columns = 2;
  data.synthetic = true;
  (row.task == "binary" ? data.classes = 2 : data.targetColumns = 1);
  for (const Point& p : points) {
    data.numbers.push_back(static_cast<float>(p.x));
    data.numbers.push_back(static_cast<float>(p.y));
    if (data.classes > 0) {
      data.labels.push_back(p.target > 0 ? 1 : 0);
    } else {
      data.targets.push_back(static_cast<float>(p.target));
    }
  }
  return data;
}

}  // namespace descent
