// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/stats/count.hpp"

#include <doctest/doctest.h>

#include <limits>

using huishou::stats::Count;

TEST_CASE("a value is present or missing, never both") {
  Count count;
  for (const double x : {0.0, -0.0, 1e308, 5e-324}) count.add(x);
  count.add(std::numeric_limits<double>::quiet_NaN());
  CHECK(count == Count{4, 1});
}

TEST_CASE("counts merge, are taken out, and never fall below zero") {
  Count count{5, 2};
  count.merge({1, 1});
  CHECK(count == Count{6, 3});
  count.unmerge({6, 3});
  CHECK(count == Count{});
  Count few{1, 1};
  for (const Count& more : {Count{2, 0}, Count{0, 2}, Count{2, 2}}) {
    try {
      few.unmerge(more);
      FAIL("a count fell below zero");
    } catch (const huishou::Error& error) {
      CHECK(error.kind() == huishou::ErrorKind::kState);
      CHECK(error.code() == "negative_count");
    }
    CHECK(few == Count{1, 1});
  }
}
