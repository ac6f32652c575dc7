// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#define HUISHOU_VARIANT baseline
#include "accumulate_kernel.hpp"

namespace huishou::ledger {
Accumulate accumulate_baseline(Layout layout);
Accumulate accumulate_baseline(Layout layout) { return baseline::choose(layout); }
}  // namespace huishou::ledger
