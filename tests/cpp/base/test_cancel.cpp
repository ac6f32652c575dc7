// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/base/cancel.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using huishou::Cancel;

TEST_CASE("a cancel without a question lets the work go on") {
  Cancel cancel;
  CHECK_NOTHROW(cancel.poll());
  CHECK_FALSE(cancel.stopped());
}

TEST_CASE("whatever the question throws ends the work; the flag is for the others") {
  int asked = 0;
  Cancel cancel([&asked] {
    if (++asked == 2) throw std::runtime_error("stop");
  });
  CHECK_NOTHROW(cancel.poll());
  CHECK_THROWS_AS(cancel.poll(), std::runtime_error);
  CHECK_FALSE(cancel.stopped());
  cancel.stop();
  CHECK(cancel.stopped());
}
