// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The doors to the two compilations of the hot loops.
#pragma once

#include "huishou/ledger/accumulate.hpp"
#include "huishou/ledger/key_loops.hpp"

namespace huishou::ledger {

Accumulate accumulate_baseline(Layout layout);
KeyLoops key_loops_baseline(char form);
#ifdef HUISHOU_AVX2
Accumulate accumulate_avx2(Layout layout);
KeyLoops key_loops_avx2(char form);
#endif

}  // namespace huishou::ledger
