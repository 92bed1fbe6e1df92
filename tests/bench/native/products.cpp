// The three products of a dense layer: the lab's own kernels (what WebAssembly runs), what the native core
// runs, and Eigen's bare product, at the sizes of the benchmark's network.
#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

#include "core/linalg/kernels_blocked.hpp"

namespace descent {
namespace {

using linalg::DenseSize;
constexpr linalg::Activation kRelu{linalg::Act::kRelu};
using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A layer with a batch: everything the products read and write.
struct Layer {
  explicit Layer(DenseSize s)
      : size(s),
        x(filled(s.batch, s.inputs)),
        w(filled(s.outputs, s.inputs)),
        y(s.batch, s.outputs),
        dy(filled(s.batch, s.outputs)),
        dx(s.batch, s.inputs),
        dw(s.outputs, s.inputs),
        bias(static_cast<std::size_t>(s.outputs), 0.1F),
        dbias(bias) {
    pack.reserve(s);
  }
  static RowMajor filled(Index rows, Index columns) {
    std::mt19937 random(1);
    std::uniform_real_distribution<float> uniform(-1, 1);
    return RowMajor::NullaryExpr(rows, columns, [&] { return uniform(random); });
  }

  DenseSize size;
  RowMajor x, w, y, dy, dx, dw;
  std::vector<float> bias, dbias;
  linalg::PackBuffer pack;
};

void ownForward(Layer& l) {
  linalg::blocked::forward(l.size, l.x.data(), l.w.data(), l.bias.data(), kRelu, nullptr, l.y.data(), l.pack,
                           parallel::serial());
}
void ownInputGradient(Layer& l) {
  linalg::blocked::inputGradient(l.size, l.dy.data(), l.w.data(), kRelu, nullptr, l.x.data(), l.dx.data(),
                                 l.pack, parallel::serial());
}
linalg::LayerGradient<float> gradientOf(Layer& l) {
  return {l.size.outputs, l.size.inputs, l.dy.data(), l.x.data(), l.dw.data(), l.dbias.data()};
}
void ownWeightGradient(Layer& l) {
  const auto product = gradientOf(l);
  linalg::blocked::weightGradients(l.size.batch, std::span(&product, 1), l.pack, parallel::serial());
}
void coreForward(Layer& l) {
  linalg::forward(l.size, l.x.data(), l.w.data(), l.bias.data(), kRelu, nullptr, l.y.data(), l.pack,
                  parallel::serial());
}
void coreInputGradient(Layer& l) {
  linalg::inputGradient(l.size, l.dy.data(), l.w.data(), kRelu, nullptr, l.x.data(), l.dx.data(), l.pack,
                        parallel::serial());
}
void coreWeightGradient(Layer& l) {
  const auto product = gradientOf(l);
  linalg::weightGradients(l.size.batch, std::span(&product, 1), l.pack, parallel::serial());
}
void eigenForward(Layer& l) { l.y.noalias() = l.x * l.w.transpose(); }
void eigenInputGradient(Layer& l) { l.dx.noalias() = l.dy * l.w; }
void eigenWeightGradient(Layer& l) { l.dw.noalias() = l.dy.transpose() * l.x; }

struct Product {
  const char *who, *name;
  void (*run)(Layer&);
};
constexpr Product kProducts[] = {
    {"own", "forward", ownForward},
    {"core", "forward", coreForward},
    {"eigen", "forward", eigenForward},
    {"own", "input gradient", ownInputGradient},
    {"core", "input gradient", coreInputGradient},
    {"eigen", "input gradient", eigenInputGradient},
    {"own", "weight gradient", ownWeightGradient},
    {"core", "weight gradient", coreWeightGradient},
    {"eigen", "weight gradient", eigenWeightGradient},
};

void measure(benchmark::State& state, const Product& product, DenseSize size) {
  Layer layer(size);
  for (auto _ : state) {
    product.run(layer);
    benchmark::ClobberMemory();
  }
  const double multiplyAdds = static_cast<double>(size.batch * size.outputs * size.inputs);
  state.counters["flops"] =
      benchmark::Counter(2 * multiplyAdds, benchmark::Counter::kIsIterationInvariantRate);
}

// The table is registered when the program starts; Google Benchmark's main comes later.
const bool kRegistered = [] {
  constexpr Index kLayers[] = {784, 128, 128, 10};
  for (const Product& product : kProducts) {
    for (const Index batch : {32, 128}) {
      for (std::size_t l = 0; l + 1 < std::size(kLayers); ++l) {
        // Nobody asks for the gradient of the images.
        if (l == 0 && std::string_view(product.name) == "input gradient") continue;
        const DenseSize size{batch, kLayers[l + 1], kLayers[l]};
        const std::string name = std::string("product/") + product.who + "/" + product.name + "/" +
                                 std::to_string(batch) + " × " + std::to_string(size.inputs) + " × " +
                                 std::to_string(size.outputs);
        benchmark::RegisterBenchmark(name.c_str(), measure, product, size);
      }
    }
  }
  return true;
}();

}  // namespace
}  // namespace descent
