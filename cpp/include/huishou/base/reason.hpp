// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Why a number is missing or must be read with care. A result carries a set of reasons as bits; its status is the
// worst of them. Order of the enumerators is order of severity: a later one wins.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace huishou {

enum class Reason : std::uint8_t {
  kNotSeparable,       // avoided and induced emissions are one published difference
  kPartialNumerator,   // some reporting units gave a denominator without a complete numerator
  kPartial,            // a total some of whose parts have no factor
  kBoundOnly,          // a published range: low and high exist, a central value does not
  kNegativeNumerator,  // a signed numerator (trade) below zero
  kGtOne,              // a rate above 1: stock, trade, double counting or period; never clipped
  kNoNumerator,        // nothing reported for the numerator; a reported zero is not this
  kNoDenominator,      // nothing reported for the denominator, or its sum is zero
  kFactorMissing,      // no factor matches any of the rows
};

inline constexpr std::array<std::string_view, 9> kReasonNames = {
    "not_separable", "partial_numerator", "partial", "bound_only", "negative_numerator", "gt_one", "no_numerator", "no_denominator", "factor_missing",
};

using Reasons = std::uint32_t;

constexpr Reasons bit(Reason reason) { return Reasons{1} << static_cast<std::uint8_t>(reason); }

}  // namespace huishou
