// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/base/floating.hpp"

#include <doctest/doctest.h>

#include "oracle.hpp"

using huishou::DefaultFloating;

namespace {

// Kept from the optimiser, which would add at compile time in the default environment.
double add(double a, double b) {
  volatile double x = a;
  volatile double y = b;
  return x + y;
}

}  // namespace

TEST_CASE("inside the guard rounding is to nearest, outside as it was") {
  for (const int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO, FE_TONEAREST}) {
    const oracle::Rounding rounding(mode);
    {
      const DefaultFloating guard;
      CHECK(std::fegetround() == FE_TONEAREST);
      CHECK(add(1.0, 0x1p-60) == 1.0);
    }
    CHECK(std::fegetround() == mode);
  }
}

TEST_CASE("inside the guard subnormals are numbers, outside as it was") {
  const oracle::FlushToZero flush;
  {
    const DefaultFloating guard;
    CHECK_FALSE(add(5e-324, 5e-324) == 0.0);
  }
  CHECK(oracle::FlushToZero::on());
}

TEST_CASE("exceptions of the work are not seen outside, nor those from before inside") {
  std::feclearexcept(FE_ALL_EXCEPT);
  {
    const DefaultFloating guard;
    CHECK(add(1.0, 0x1p-60) == 1.0);
    CHECK(std::fetestexcept(FE_INEXACT) != 0);
  }
  CHECK(std::fetestexcept(FE_INEXACT) == 0);
}
