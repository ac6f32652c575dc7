// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Compiled once per instruction set, inside a namespace named by it. Nothing here may come from a shared header with
// inline code: the linker keeps one copy of such a function, and the copy for the newer processor would run on the old.
// Constants only, and a test compares them with stats/grid.hpp.
#ifndef HUISHOU_VARIANT
#error "define HUISHOU_VARIANT before including accumulate_kernel.hpp"
#endif

#include <cstdint>

#include "huishou/ledger/accumulate.hpp"

namespace huishou::ledger::HUISHOU_VARIANT {

using U4 = std::uint64_t __attribute__((vector_size(32), aligned(8)));
using U2 = std::uint64_t __attribute__((vector_size(16), aligned(8)));
using D2 = double __attribute__((vector_size(16), aligned(8)));

constexpr double kSumMagic[3] = {0x1.8p42, 0x1.8p2, 0x1.8p-38};
constexpr double kProductMagic[6] = {0x1.8p72, 0x1.8p32, 0x1.8p-8, 0x1.8p-48, 0x1.8p-88, 0x1.8p-128};
constexpr double kNoExtremum = -__builtin_inf();
constexpr Index kAhead = 24;  // rows between prefetch and use: about the latency of memory over the time of a row

static inline std::uint64_t bits(double x) { return __builtin_bit_cast(std::uint64_t, x); }

// The high part that magic rounds off is left out of x; its pattern is returned.
static inline std::uint64_t window(double& x, double magic) {
  const double t = x + magic;
  x -= t - magic;
  return bits(t);
}

// x * x = p + error exactly: fused where the processor has it, Dekker's product elsewhere. The error is unique, so the bits agree.
static inline double square_error(double x, double p) {
#ifdef __FMA__
  return __builtin_fma(x, x, -p);
#else
  const double c = 134217729.0 * x;
  const double h = c - (c - x);
  const double l = x - h;
  return ((h * h - p) + 2.0 * (h * l)) + l * l;
#endif
}

template <bool S, bool Q, bool E>
struct Cell {
  static constexpr int kStride = 1 + (S ? 3 : 0) + (Q ? 6 : 0) + (E ? 2 : 0);
  static constexpr int kExtrema = 1 + (S ? 3 : 0) + (Q ? 6 : 0);

  static inline void add(std::uint64_t* cell, const std::uint64_t* row) {
    if constexpr (S) {
      *reinterpret_cast<U4*>(cell) += *reinterpret_cast<const U4*>(row);
    } else {
      cell[0] += row[0];
    }
    if constexpr (Q) {
      *reinterpret_cast<U4*>(cell + 4) += *reinterpret_cast<const U4*>(row + 4);
      *reinterpret_cast<U2*>(cell + 8) += *reinterpret_cast<const U2*>(row + 8);
    }
    if constexpr (E) {
      D2& mine = *reinterpret_cast<D2*>(cell + kExtrema);
      const D2 theirs = *reinterpret_cast<const D2*>(row + kExtrema);
      mine = mine > theirs ? mine : theirs;
    }
  }
  static inline void clear(std::uint64_t* row) {
    for (int i = 0; i < kStride; ++i) row[i] = 0;
    if constexpr (E) row[kExtrema] = row[kExtrema + 1] = bits(kNoExtremum);
  }
};

template <bool S, bool Q, bool E>
static Index accumulate(const Block& block) {
  using C = Cell<S, Q, E>;
  constexpr int kStride = C::kStride;
  alignas(32) std::uint64_t rows[kBlock * kStride];
  const double* __restrict x = block.x;
  const Index n = block.rows;

  std::uint64_t fine_rows = 0;
  for (Index i = 0; i < n; ++i) {
    double r = x[i];
    std::uint64_t fine = __builtin_fabs(r) < 0x1p30 ? ~std::uint64_t{0} : 0;
    std::uint64_t* __restrict row = rows + i * kStride;
    if constexpr (S) {
      const std::uint64_t t0 = window(r, kSumMagic[0]);
      const std::uint64_t t1 = window(r, kSumMagic[1]);
      const std::uint64_t t2 = window(r, kSumMagic[2]);
      fine &= r == 0.0 ? ~std::uint64_t{0} : 0;
      row[1] = t0 & fine;
      row[2] = t1 & fine;
      row[3] = t2 & fine;
    }
    if constexpr (E) {
      const double v = x[i] + 0.0;
      row[C::kExtrema] = fine != 0 ? bits(-v) : bits(kNoExtremum);
      row[C::kExtrema + 1] = fine != 0 ? bits(v) : bits(kNoExtremum);
    }
    row[0] = fine & 1;
    fine_rows += fine & 1;
  }
  if constexpr (Q) {
    for (Index i = 0; i < n; ++i) {
      std::uint64_t* __restrict row = rows + i * kStride;
      const std::uint64_t fine = std::uint64_t{0} - row[0];
      const double v = x[i];
      double p = v * v;
      double e = square_error(v, p);
      row[4] = window(p, kProductMagic[0]) & fine;
      row[5] = (window(p, kProductMagic[1]) + window(e, kProductMagic[1])) & fine;
      row[6] = (window(p, kProductMagic[2]) + window(e, kProductMagic[2])) & fine;
      row[7] = (window(p, kProductMagic[3]) + window(e, kProductMagic[3])) & fine;
      row[8] = (window(p, kProductMagic[4]) + window(e, kProductMagic[4])) & fine;
      row[9] = (window(p, kProductMagic[5]) + window(e, kProductMagic[5])) & fine;
    }
  }

  const std::int32_t* __restrict cell = block.cell;
  Index changes = 0;
  for (Index i = 1; i < n; ++i) changes += cell[i] != cell[i - 1];
  if (changes * 4 < n) {
    // Sorted rows: adding to the same cell again and again waits for the store before it; a run is summed in registers.
    for (Index i = 0; i < n;) {
      alignas(32) std::uint64_t run[kStride];
      C::clear(run);
      const std::int32_t here = cell[i];
      do {
        C::add(run, rows + i * kStride);
        ++i;
      } while (i < n && cell[i] == here);
      C::add(block.cells + Index{here} * kStride, run);
    }
  } else if (block.prefetch) {
    for (Index i = 0; i < n; ++i) {
      const std::uint64_t* ahead = block.cells + Index{cell[i + kAhead < n ? i + kAhead : n - 1]} * kStride;
      __builtin_prefetch(ahead, 1);
      if constexpr (kStride > 8) __builtin_prefetch(ahead + kStride - 1, 1);
      C::add(block.cells + Index{cell[i]} * kStride, rows + i * kStride);
    }
  } else {
    for (Index i = 0; i < n; ++i) C::add(block.cells + Index{cell[i]} * kStride, rows + i * kStride);
  }

  Index odd = 0;
  if (fine_rows != static_cast<std::uint64_t>(n)) {
    for (Index i = 0; i < n; ++i) {
      block.odd[odd] = static_cast<std::uint16_t>(i);
      odd += rows[i * kStride] == 0;
    }
  }
  return odd;
}

static Accumulate choose(Layout layout) {
  if (layout.squares) return layout.extrema ? accumulate<true, true, true> : accumulate<true, true, false>;
  if (layout.sum) return layout.extrema ? accumulate<true, false, true> : accumulate<true, false, false>;
  return layout.extrema ? accumulate<false, false, true> : accumulate<false, false, false>;
}

}  // namespace huishou::ledger::HUISHOU_VARIANT
