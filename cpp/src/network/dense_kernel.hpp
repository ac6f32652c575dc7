// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// A tile of a dense update at a time, in registers: HUISHOU_LANES columns by twice as many rows. Compiled once per instruction set, inside a namespace
// named by it; nothing here may come from a shared header with inline code (the linker keeps one copy). A cell is the same
// chain of products and differences in every tile, so neither tiles nor variants change bits.
#ifndef HUISHOU_VARIANT
#error "define HUISHOU_VARIANT and HUISHOU_LANES before including dense_kernel.hpp"
#endif

#include "huishou/network/dense_loops.hpp"

// Vectors wider than the baseline's registers never cross a function that is not inlined, so no ABI is concerned.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace huishou::network::HUISHOU_VARIANT {
namespace {

using Wide = double __attribute__((vector_size(8 * HUISHOU_LANES)));
using WideLine = double __attribute__((vector_size(8 * HUISHOU_LANES), aligned(8), may_alias));
using D4 = double __attribute__((vector_size(32)));
using Line4 = double __attribute__((vector_size(32), aligned(8), may_alias));

inline Wide load_wide(const double* at) { return *reinterpret_cast<const WideLine*>(at); }
inline void store_wide(double* at, Wide x) { *reinterpret_cast<WideLine*>(at) = x; }
inline D4 load(const double* at) { return *reinterpret_cast<const Line4*>(at); }
inline void store(double* at, D4 x) { *reinterpret_cast<Line4*>(at) = x; }
inline D4 all(double x) { return D4{x, x, x, x}; }

constexpr Index kRows = 2 * HUISHOU_LANES;
constexpr Index kColumns = HUISHOU_LANES;
static_assert(DenseLoops::kTile % kRows == 0);

// kRows rows from r on of kColumns columns; `scaled` starts at the first of them.
inline void tile(double* a, const double* left, const double* scaled, Index width, Index ld) {
  Wide sum[2 * kColumns];
#pragma GCC unroll 8
  for (Index c = 0; c < kColumns; ++c) {
    sum[2 * c] = load_wide(a + c * ld);
    sum[2 * c + 1] = load_wide(a + c * ld + HUISHOU_LANES);
  }
  for (Index i = 0; i < width; ++i) {
    const Wide upper = load_wide(left + i * ld);
    const Wide lower = load_wide(left + i * ld + HUISHOU_LANES);
#pragma GCC unroll 8
    for (Index c = 0; c < kColumns; ++c) {
      sum[2 * c] -= upper * scaled[c * width + i];
      sum[2 * c + 1] -= lower * scaled[c * width + i];
    }
  }
#pragma GCC unroll 8
  for (Index c = 0; c < kColumns; ++c) {
    store_wide(a + c * ld, sum[2 * c]);
    store_wide(a + c * ld + HUISHOU_LANES, sum[2 * c + 1]);
  }
}

void update(double* a, const double* left, const double* scaled, Index width, Index from, Index to, Index ld) {
  Index c = from;
  for (; c + kColumns <= to; c += kColumns) {
    // Cells above the diagonal of the first tile are computed and never read.
    for (Index r = c / kRows * kRows; r < ld; r += kRows) tile(a + c * ld + r, left + r, scaled + c * width, width, ld);
  }
  for (; c < to; ++c) {
    for (Index r = c; r < ld; ++r) {
      double sum = a[c * ld + r];
      for (Index i = 0; i < width; ++i) sum -= left[i * ld + r] * scaled[c * width + i];
      a[c * ld + r] = sum;
    }
  }
}

void subtract(double* y, const double* x, double a, Index n) {
  const D4 factor = all(a);
  Index i = 0;
  for (; i + 4 <= n; i += 4) store(y + i, load(y + i) - load(x + i) * factor);
  for (; i < n; ++i) y[i] -= x[i] * a;
}

inline double joined(D4 sum) { return (sum[0] + sum[1]) + (sum[2] + sum[3]); }

double total(const double* x, Index n) {
  D4 even = all(0.0);
  D4 odd = all(0.0);
  Index i = 0;
  for (; i + 8 <= n; i += 8) {
    even += load(x + i);
    odd += load(x + i + 4);
  }
  double rest = 0.0;
  for (; i < n; ++i) rest += x[i];
  return joined(even + odd) + rest;
}

double dot(const double* x, const double* y, Index n) {
  D4 even = all(0.0);
  D4 odd = all(0.0);
  Index i = 0;
  for (; i + 8 <= n; i += 8) {
    even += load(x + i) * load(y + i);
    odd += load(x + i + 4) * load(y + i + 4);
  }
  double rest = 0.0;
  for (; i < n; ++i) rest += x[i] * y[i];
  return joined(even + odd) + rest;
}

constexpr DenseLoops kLoops{update, subtract, total, dot};

}  // namespace
}  // namespace huishou::network::HUISHOU_VARIANT
