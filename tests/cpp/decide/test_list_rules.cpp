// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/decide/list_rules.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace huishou::decide;

TEST_CASE("reasons are bits in the order of their names, and only seats are on the list") {
  CHECK(std::string(kWhyNames[static_cast<std::size_t>(Why::kEnough)]) == "score_enough");
  CHECK(std::string(kWhyNames[static_cast<std::size_t>(Why::kMustUnknown)]) == "must_unknown");
  CHECK(static_cast<std::size_t>(Why::kEnough) + 1 == kWhyNames.size());
  CHECK((on_list(Decision::kWatchedInside) && !on_list(Decision::kWatchedOutside) && !on_list(Decision::kWaiting)));
}
