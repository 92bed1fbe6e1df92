// One step of the first-order methods over the flat parameter vector, against a plain copy of as many floats:
// a step is to cost what its memory traffic costs.
#include <benchmark/benchmark.h>

#include <cstring>
#include <string>
#include <vector>

#include "core/optim/table.hpp"

namespace descent {
namespace {

/// A problem whose gradient costs nothing: it is written once and then left as it is.
class Constant final : public Problem<float> {
 public:
  explicit Constant(Index n) : n_(n) {}
  Index size() const override { return n_; }

 private:
  double doValue(ConstVecRef<float>) override { return 0; }
  double doGradient(ConstVecRef<float>, VecRef<float> g) override {
    if (!written_) {
      for (Index i = 0; i < n_; ++i) g[i] = static_cast<float>(i % 7 - 3) * 0.01F;
      written_ = true;
    }
    return 0;
  }
  Index n_;
  bool written_ = false;
};

void countBytes(benchmark::State& state, double floats) {
  state.counters["bytes_per_second"] = benchmark::Counter(floats * static_cast<double>(sizeof(float)),
                                                          benchmark::Counter::kIsIterationInvariantRate);
}

void copy(benchmark::State& state, Index n) {
  const auto count = static_cast<std::size_t>(n);
  std::vector<float> from(count, 1.0F), to(count);
  for (auto _ : state) {
    std::memcpy(to.data(), from.data(), count * sizeof(float));
    benchmark::DoNotOptimize(to.data());
    benchmark::ClobberMemory();
  }
  countBytes(state, 2.0 * static_cast<double>(n));
}

void step(benchmark::State& state, const OptimizerRow* row, Index n) {
  Value spec = Value::object();
  spec.set("id", row->id);
  const auto optimizer = parseOptimizer(spec).value().make<float>();
  optimizer->reset(Layout::flat(n));
  Constant problem(n);
  Vec<float> x = Vec<float>::Constant(n, 0.5F);
  for (auto _ : state) {
    optimizer->step(problem, x, 1e-6F);
    benchmark::ClobberMemory();
  }
  // The gradient is read; the parameters and the state are read and written.
  Index floats = 3 * n;
  for (const auto& vector : optimizer->state()) floats += 2 * vector.values.size();
  countBytes(state, static_cast<double>(floats));
}

const bool kRegistered = [] {
  // The benchmark's network, which fits into the cache of a core, and a vector that fits into none.
  for (const Index n : {Index{118'282}, Index{16'000'000}}) {
    const std::string size = std::to_string(n);
    benchmark::RegisterBenchmark(("optimizer/copy/" + size).c_str(), copy, n);
    for (const auto& row : optimizers()) {
      // Plain methods: one gradient a step, element by element.
      if (!row.networks || row.wraps || row.needs != static_cast<unsigned>(Needs::kGradient)) continue;
      if (row.family != "first-order" && row.family != "momentum" && row.family != "adaptive" &&
          row.family != "sign") {
        continue;
      }
      benchmark::RegisterBenchmark(("optimizer/" + std::string(row.id) + "/" + size).c_str(), step, &row, n);
    }
  }
  return true;
}();

}  // namespace
}  // namespace descent
