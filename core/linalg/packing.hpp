// How kernels_blocked.cpp lays out its operands: panels of kColumns columns, depth after depth, in which the
// inner loop of a product finds the numbers of one turn side by side; and the ways back. Moves of memory
// only, but for sumColumns(). All matrices are row-major; `stride` and `width` are distances from row to row.
#pragma once

#include <algorithm>

#include "core/base/types.hpp"
#include "core/linalg/kernels.hpp"
#include "core/linalg/simd.hpp"

namespace descent::linalg::blocked {

using namespace simd;

inline constexpr Index kColumns = kBatchBlock;

/// Where each row of inputs begins: rows that follow each other, or rows picked from bytes.
struct FollowingRows {
  const float* first;
  Index stride;
  const float* operator()(Index i) const { return first + i * stride; }
};
struct PickedRows {
  const Inputs<float>& x;
  Index columns;
  const std::uint8_t* operator()(Index i) const { return x.bytesOf(i, columns); }
};
template <class F>
void withRows(const Inputs<float>& x, Index columns, F&& f) {
  if (x.bytes != nullptr) {
    f(PickedRows{x, columns});
  } else {
    f(FollowingRows{x.numbers, columns});
  }
}

/// Columns of a B that is stored transposed, from `at` of each row on: panel[p][j] = rows[j][at + p].
template <class Rows>
void packTransposed(Rows rows, Index at, Index depth, Index columns, float* panel) {
  for (Index j = 0; j < kColumns; j += 4) {
    Index p = 0;
    if (columns - j >= 4) {
      const auto *const r0 = rows(j) + at, *const r1 = rows(j + 1) + at, *const r2 = rows(j + 2) + at,
                        *const r3 = rows(j + 3) + at;
      for (; p + 4 <= depth; p += 4) {
        F4 a = load(r0 + p), b = load(r1 + p), c = load(r2 + p), d = load(r3 + p);
        transpose(a, b, c, d);
        float* const out = panel + p * kColumns + j;
        store(out, a);
        store(out + kColumns, b);
        store(out + 2 * kColumns, c);
        store(out + 3 * kColumns, d);
      }
    }
    for (; p < depth; ++p) {
      for (Index i = j; i < j + 4; ++i)
        panel[p * kColumns + i] = i < columns ? number(rows(i) + at + p) : 0.0f;
    }
  }
}

/// Columns of a row-major B from `at` on, panel after panel: panel[p][j] = rows[p][at + j].
template <class Rows>
void packColumns(Rows rows, Index at, Index depth, Index columns, float* panel) {
  for (; columns > 0; columns -= kColumns, at += kColumns) {
    for (Index p = 0; p < depth; ++p, panel += kColumns) {
      const auto* const row = rows(p) + at;
      if (columns >= kColumns) {
        for (Index j = 0; j < kColumns; j += 4) store(panel + j, load(row + j));
      } else {
        for (Index j = 0; j < kColumns; ++j) panel[j] = j < columns ? number(row + j) : 0.0f;
      }
    }
  }
}

/// Columns of `from` as contiguous rows of `depth` floats.
inline void packRows(const float* from, Index width, Index depth, Index columns, float* out) {
  Index r = 0;
  for (; r + 4 <= columns; r += 4) {
    const float* in = from + r;
    float* const to = out + r * depth;
    Index p = 0;
    for (; p + 4 <= depth; p += 4, in += 4 * width) {
      F4 a = load(in), b = load(in + width), c = load(in + 2 * width), d = load(in + 3 * width);
      transpose(a, b, c, d);
      store(to + p, a);
      store(to + depth + p, b);
      store(to + 2 * depth + p, c);
      store(to + 3 * depth + p, d);
    }
    for (; p < depth; ++p, in += width) {
      for (Index i = 0; i < 4; ++i) to[i * depth + p] = in[i];
    }
  }
  for (; r < columns; ++r) {
    for (Index p = 0; p < depth; ++p) out[r * depth + p] = from[p * width + r];
  }
}

/// sums[j] = sum of column j, on top of what is there unless `first`.
inline void sumColumns(const float* from, Index width, Index depth, Index columns, float* sums, bool first) {
  if (first) std::fill(sums, sums + columns, 0.0f);
  for (Index p = 0; p < depth; ++p, from += width) {
    Index j = 0;
    for (; j + 4 <= columns; j += 4) store(sums + j, load(sums + j) + load(from + j));
    for (; j < columns; ++j) sums[j] += from[j];
  }
}

/// y[j][r] = partial[r][j] for `rows` outputs of up to kColumns samples.
inline void turn(const float* partial, Index rows, Index samples, float* y, Index yStride) {
  Index r = 0;
  for (; r + 4 <= rows; r += 4) {
    for (Index j = 0; j < samples; j += 4) {
      const float* const at = partial + r * kColumns + j;
      F4 v[4] = {load(at), load(at + kColumns), load(at + 2 * kColumns), load(at + 3 * kColumns)};
      transpose(v[0], v[1], v[2], v[3]);
      for (Index i = 0; i < std::min(Index{4}, samples - j); ++i) store(y + (j + i) * yStride + r, v[i]);
    }
  }
  for (; r < rows; ++r) {
    for (Index j = 0; j < samples; ++j) y[j * yStride + r] = partial[r * kColumns + j];
  }
}

}  // namespace descent::linalg::blocked
