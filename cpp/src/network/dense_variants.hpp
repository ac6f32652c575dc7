// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The doors to the compilations of the dense loops.
#pragma once

#include "huishou/network/dense_loops.hpp"

namespace huishou::network {

const DenseLoops& dense_loops_baseline();
#ifdef HUISHOU_AVX2
const DenseLoops& dense_loops_avx2();
const DenseLoops& dense_loops_avx512();
#endif

}  // namespace huishou::network
