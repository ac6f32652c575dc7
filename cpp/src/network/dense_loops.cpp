// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/dense_loops.hpp"

#include "dense_variants.hpp"

namespace huishou::network {

const DenseLoops& dense_loops([[maybe_unused]] ledger::Variant variant) {
#ifdef HUISHOU_AVX2
  if (variant == ledger::Variant::kAvx512) return dense_loops_avx512();
  if (variant == ledger::Variant::kAvx2) return dense_loops_avx2();
#endif
  return dense_loops_baseline();
}

const DenseLoops& dense_loops() {
  static const DenseLoops& best = dense_loops(ledger::can_run(ledger::Variant::kAvx512) ? ledger::Variant::kAvx512 : ledger::best_variant());
  return best;
}

}  // namespace huishou::network
