// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/decide/rank_counts.hpp"

#include <doctest/doctest.h>

#include "decide/year.hpp"

using namespace huishou;
using namespace huishou::decide;

TEST_CASE("ranks are counted over draws; equal scores share the better rank, a missing score has none") {
  const std::vector<double> a{1.0, 0.0, 0.5, kNone};
  const std::vector<double> b{0.0, 1.0, 0.5, 1.0};
  const Criteria criteria{{a, b}, false, {}, {}};
  const std::vector<double> weights{0.75, 0.25, 0.25, 0.75, 0.5, 0.5};
  Cancel cancel;
  for (const Index threads : {1, 2, 7}) {
    const RankCounts found = rank_counts(criteria, 4, weights, 3, 2, 1, threads, cancel);
    CHECK(found.at == std::vector<Index>{2, 0, 2, 0, 1, 2, 0, 0});
    CHECK(found.scored == std::vector<Index>{3, 3, 3, 0});
    CHECK(found.sum == std::vector<Index>{1 + 3 + 1, 3 + 1 + 1, 2 + 2 + 1, 0});
    CHECK(found.best == std::vector<Index>{1, 1, 1, 0});
    CHECK(found.worst == std::vector<Index>{3, 3, 2, 0});
  }
}
