// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/accumulate.hpp"

namespace huishou::ledger {

Accumulate accumulate_baseline(Layout layout);
#ifdef HUISHOU_AVX2
Accumulate accumulate_avx2(Layout layout);
#endif

bool can_run(Variant variant) {
  if (variant == Variant::kBaseline) return true;
#ifdef HUISHOU_AVX2
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return false;
#endif
}

Variant best_variant() {
  static const Variant best = can_run(Variant::kAvx2) ? Variant::kAvx2 : Variant::kBaseline;
  return best;
}

Accumulate accumulate_for(Layout layout, Variant variant) {
#ifdef HUISHOU_AVX2
  if (variant == Variant::kAvx2) return accumulate_avx2(layout);
#else
  (void)variant;
#endif
  return accumulate_baseline(layout);
}

}  // namespace huishou::ledger
