// C = A B by tiles of up to kRows × kColumns elements held in registers. B is packed panel by panel (kColumns
// columns, depth after depth, zero-padded at the edge), so that the inner loop reads it in one stream from
// the first-level cache. A is read where its rows lie, one broadcast per row. Every element of C is one sum
// over the depth, in order, whatever the tile it falls into: neither block sizes nor threads change a bit.
// There is one tile per height and no more, since each costs a kilobyte of every download: narrow edges go
// through a whole tile.
//
// Which matrix is A: the weights, where they can be. They have more rows than a small batch, so tiles are
// nearly all of full height, and the batch is the smaller one to pack. And threads then divide the rows of
// the weights in the forward product as in the gradient and, roughly, in the update: the weights, their
// gradient and the optimizer's memory stay in the cache of the core that will want them next.
//
// How the sizes were chosen: a product of 120 × 96 × 768 with panels of 256, timed in Chromium 156 (best of
// 36 runs, relaxed, GFLOP/s). Tile 4×8: 37, 5×8: 41, 6×8: 48, 4×12: 42, 3×16: 39, 8×4: 36: twelve
// accumulators, two vectors of B and one broadcast fill the registers V8 hands out, and two multiply-adds a
// cycle are all the processor has. Unrolling the depth by 2 or 4 loses a little (46). Packing A tile by tile
// gains nothing for the forward product; reading it strided for the weight gradient loses a fifth, so there
// it is packed.
#include "core/linalg/kernels_blocked.hpp"

#include <algorithm>

#include "core/linalg/packing.hpp"

namespace descent::linalg::blocked {
namespace {

using namespace simd;

constexpr Index kRows = 6;
// A panel of kDepth × kColumns is 8 KiB: a quarter of the smallest first-level cache.
constexpr Index kDepth = 256;
constexpr Index kPanel = kDepth * kColumns;
constexpr Index kPartial = 42 * kRows;  // rows of C whose sums are kept at once: as large as a panel

// n things in pieces of nearly equal size, at most `most` each: a last tile of one row would run at a sixth
// of the speed.
struct Pieces {
  Index n, count;
  Pieces(Index all, Index most) : n(all), count((all + most - 1) / most) {}
  Index begin(Index i) const { return n * i / count; }
  Index size(Index i) const { return begin(i + 1) - begin(i); }
};

struct Range {
  Index begin, end;
};
Range share(Index n, Index i, Index count) { return {n * i / count, n * (i + 1) / count}; }

// `R` rows by kColumns columns of C; their sums start from `from`: one row for all (a stride of 0), or C
// itself.
template <int R>
void tile(const float* a, Index stride, Index depth, const float* panel, const float* from, Index fromStride,
          float* c, Index cStride) {
  constexpr int V = kColumns / 4;
  F4 acc[R][V];
  for (int r = 0; r < R; ++r) {
    for (int v = 0; v < V; ++v) acc[r][v] = load(from + r * fromStride + 4 * v);
  }
  for (Index p = 0; p < depth; ++p, ++a, panel += kColumns) {
    F4 b[V];
    for (int v = 0; v < V; ++v) b[v] = load(panel + 4 * v);
    for (int r = 0; r < R; ++r) {
      const F4 x = splat(a[r * stride]);
      for (int v = 0; v < V; ++v) acc[r][v] = madd(x, b[v], acc[r][v]);
    }
  }
  for (int r = 0; r < R; ++r) {
    for (int v = 0; v < V; ++v) store(c + r * cStride + 4 * v, acc[r][v]);
  }
}

void tileOf(Index rows, const float* a, Index stride, Index depth, const float* panel, const float* from,
            Index fromStride, float* c, Index cStride) {
  static_assert(kRows == 6);
  switch (rows) {
    case 6:
      return tile<6>(a, stride, depth, panel, from, fromStride, c, cStride);
    case 5:
      return tile<5>(a, stride, depth, panel, from, fromStride, c, cStride);
    case 4:
      return tile<4>(a, stride, depth, panel, from, fromStride, c, cStride);
    case 3:
      return tile<3>(a, stride, depth, panel, from, fromStride, c, cStride);
    case 2:
      return tile<2>(a, stride, depth, panel, from, fromStride, c, cStride);
    default:
      return tile<1>(a, stride, depth, panel, from, fromStride, c, cStride);
  }
}

// The tile at the right edge of C, where fewer than kColumns columns are left, by way of a whole one. Copied
// column by column: rows this short are not worth the calls of memcpy that compilers make of the other order.
void edgeTile(Index rows, const float* a, Index stride, Index depth, const float* panel, const float* from,
              Index fromStride, float* c, Index cStride, Index columns) {
  float whole[kRows * kColumns] = {};
  for (Index j = 0; j < columns; ++j) {
    for (Index r = 0; r < rows; ++r) whole[r * kColumns + j] = from[r * fromStride + j];
  }
  tileOf(rows, a, stride, depth, panel, whole, kColumns, whole, kColumns);
  for (Index j = 0; j < columns; ++j) {
    for (Index r = 0; r < rows; ++r) c[r * cStride + j] = whole[r * kColumns + j];
  }
}

// The rows × columns numbers at c: their sums over the depth that the panels hold, on top of what is there
// unless `fresh`. Tile after tile along a row, so that lines of memory are written whole.
void tilesOf(Index rows, Index columns, const float* a, Index aStride, Index depth, const float* panels,
             bool fresh, float* c, Index cStride) {
  static constexpr float kZeros[kColumns] = {};
  const Pieces tiles(rows, kRows);
  for (Index t = 0; t < tiles.count; ++t) {
    const Index row = tiles.begin(t), height = tiles.size(t);
    const float* const at = a + row * aStride;
    const float* panel = panels;
    for (Index j = 0; j < columns; j += kColumns, panel += depth * kColumns) {
      float* const to = c + row * cStride + j;
      const float* const from = fresh ? kZeros : to;
      const Index fromStride = fresh ? 0 : cStride;
      if (columns - j >= kColumns) {
        tileOf(height, at, aStride, depth, panel, from, fromStride, to, cStride);
      } else {
        edgeTile(height, at, aStride, depth, panel, from, fromStride, to, cStride, columns - j);
      }
    }
  }
}

// The columns of c = a b, or of c += a b, for a row-major b of at most kDepth rows: as many panels at once as
// `panels` has room for.
void columnsOf(Range columns, Index rows, const float* a, Index aStride, Index depth, const Inputs<float>& b,
               Index bStride, float* panels, bool fresh, float* c) {
  const Index most = kDepth / depth * kColumns;
  for (Index j = columns.begin; j < columns.end; j += most) {
    const Index width = std::min(most, columns.end - j);
    withRows(b, bStride, [&](auto from) { packColumns(from, j, depth, width, panels); });
    tilesOf(rows, width, a, aStride, depth, panels, fresh, c + j, bStride);
  }
}

// How a product is divided among tasks: `rows` of the weights into sections, one per thread where they are
// long enough to be worth packing the other operand once for each, and every section into parts of `across`.
// Tasks go through one section after the other, so that a thread's share of them lies in its section. Two
// tasks per thread, so that a late thread can be helped; four, each of which packs for itself, cost the
// weight gradient of a batch of 128 3 % more.
constexpr Index kTasksPerThread = 2;

struct Division {
  Index sections = 1, parts = 1;

  Division(Index sectionCount, Index partCount) : sections(sectionCount), parts(partCount) {}
  Division(const parallel::Executor& executor, DenseSize s, Index rows, Index across) {
    const Index threads = executor.threads();
    if (threads == 1 || static_cast<std::int64_t>(s.batch) * s.outputs * s.inputs < kThreadWork) return;
    constexpr Index kWorthPacking = 4 * kRows;
    sections = std::clamp(rows / kWorthPacking, Index{1}, threads);
    const Index wanted = (kTasksPerThread * threads + sections - 1) / sections;
    parts = across < 2 * wanted ? across : wanted;
  }
  Index tasks() const { return sections * parts; }
};

// Calls f(memory, section, part) for all tasks; each has `each` floats of memory.
template <class F>
void forTasks(Division d, Index each, PackBuffer& pack, parallel::Executor& executor, F&& f) {
  float* const memory = pack.ensure(d.tasks() * each);
  auto task = [&](int t) { f(memory + t * each, t / d.parts, t % d.parts); };
  if (d.tasks() == 1) {
    task(0);
  } else {
    executor.run(static_cast<int>(d.tasks()), task);
  }
}

// Outputs of `samples` <= kColumns samples from x on: their columns of W xᵀ + bias, turned into rows of y.
void outputsOf(DenseSize s, Range outputs, const Inputs<float>& x, Index samples, const float* w,
               const float* bias, float* y, float* panel) {
  float partial[kPartial * kColumns];
  const Pieces depths(s.inputs, kDepth);
  for (Index first = outputs.begin; first < outputs.end; first += kPartial) {
    const Index rows = std::min(kPartial, outputs.end - first);
    for (Index r = 0; r < rows; ++r) {
      const F4 start = splat(bias == nullptr ? 0.0f : bias[first + r]);
      for (Index j = 0; j < kColumns; j += 4) store(partial + r * kColumns + j, start);
    }
    for (Index d = 0; d < depths.count; ++d) {
      const Index at = depths.begin(d);
      withRows(x, s.inputs, [&](auto from) { packTransposed(from, at, depths.size(d), samples, panel); });
      tilesOf(rows, kColumns, w + first * s.inputs + at, s.inputs, depths.size(d), panel, false, partial,
              kColumns);
    }
    turn(partial, rows, samples, y + first, s.outputs);
  }
}

Index blocksOf(Index n) { return (n + kColumns - 1) / kColumns; }
// Part i of n columns, in whole panels.
Range shareColumns(Index n, Index i, Index count) {
  const Range blocks = share(blocksOf(n), i, count);
  return {blocks.begin * kColumns, std::min(n, blocks.end * kColumns)};
}

// Memory of a task of the weight gradient: a panel, and its rows of the transposed dy.
Index gradientMemory(Index batch, Index rows) { return kPanel + std::min(batch, kDepth) * rows; }

}  // namespace

Index packSize(DenseSize size) { return gradientMemory(size.batch, size.outputs); }

void forward(DenseSize s, Inputs<float> x, const float* w, const float* bias, Activation act, float* z,
             float* y, PackBuffer& pack, parallel::Executor& executor) {
  float* const linear = needsArgument(act) ? z : y;
  const Division division(executor, s, s.outputs, blocksOf(s.batch));
  forTasks(division, kPanel, pack, executor, [&](float* panel, Index section, Index part) {
    const Range outputs = share(s.outputs, section, division.sections);
    const Range samples = shareColumns(s.batch, part, division.parts);
    for (Index i = samples.begin; i < samples.end; i += kColumns) {
      const Index count = std::min(kColumns, samples.end - i);
      outputsOf(s, outputs, x.from(i, s.inputs), count, w, bias, linear + i * s.outputs, panel);
      if (act.kind == Act::kIdentity) continue;
      for (Index j = i; j < i + count; ++j) {
        const Index at = j * s.outputs + outputs.begin;
        activate(act, outputs.end - outputs.begin, linear + at, y + at);
      }
    }
  });
}

void inputGradient(DenseSize s, const float* dy, const float* w, Activation act, const float* z,
                   const float* a, float* dx, PackBuffer& pack, parallel::Executor& executor) {
  const Division division(executor, s, 0, blocksOf(s.inputs));
  const Pieces depths(s.outputs, kDepth);
  forTasks(division, kPanel, pack, executor, [&](float* panels, Index, Index part) {
    const Range columns = shareColumns(s.inputs, part, division.parts);
    for (Index d = 0; d < depths.count; ++d) {
      const Index first = depths.begin(d);
      columnsOf(columns, s.batch, dy + first, s.outputs, depths.size(d), w + first * s.inputs, s.inputs,
                panels, d == 0, dx);
    }
    if (act.kind == Act::kIdentity) return;
    for (Index i = 0; i < s.batch; ++i) {
      const Index at = i * s.inputs + columns.begin;
      multiplySlope(act, columns.end - columns.begin, z == nullptr ? nullptr : z + at, a + at, dx + at);
    }
  });
}

// Every thread has its section of the rows of every layer, so that there is one job however many layers there
// are; large layers make more parts of a section than small ones.
void weightGradients(Index batch, std::span<const LayerGradient<float>> layers, PackBuffer& pack,
                     parallel::Executor& executor) {
  std::int64_t weights = 0;
  Index widest = 0;
  for (const auto& l : layers) {
    weights += l.outputs * l.inputs;
    widest = std::max(widest, l.outputs);
  }
  const bool alone = executor.threads() == 1 || weights * batch < kThreadWork;
  const Index sections = alone ? 1 : executor.threads();
  const auto partsOf = [&](const LayerGradient<float>& l) {
    const std::int64_t wanted =
        (kTasksPerThread * std::int64_t{l.outputs} * l.inputs + weights - 1) / weights;
    return alone ? Index{1} : std::min(blocksOf(l.inputs), static_cast<Index>(wanted));
  };
  Division division{sections, 0};
  for (const auto& l : layers) division.parts += partsOf(l);

  const Pieces depths(batch, kDepth);
  const Index memory = gradientMemory(batch, (widest + sections - 1) / sections);
  forTasks(division, memory, pack, executor, [&](float* panels, Index section, Index part) {
    std::size_t k = 0;
    for (; part >= partsOf(layers[k]); ++k) part -= partsOf(layers[k]);
    const LayerGradient<float>& l = layers[k];
    const Range outputs = share(l.outputs, section, sections);
    const Index rows = outputs.end - outputs.begin;
    if (rows == 0) return;
    float* const packed = panels + kPanel;
    for (Index d = 0; d < depths.count; ++d) {
      const Index first = depths.begin(d), depth = depths.size(d);
      const float* const from = l.dy + first * l.outputs + outputs.begin;
      packRows(from, l.outputs, depth, rows, packed);
      if (part == 0 && l.dbias != nullptr)
        sumColumns(from, l.outputs, depth, rows, l.dbias + outputs.begin, d == 0);
      columnsOf(shareColumns(l.inputs, part, partsOf(l)), rows, packed, depth, depth,
                l.x.from(first, l.inputs), l.inputs, panels, d == 0, l.dw + outputs.begin * l.inputs);
    }
  });
}

// A piece packs the weights for itself, so it should be tall; but every thread should have one.
Index piecesOf(Index rows, std::int64_t work, const parallel::Executor& executor) {
  const Index threads = executor.threads();
  if (threads == 1 || work < kThreadWork) return 1;
  constexpr Index kTall = 8 * kColumns;
  return std::min(blocksOf(rows), std::clamp(rows / kTall, threads, kTasksPerThread * threads));
}

}  // namespace descent::linalg::blocked
