// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "variants.hpp"

namespace huishou::ledger {

bool can_run(Variant variant) {
  if (variant == Variant::kBaseline) return true;
#ifdef HUISHOU_AVX2
  __builtin_cpu_init();
  if (variant == Variant::kAvx512 && !__builtin_cpu_supports("avx512f")) return false;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return false;
#endif
}

Variant best_variant() {
  static const Variant best = can_run(Variant::kAvx2) ? Variant::kAvx2 : Variant::kBaseline;
  return best;
}

Accumulate accumulate_for(Layout layout, [[maybe_unused]] Variant variant) {
#ifdef HUISHOU_AVX2
  if (variant == Variant::kAvx2) return accumulate_avx2(layout);
#endif
  return accumulate_baseline(layout);
}

KeyLoops key_loops(char form, [[maybe_unused]] Variant variant) {
#ifdef HUISHOU_AVX2
  if (variant == Variant::kAvx2) return key_loops_avx2(form);
#endif
  return key_loops_baseline(form);
}

}  // namespace huishou::ledger
