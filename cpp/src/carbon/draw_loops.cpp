// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/draw_loops.hpp"

#include "variants.hpp"

namespace huishou::carbon {

const DrawLoops& draw_loops([[maybe_unused]] ledger::Variant variant) {
#ifdef HUISHOU_AVX2
  if (variant == ledger::Variant::kAvx2) return draw_loops_avx2();
#endif
  return draw_loops_baseline();
}

const DrawLoops& draw_loops() { return draw_loops(ledger::best_variant()); }

}  // namespace huishou::carbon
