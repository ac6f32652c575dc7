// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/base/reason.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace huishou;

TEST_CASE("every reason has a name of its own, and a worse one a higher bit") {
  CHECK(std::set<std::string_view>(kReasonNames.begin(), kReasonNames.end()).size() == kReasonNames.size());
  CHECK(kReasonNames[static_cast<std::size_t>(Reason::kGtOne)] == "gt_one");
  CHECK(kReasonNames[static_cast<std::size_t>(Reason::kNotComputable)] == "not_computable");
  CHECK(bit(Reason::kNoDenominator) > bit(Reason::kGtOne));
}

TEST_CASE("a set of reasons holds each of them apart") {
  Reasons all = 0;
  for (std::size_t i = 0; i < kReasonNames.size(); ++i) {
    CHECK((all & bit(static_cast<Reason>(i))) == 0);
    all |= bit(static_cast<Reason>(i));
  }
  CHECK(all == (Reasons{1} << kReasonNames.size()) - 1);
}
