// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// What the exact kernel is held against: plain doubles in cells of the same stride, with the same vectors, prefetch and
// dispatch, four rows a step. Count and sum are one addition of {1, x}, with squares one of {1, x, x^2, 0}. Compiled once per
// instruction set, like the kernel.
#ifndef HUISHOU_VARIANT
#error "define HUISHOU_VARIANT before including naive_kernel.hpp"
#endif

#include "huishou/ledger/accumulate.hpp"

#pragma GCC diagnostic ignored "-Wpsabi"

namespace huishou::benchmark::HUISHOU_VARIANT {
namespace {

using Pair = double __attribute__((vector_size(16), aligned(8), may_alias));
using Four = double __attribute__((vector_size(32), aligned(8), may_alias));

template <bool Full>
void naive(const double* x, const std::int32_t* cell, Index rows, double* cells, bool prefetch) {
  constexpr Index kStride = Full ? 12 : 4;
  for (Index i = 0; i < rows; i += 4) {
    if (prefetch) {
      for (Index r = 0; r < 4; ++r) {
        const double* next = cells + Index{cell[i + r + ledger::kCellsAhead]} * kStride;
        __builtin_prefetch(next, 0, 2);
        if constexpr (Full) __builtin_prefetch(next + kStride - 1, 0, 2);
      }
    }
    for (Index r = i; r < i + 4 && r < rows; ++r) {
      double* at = cells + Index{cell[r]} * kStride;
      if constexpr (Full) {
        *reinterpret_cast<Four*>(at) += Four{1.0, x[r], x[r] * x[r], 0.0};
        Pair& extremes = *reinterpret_cast<Pair*>(at + 4);
        const Pair mine = {-x[r], x[r]};
        extremes = mine > extremes ? mine : extremes;
      } else {
        *reinterpret_cast<Pair*>(at) += Pair{1.0, x[r]};
      }
    }
  }
}

}  // namespace
}  // namespace huishou::benchmark::HUISHOU_VARIANT
