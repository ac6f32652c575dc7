// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Decimals as Arrow holds them: a signed integer of 32, 64 or 128 bits and a scale, value = unscaled / 10^scale.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "huishou/base/types.hpp"

namespace huishou::ledger {

struct DecimalType {
  int scale = 0;
  int bytes = 16;  // of one element
};

// The type behind an Arrow format d:precision,scale or d:precision,scale,bits; none for other formats and for 256 bits.
[[nodiscard]] std::optional<DecimalType> decimal_type(const char* format);

[[nodiscard]] Int128 unscaled(const void* elements, DecimalType type, Index at);

// Plain notation without superfluous zeros, "-0.5", "1200": equal numbers have equal texts, whatever their scale.
[[nodiscard]] std::string decimal_text(Int128 unscaled, int scale);
// Whether the number of one such text is below that of another.
[[nodiscard]] bool decimal_less(std::string_view a, std::string_view b);

}  // namespace huishou::ledger
