// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The integer types of every interface: sizes and positions are signed 64-bit, categories signed 32-bit.
#pragma once

#include <cstdint>

namespace huishou {

using Index = std::int64_t;
using Code = std::int32_t;

// Products of two 64-bit integers, and of two significands.
__extension__ using Unsigned128 = unsigned __int128;
__extension__ using Int128 = __int128;

// A row without a category (no factor, no definition). Null keys are not missing: they form a group of their own.
inline constexpr Code kMissing = -1;

}  // namespace huishou
