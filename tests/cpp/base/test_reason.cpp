// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/base/reason.hpp"

#include <doctest/doctest.h>

#include <set>

using huishou::kReasonNames;
using huishou::Reason;

TEST_CASE("every reason has a bit and a name of its own") {
  huishou::Reasons all = 0;
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kReasonNames.size(); ++i) {
    const huishou::Reasons own = huishou::bit(static_cast<Reason>(i));
    CHECK((all & own) == 0);
    all |= own;
    CHECK(names.insert(kReasonNames[i]).second);
  }
  CHECK(all == (huishou::Reasons{1} << kReasonNames.size()) - 1);
}

TEST_CASE("names stand where their reasons do, worst last") {
  const auto name = [](Reason reason) { return kReasonNames[static_cast<std::size_t>(reason)]; };
  CHECK(name(Reason::kNotSeparable) == "not_separable");
  CHECK(name(Reason::kGtOne) == "gt_one");
  CHECK(name(Reason::kNoDenominator) == "no_denominator");
  CHECK(name(Reason::kFactorMissing) == "factor_missing");
  CHECK(static_cast<std::size_t>(Reason::kFactorMissing) + 1 == kReasonNames.size());
}
