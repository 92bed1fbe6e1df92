// Wrong labels on purpose, and random orders.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/value.hpp"

namespace descent {

/// Changes round(share · n) of the labels, drawn without replacement, each to one of the other classes, all
/// equally likely (symmetric noise: Zhang, Bengio, Hardt, Recht & Vinyals, Understanding deep learning
/// requires rethinking generalization, 2017). Reads { classes, share, seed? } (2..256, 0..1); returns the
/// numbers of the changed samples, ascending. Paths: `classes`, `share`, `labels[17]`. Nothing changes on an
/// error.
Result<std::vector<std::uint32_t>> makeNoisy(std::vector<std::uint8_t>& labels, const Value& request);

/// The numbers 0..count-1 in a random order, from { count, seed? }: 1 to 10,000,000.
Result<std::vector<std::uint32_t>> makePermutation(const Value& request);

}  // namespace descent
