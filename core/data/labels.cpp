#include "core/data/labels.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/rng.hpp"
#include "core/data/dataset.hpp"

namespace descent {
namespace {

constexpr std::uint64_t kNoiseStream = 6, kOrderStream = 7;

Result<std::uint64_t> readSeed(const Value& request) {
  DESCENT_TRY(const std::int64_t seed, readInteger(request, "seed", 1, 0, (std::int64_t{1} << 53) - 1));
  return static_cast<std::uint64_t>(seed);
}

}  // namespace

Result<std::vector<std::uint32_t>> makeNoisy(std::vector<std::uint8_t>& labels, const Value& request) {
  DESCENT_CHECK(requireNumber(request, "classes", 2, 256));
  DESCENT_TRY(const std::int64_t classes, readInteger(request, "classes", 2, 2, 256));
  DESCENT_TRY(const double share, requireNumber(request, "share", 0, 1));
  DESCENT_TRY(const std::uint64_t seed, readSeed(request));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] >= classes) {
      const std::string path = filled("labels[#]", {i});
      return Error{
          ErrorCode::kBadData,
          filled("# is #; with # classes it must be at most #", {path, int{labels[i]}, classes, classes - 1}),
          path};
    }
  }
  std::vector<std::uint32_t> order(labels.size());
  std::iota(order.begin(), order.end(), 0u);
  Rng rng(seed, kNoiseStream);
  rng.shuffle(std::span<std::uint32_t>(order));
  order.resize(static_cast<std::size_t>(std::round(share * static_cast<double>(labels.size()))));
  std::sort(order.begin(), order.end());
  for (const std::uint32_t i : order) {
    const auto other = rng.below(static_cast<std::uint32_t>(classes) - 1);
    labels[i] = static_cast<std::uint8_t>(other + (other >= labels[i] ? 1 : 0));
  }
  return order;
}

Result<std::vector<std::uint32_t>> makePermutation(const Value& request) {
  DESCENT_CHECK(onlyKeys(request, {"count", "seed"}));
  DESCENT_CHECK(requireNumber(request, "count", 1, static_cast<double>(kMaxRows)));
  DESCENT_TRY(const std::int64_t count, readInteger(request, "count", 1, 1, kMaxRows));
  DESCENT_TRY(const std::uint64_t seed, readSeed(request));
  std::vector<std::uint32_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), 0u);
  Rng rng(seed, kOrderStream);
  rng.shuffle(std::span<std::uint32_t>(order));
  return order;
}

}  // namespace descent
