// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/constraints.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "huishou/base/error.hpp"

using namespace huishou;

namespace {

network::Constraints read(Index columns, std::vector<Index> start, std::vector<Index> column, std::vector<double> value) {
  return network::constraints_from(columns, start, column, value);
}

std::string code_of(Index columns, std::vector<Index> start, std::vector<Index> column, std::vector<double> value) {
  try {
    read(columns, start, column, value);
  } catch (const Error& error) {
    return error.code();
  }
  return "";
}

}  // namespace

TEST_CASE("entries are sorted, cells that come twice are added, zeros left out") {
  const auto a = read(4, {0, 4, 5}, {3, 0, 3, 1, 2}, {2.0, 1.0, -0.5, 0.0, 7.0});
  REQUIRE(a.rows() == 2);
  REQUIRE(a.row(0).size() == 2);
  CHECK(a.row(0)[0].column == 0);
  CHECK(a.row(0)[1].column == 3);
  CHECK(a.row(0)[1].value == 1.5);
  CHECK(a.row(1)[0].value == 7.0);
}

TEST_CASE("what is no matrix is refused") {
  CHECK(code_of(2, {0, 1}, {2}, {1.0}) == "bad_matrix");
  CHECK(code_of(2, {0, 1}, {-1}, {1.0}) == "bad_matrix");
  CHECK(code_of(2, {0, 2, 1}, {0, 1}, {1.0, 1.0}) == "bad_matrix");
  CHECK(code_of(2, {0, 1}, {0, 1}, {1.0, 1.0}) == "bad_matrix");
  CHECK(code_of(2, {0, 1}, {0}, {std::numeric_limits<double>::infinity()}) == "not_finite");
  CHECK(code_of(2, {0, 1}, {1}, {1.0}).empty());
}

TEST_CASE("products with their scale") {
  const auto a = read(3, {0, 2, 4}, {0, 1, 1, 2}, {1.0, -1.0, 2.0, -3.0});
  const auto p = network::product(a, std::vector<double>{5.0, 7.0, 1.0});
  CHECK(p.value == Large<double>{-2.0, 11.0});
  CHECK(p.scale == Large<double>{12.0, 17.0});
  const auto back = network::transposed_product(a, std::vector<double>{5.0, 7.0});
  CHECK(back.value == Large<double>{5.0, 9.0, -21.0});
  CHECK(back.scale == Large<double>{5.0, 19.0, 21.0});
}
