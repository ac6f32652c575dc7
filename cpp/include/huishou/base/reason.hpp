// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Why a number is missing or must be read with care. A result carries a set of reasons as bits; its status is the
// worst of them. Order of the enumerators is order of severity: a later one wins. From kSuppressed on the number itself
// is missing; before that it stands, and the reason says how to read it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace huishou {

enum class Reason : std::uint8_t {
  kRegionFallback,            // the factor describes the country, not the region of the rows
  kMaterialFallback,          // the factor describes the material this one is a kind of
  kNoBaseline,                // a comparison of pathways of which only one was given
  kNotSeparable,              // avoided and induced emissions are one published difference
  kFactorStale,               // the factor's publisher had replaced it, or its term had ended, before the period of the rows
  kPartialNumerator,          // some reporting units gave a denominator without a complete numerator
  kScopeMismatch,             // numerator and denominator state different bases, scopes or kinds of period
  kGateMismatch,              // tonnes of one gate of the chain under a factor per tonne of another
  kUnboundedInterval,         // the denominator is not told from zero at this level
  kFallbackCorrectedOutflow,  // the denominator is a stock model's outflow that had to be corrected
  kUnreconciled,              // flows that do not balance
  kPartial,                   // a total some of whose parts have no factor
  kBoundOnly,                 // a published range: low and high exist, a central value does not
  kNegativeNumerator,         // a signed numerator (trade) below zero
  kGtOne,                     // a rate above 1: stock, trade, double counting or period; never clipped
  kDoubleCountRisk,           // one term adds several stages of one chain
  kSuppressed,                // withheld to protect a reporter
  kMixedScope,                // rows that differ in basis, period kind, scope, measure or vintage
  kNoNumerator,               // nothing reported for the numerator; a reported zero is not this
  kNoDenominator,             // nothing reported for the denominator, or its sum is not positive
  kNotComputable,             // the ledger lacks a column the definition asks for
  kFactorMissing,             // no factor matches any of the rows
};

inline constexpr std::array<std::string_view, 22> kReasonNames = {
    "region_fallback",    "material_fallback", "no_baseline",     "not_separable",   "factor_stale",    "partial_numerator",
    "scope_mismatch",     "gate_mismatch",  "unbounded_interval", "fallback_corrected_outflow",
    "unreconciled",       "partial",        "bound_only",         "negative_numerator", "gt_one",   "double_count_risk",
    "suppressed",         "mixed_scope",    "no_numerator",       "no_denominator",  "not_computable", "factor_missing",
};
static_assert(static_cast<std::size_t>(Reason::kFactorMissing) + 1 == kReasonNames.size());

using Reasons = std::uint32_t;

constexpr Reasons bit(Reason reason) { return Reasons{1} << static_cast<std::uint8_t>(reason); }

}  // namespace huishou
