// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/recovery/definition.hpp"

#include <doctest/doctest.h>

using namespace huishou;

TEST_CASE("a definition counts each term once unless told otherwise, and knows no column by itself") {
  const recovery::Term term;
  CHECK(term.coefficient == 1.0);
  CHECK(recovery::Definition{}.computable);
  const recovery::Columns columns;
  CHECK((columns.material == -1 && columns.stage == -1 && columns.flow == -1 && columns.units.empty()));
}
