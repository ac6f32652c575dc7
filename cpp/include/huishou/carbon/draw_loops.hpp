// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The loops of drawing, four lanes at a time, compiled twice and chosen at run time; the same bits as base/rng.hpp and
// base/elementary.hpp one by one, on every machine (rule 15 of the exactness contract in ARCHITECTURE.md).
//
// Counts of normals and exponentials are multiples of four, blocks of uniforms too; combine, sum and tally take any.
#pragma once

#include <cstdint>

#include "huishou/base/types.hpp"
#include "huishou/ledger/accumulate.hpp"

namespace huishou::carbon {

struct DrawLoops {
  // Two uniforms a block, from block `block` of the stream on.
  void (*uniforms)(std::uint64_t seed, std::uint64_t stream, std::uint64_t block, Index blocks, double* out);
  // Uniforms become shift + factor z in place, z standard normals; scratch of count + 4 each.
  void (*normals)(double* x, Index count, double factor, double shift, double* tails, std::int32_t* places);
  void (*exponentials)(double* x, Index count, double sign);  // x = sign exp(x)
  // total[d] = sum of factors[codes[k] * stride + d] * masses[k], k ascending.
  void (*combine)(const double* factors, Index stride, const Code* codes, const double* masses, Index terms, double* total, Index count);
  // Of x - centre, or of its square: four partial sums, their order fixed.
  double (*sum)(const double* x, Index count, double centre, bool squares);
  // Adds x - shift and its square to sums[0] and sums[1]; copies what is <= below and >= above, and says how many.
  void (*tally)(const double* x, Index count, double shift, double below, double above, double* sums, double* lower, double* upper, Index* counts);
};

[[nodiscard]] const DrawLoops& draw_loops(ledger::Variant variant);
[[nodiscard]] const DrawLoops& draw_loops();  // the best this processor can run

}  // namespace huishou::carbon
