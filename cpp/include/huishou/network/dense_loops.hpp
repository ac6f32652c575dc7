// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The inner loops of dense factors, in one struct a variant: baseline for every machine, AVX2 and AVX-512 where the processor has
// them. All do the same additions and multiplications in the same order, so their bits agree.
//
// A is column-major with leading dimension `ld`; the lower triangle is used.
#pragma once

#include "huishou/base/types.hpp"
#include "huishou/ledger/accumulate.hpp"

namespace huishou::network {

struct DenseLoops {
  static constexpr Index kTile = 16;  // rows: no variant takes more at a time

  // A(r, c) -= sum over i of L(r, i) F(c, i) for c in [from, to), r in [c rounded down to a tile, ld): i over the `width` columns of L at `left`
  // (stride ld, row 0 is row 0 of A) and of F, packed: F(c, i) at scaled[c * width + i]. ld is a multiple of kTile.
  void (*update)(double* a, const double* left, const double* scaled, Index width, Index from, Index to, Index ld);
  // y -= a x over n numbers.
  void (*subtract)(double* y, const double* x, double a, Index n);
  // Sum of x, and of x y: four strands, joined at the end.
  double (*total)(const double* x, Index n);
  double (*dot)(const double* x, const double* y, Index n);
};

const DenseLoops& dense_loops(ledger::Variant variant);
const DenseLoops& dense_loops();

}  // namespace huishou::network
