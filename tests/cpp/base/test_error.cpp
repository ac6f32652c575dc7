// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/base/error.hpp"

#include <doctest/doctest.h>

#include <string>

using huishou::Error;
using huishou::ErrorKind;

TEST_CASE("an error says what, why and where") {
  const Error error = Error(ErrorKind::kMatch, "no_factor", "There is none.", "Add one.").in_column("mass_t").at_row(6).with_value("x");
  CHECK(error.kind() == ErrorKind::kMatch);
  CHECK(error.code() == "no_factor");
  CHECK(error.message() == "There is none.");
  CHECK(std::string(error.what()) == error.message());
  CHECK(error.hint() == "Add one.");
  CHECK(error.column() == "mass_t");
  CHECK(error.row() == 6);
  CHECK(error.value() == "x");
}

TEST_CASE("a place that is not given is none") {
  const Error error(ErrorKind::kInput, "a", "b");
  CHECK(error.row() == -1);
  CHECK(error.column().empty());
  CHECK(error.value().empty());
  CHECK(error.hint().empty());
}

TEST_CASE("an error is caught as what it is, fields and all") {
  try {
    throw Error(ErrorKind::kState, "a", "b").at_row(3);
  } catch (const std::exception& caught) {
    const auto* error = dynamic_cast<const Error*>(&caught);
    REQUIRE(error != nullptr);
    CHECK(error->row() == 3);
  }
}
