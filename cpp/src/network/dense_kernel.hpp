// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Eight rows by four columns of a dense update at a time, in registers. Compiled once per instruction set, inside a namespace
// named by it; nothing here may come from a shared header with inline code (the linker keeps one copy). A cell is the same
// chain of products and differences in every tile, so neither tiles nor variants change bits.
#ifndef HUISHOU_VARIANT
#error "define HUISHOU_VARIANT before including dense_kernel.hpp"
#endif

#include "huishou/network/dense_loops.hpp"

// Vectors wider than the baseline's registers never cross a function that is not inlined, so no ABI is concerned.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace huishou::network::HUISHOU_VARIANT {
namespace {

using D4 = double __attribute__((vector_size(32)));
using Line4 = double __attribute__((vector_size(32), aligned(8), may_alias));

inline D4 load(const double* at) { return *reinterpret_cast<const Line4*>(at); }
inline void store(double* at, D4 x) { *reinterpret_cast<Line4*>(at) = x; }
inline D4 all(double x) { return D4{x, x, x, x}; }

constexpr Index kRows = 8;
constexpr Index kColumns = 4;

// Rows r .. r+7 of columns c .. c+3; `scaled` starts at column c.
inline void tile(double* a, const double* left, const double* scaled, Index width, Index ld) {
  D4 sum[2 * kColumns];
  for (Index c = 0; c < kColumns; ++c) {
    sum[2 * c] = load(a + c * ld);
    sum[2 * c + 1] = load(a + c * ld + 4);
  }
  for (Index i = 0; i < width; ++i) {
    const D4 upper = load(left + i * ld);
    const D4 lower = load(left + i * ld + 4);
    for (Index c = 0; c < kColumns; ++c) {
      const D4 factor = all(scaled[c * width + i]);
      sum[2 * c] -= upper * factor;
      sum[2 * c + 1] -= lower * factor;
    }
  }
  for (Index c = 0; c < kColumns; ++c) {
    store(a + c * ld, sum[2 * c]);
    store(a + c * ld + 4, sum[2 * c + 1]);
  }
}

void update(double* a, const double* left, const double* scaled, Index width, Index n, Index from, Index to, Index ld) {
  Index c = from;
  for (; c + kColumns <= to; c += kColumns) {
    // Cells above the diagonal of the first tile are computed and never read.
    Index r = c / kRows * kRows;
    for (; r + kRows <= n; r += kRows) tile(a + c * ld + r, left + r, scaled + c * width, width, ld);
    for (; r < n; ++r) {
      for (Index k = c; k < c + kColumns; ++k) {
        double sum = a[k * ld + r];
        for (Index i = 0; i < width; ++i) sum -= left[i * ld + r] * scaled[k * width + i];
        a[k * ld + r] = sum;
      }
    }
  }
  for (; c < to; ++c) {
    for (Index r = c; r < n; ++r) {
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

constexpr DenseLoops kLoops{update, subtract};

}  // namespace
}  // namespace huishou::network::HUISHOU_VARIANT
