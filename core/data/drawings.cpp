#include "core/data/drawings.hpp"

namespace descent {

Result<DrawingRequest> readDrawingRequest(const Value& request, std::int64_t most) {
  DESCENT_CHECK(onlyKeys(request, {"count", "seed", "first"}));
  DESCENT_CHECK(requireNumber(request, "count", 1, static_cast<double>(most)));
  DESCENT_TRY(const std::int64_t count, readInteger(request, "count", 0, 1, most));
  DESCENT_TRY(const std::int64_t seed, readInteger(request, "seed", 1, 0, (std::int64_t{1} << 53) - 1));
  DESCENT_TRY(const std::int64_t first, readInteger(request, "first", 0, 0, 1'000'000'000));
  return DrawingRequest{static_cast<Index>(count), static_cast<std::uint64_t>(seed),
                        static_cast<Index>(first)};
}

}  // namespace descent
