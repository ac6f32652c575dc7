// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#define HUISHOU_VARIANT avx2
#include "accumulate_kernel.hpp"

namespace huishou::ledger {
Accumulate accumulate_avx2(Layout layout);
Accumulate accumulate_avx2(Layout layout) { return avx2::choose(layout); }
}  // namespace huishou::ledger
