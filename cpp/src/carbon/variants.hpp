// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The doors to the two compilations of the drawing loops.
#pragma once

#include "huishou/carbon/draw_loops.hpp"

namespace huishou::carbon {

const DrawLoops& draw_loops_baseline();
#ifdef HUISHOU_AVX2
const DrawLoops& draw_loops_avx2();
#endif

}  // namespace huishou::carbon
