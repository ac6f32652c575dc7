// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/tuple_index.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

using huishou::Code;
using huishou::Index;
using huishou::ledger::TupleIndex;

namespace {

// Rows of tuples with codes below `limit`, most of them small, in batches and one by one, against a map.
void check(std::size_t columns, Code limit, Index rows, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  TupleIndex index(columns);
  std::map<std::vector<Code>, Index> want;
  const Index batch = 501;
  for (Index done = 0; done < rows; done += batch) {
    std::vector<Code> codes(columns * batch);
    std::vector<std::int32_t> cells(batch);
    const Code reach = static_cast<Code>(std::min<Index>(limit, 3 + done * done));  // columns outgrow their bits as rows come
    for (Code& code : codes) code = static_cast<Code>(random() % static_cast<std::uint64_t>(random() % 4 == 0 ? reach : std::min<Code>(reach, 5)));
    const bool singly = done / batch % 3 == 2;
    if (!singly) index.add(codes, batch, cells.data());
    for (Index i = 0; i < batch; ++i) {
      std::vector<Code> tuple(columns);
      for (std::size_t k = 0; k < columns; ++k) tuple[k] = codes[k * batch + static_cast<std::size_t>(i)];
      const auto [at, fresh] = want.emplace(tuple, static_cast<Index>(want.size()));
      REQUIRE((singly ? index.add(tuple) : Index{cells[static_cast<std::size_t>(i)]}) == at->second);
    }
  }
  CHECK(index.size() == static_cast<Index>(want.size()));
  for (const auto& [tuple, cell] : want) {
    const auto own = index.tuple(cell);
    REQUIRE(std::equal(own.begin(), own.end(), tuple.begin(), tuple.end()));
  }
}

}  // namespace

TEST_CASE("tuples get cells in order of appearance, whether their codes fit one word or not") {
  check(1, 1'000'000, 20'000, 1);
  check(2, 1'000'000, 20'000, 2);
  check(3, 2'000'000'000, 20'000, 3);
  check(5, 2'000'000'000, 20'000, 4);
  check(4, 7, 20'000, 5);
}

TEST_CASE("without columns there is one tuple") {
  TupleIndex index(0);
  CHECK(index.size() == 0);
  CHECK(index.add(std::span<const Code>{}) == 0);
  CHECK(index.add(std::span<const Code>{}) == 0);
  CHECK(index.size() == 1);
}
