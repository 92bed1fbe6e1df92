// C = A B by tiles of up to kRows × kColumns elements held in registers. B is packed panel by panel (kColumns
// columns, depth after depth, zero-padded at the edge), so that the inner loop reads it in one stream from
// the first-level cache. A is read where its rows lie, one broadcast per row; only the weight gradient, whose
// A is a transpose, copies it row by row. Every element of C is one sum over the depth, in order, whatever
// the tile it falls into: neither block sizes nor threads change a bit. There is one tile per height and no
// more, since each costs a kilobyte of every download: narrow edges go through a whole tile.
//
// How the sizes were chosen: a product of 120 × 96 × 768 with panels of 256, timed in Chromium 156 (best of
// 36 runs, relaxed, GFLOP/s). Tile 4×8: 37, 5×8: 41, 6×8: 48, 4×12: 42, 3×16: 39, 8×4: 36: twelve
// accumulators, two vectors of B and one broadcast fill the registers V8 hands out, and two multiply-adds a
// cycle are all the processor has. Unrolling the depth by 2 or 4 loses a little (46). Packing A tile by tile
// gains nothing for the forward product; reading it strided for the weight gradient loses a fifth, so there
// it is packed.
#include "core/linalg/kernels_blocked.hpp"

#include <algorithm>

#include "core/linalg/simd.hpp"

namespace descent::linalg::blocked {
namespace {

using namespace simd;

constexpr Index kRows = 6;
constexpr Index kColumns = 8;
constexpr Index kDepth =
    256;  // a panel of kDepth × kColumns is 8 KiB: a quarter of the smallest first-level cache
constexpr Index kMaxTasks = 64;

// A as rows of a row-major matrix, each contiguous.
struct Rows {
  const float* data;
  Index stride;
  const float* at(Index row, Index depth) const { return data + row * stride + depth; }
};

// Tiles of nearly equal height: a last tile of one row would run at a sixth of the speed.
struct Tiles {
  Index rows, count;
  explicit Tiles(Index n) : rows(n), count((n + kRows - 1) / kRows) {}
  Index begin(Index t) const { return rows * t / count; }
};

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

// Columns of a B that is stored transposed (rows of the weights): panel[p][j] = rows[j][p].
void packTransposed(const float* rows, Index stride, Index depth, Index columns, float* panel) {
  for (Index j = 0; j < kColumns; j += 4) {
    Index p = 0;
    if (columns - j >= 4) {
      const float* const r = rows + j * stride;
      for (; p + 4 <= depth; p += 4) {
        F4 a = load(r + p), b = load(r + stride + p), c = load(r + 2 * stride + p),
           d = load(r + 3 * stride + p);
        transpose(a, b, c, d);
        float* const out = panel + p * kColumns + j;
        store(out, a);
        store(out + kColumns, b);
        store(out + 2 * kColumns, c);
        store(out + 3 * kColumns, d);
      }
    }
    for (; p < depth; ++p) {
      for (Index i = j; i < j + 4; ++i) panel[p * kColumns + i] = i < columns ? rows[i * stride + p] : 0.0f;
    }
  }
}

// Columns of a row-major B: panel[p][j] = b[p][j].
void packColumns(const float* b, Index stride, Index depth, Index columns, float* panel) {
  for (Index p = 0; p < depth; ++p, b += stride, panel += kColumns) {
    if (columns == kColumns) {
      for (Index j = 0; j < kColumns; j += 4) store(panel + j, load(b + j));
    } else {
      for (Index j = 0; j < kColumns; ++j) panel[j] = j < columns ? b[j] : 0.0f;
    }
  }
}

// Columns begin..end of `from` as contiguous rows of `stride` floats, and their sums. end - begin <= kRows.
void packRows(const float* from, Index width, Index depth, Index begin, Index end, float* out, Index stride,
              float* sums, bool first) {
  const Index height = end - begin;
  float sum[kRows] = {};
  for (Index r = 0; r < height && sums != nullptr && !first; ++r) sum[r] = sums[begin + r];
  for (Index p = 0; p < depth; ++p) {
    const float* const row = from + p * width + begin;
    for (Index r = 0; r < height; ++r) {
      out[r * stride + p] = row[r];
      sum[r] += row[r];
    }
  }
  for (Index r = 0; r < height && sums != nullptr; ++r) sums[begin + r] = sum[r];
}

struct Product {
  Index rows, columns, depth;
  const float* b;
  Index bStride;
  const float* init;  // per column, or null
  float* c;
  bool transposed;          // whether b holds the transpose: the columns of B as rows
  bool accumulate = false;  // whether c holds sums to go on from
};

// The columns from..to of the product; `panel` holds kDepth × kColumns floats.
void columnRange(const Product& q, const Rows& a, Index from, Index to, float* panel) {
  static constexpr float kZeros[kColumns] = {};
  const Tiles tiles(q.rows);
  for (; from < to; from += kColumns) {
    const Index columns = std::min(kColumns, to - from);
    for (Index d = 0; d < q.depth; d += kDepth) {
      const Index depth = std::min(kDepth, q.depth - d);
      if (q.transposed) {
        packTransposed(q.b + from * q.bStride + d, q.bStride, depth, columns, panel);
      } else {
        packColumns(q.b + d * q.bStride + from, q.bStride, depth, columns, panel);
      }
      const bool first = d == 0 && !q.accumulate;
      for (Index t = 0; t < tiles.count; ++t) {
        const Index row = tiles.begin(t), rows = tiles.begin(t + 1) - row;
        float* const c = q.c + row * q.columns + from;
        const float* const start = !first ? c : q.init == nullptr ? kZeros : q.init + from;
        const Index startStride = first ? 0 : q.columns;
        if (columns == kColumns) {
          tileOf(rows, a.at(row, d), a.stride, depth, panel, start, startStride, c, q.columns);
        } else {
          edgeTile(rows, a.at(row, d), a.stride, depth, panel, start, startStride, c, q.columns, columns);
        }
      }
    }
  }
}

// Shares n units of work out to tasks, a few per thread so that a late thread does not hold up the others.
template <class F>
void share(parallel::Executor& executor, std::int64_t work, Index n, F&& f) {
  const Index threads = work < kThreadWork ? 1 : executor.threads();
  const Index tasks = threads == 1 ? 1 : std::min({n, 3 * threads, kMaxTasks});
  if (tasks <= 1) {
    f(Index{0}, Index{0}, n);
    return;
  }
  auto task = [&](int t) { f(Index{t}, n * t / tasks, n * (t + 1) / tasks); };
  executor.run(static_cast<int>(tasks), task);
}

// Calls after(from, to) for each finished range of columns, by the thread that has them in its cache.
template <class After>
void multiply(const Product& q, const Rows& a, float* panels, parallel::Executor& executor, After after) {
  const Index blocks = (q.columns + kColumns - 1) / kColumns;
  const std::int64_t work = static_cast<std::int64_t>(q.rows) * q.columns * q.depth;
  share(executor, work, blocks, [&](Index task, Index begin, Index end) {
    const Index from = begin * kColumns, to = std::min(q.columns, end * kColumns);
    columnRange(q, a, from, to, panels + task * kDepth * kColumns);
    after(from, to);
  });
}

constexpr Index kPanels = kMaxTasks * kDepth * kColumns;

}  // namespace

Index packSize(DenseSize size) { return kPanels + kDepth * size.outputs; }

void forward(DenseSize s, const float* x, const float* w, const float* bias, Activation act, float* z,
             float* y, PackBuffer& pack, parallel::Executor& executor) {
  float* const linear = needsArgument(act) ? z : y;
  const Product q{s.batch, s.outputs, s.inputs, w, s.inputs, bias, linear, true};
  multiply(q, Rows{x, s.inputs}, pack.ensure(packSize(s)), executor, [&](Index from, Index to) {
    if (act.kind == Act::kIdentity) return;
    for (Index i = 0; i < s.batch; ++i) {
      activate(act, to - from, linear + i * s.outputs + from, y + i * s.outputs + from);
    }
  });
}

void inputGradient(DenseSize s, const float* dy, const float* w, Activation act, const float* z,
                   const float* a, float* dx, PackBuffer& pack, parallel::Executor& executor) {
  const Product q{s.batch, s.inputs, s.outputs, w, s.inputs, nullptr, dx, false};
  multiply(q, Rows{dy, s.outputs}, pack.ensure(packSize(s)), executor, [&](Index from, Index to) {
    if (act.kind == Act::kIdentity) return;
    for (Index i = 0; i < s.batch; ++i) {
      const Index at = i * s.inputs + from;
      multiplySlope(act, to - from, z == nullptr ? nullptr : z + at, a + at, dx + at);
    }
  });
}

void weightGradient(DenseSize s, const float* dy, const float* x, float* dw, float* dbias, PackBuffer& pack,
                    parallel::Executor& executor) {
  float* const panels = pack.ensure(packSize(s));
  float* const packed = panels + kPanels;
  const Tiles tiles(s.outputs);
  for (Index d = 0; d < s.batch; d += kDepth) {
    const Index depth = std::min(kDepth, s.batch - d);
    // Packing is memory work, some ten times slower per element than arithmetic.
    share(executor, std::int64_t{10} * depth * s.outputs, tiles.count, [&](Index, Index begin, Index end) {
      for (Index t = begin; t < end; ++t) {
        const Index row = tiles.begin(t);
        packRows(dy + d * s.outputs, s.outputs, depth, row, tiles.begin(t + 1), packed + row * depth, depth,
                 dbias, d == 0);
      }
    });
    const Product q{s.outputs, s.inputs, depth, x + d * s.inputs, s.inputs, nullptr, dw, false, d > 0};
    multiply(q, Rows{packed, depth}, panels, executor, [](Index, Index) {});
  }
}

}  // namespace descent::linalg::blocked
