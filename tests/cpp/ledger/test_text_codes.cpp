// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/text_codes.hpp"

#include <doctest/doctest.h>

#include "huishou/base/error.hpp"
#include "ledger/arrow_build.hpp"

using namespace huishou;
using arrow_build::Column;
using arrow_build::Lay;
using arrow_build::Producer;
using arrow_build::Texts;

namespace {

// The texts a column was made of, put together again from its distinct texts and codes.
Texts back(Producer& producer, Index* distinct) {
  const ledger::ArrowTable table = producer.table();
  std::vector<Code> codes(static_cast<std::size_t>(table.rows()), 77);
  Cancel cancel;
  const ledger::KeyColumn words = ledger::text_codes(table, 0, codes, cancel);
  *distinct = words.size() - 1;
  Texts out;
  Code most = -1;
  for (const Code code : codes) {
    REQUIRE(code <= most + 1);  // in the order of first rows
    most = std::max(most, code);
    out.push_back(code == kMissing ? std::nullopt : std::optional(std::string(words.text(code + 1))));
  }
  return out;
}

}  // namespace

TEST_CASE("codes and distinct texts are the column, whatever its layout and batches") {
  const Texts first = {"废纸", std::nullopt, "", "a", "废纸", "thirteen byte", "a name of many more bytes than that"};
  const Texts second = {"a", "thirteen bytf", std::nullopt, "废纸"};
  Texts both = first;
  both.insert(both.end(), second.begin(), second.end());
  for (const char* format : {"u", "U", "vu"}) {
    for (const Index parent : {Index{0}, Index{3}}) {
      Producer producer({arrow_build::batch({arrow_build::texts("k", format, first, Lay{parent + 2})}, parent),
                         arrow_build::batch({arrow_build::texts("k", format, {}, Lay{parent})}, parent),
                         arrow_build::batch({arrow_build::texts("k", format, second, Lay{parent})}, parent)});
      Index distinct = 0;
      CHECK(back(producer, &distinct) == both);
      CHECK(distinct == 6);
    }
  }
}

TEST_CASE("a column of many stretches") {
  Texts values;
  for (int i = 0; i < 300'000; ++i) values.push_back(i % 11 == 0 ? std::nullopt : std::optional("name " + std::to_string(i % 977)));
  Producer producer({arrow_build::batch({arrow_build::texts("k", "u", values)})});
  Index distinct = 0;
  CHECK(back(producer, &distinct) == values);
  CHECK(distinct == 977);
}

TEST_CASE("what is no plain text is refused") {
  Column words = arrow_build::texts("k", "u", {"a"});
  const Column coded = arrow_build::coded(arrow_build::numbers<std::int32_t>("k", "i", {0}), std::move(words));
  for (const Column& column : {arrow_build::numbers<std::int64_t>("k", "l", {1}), arrow_build::nulls("k", 1), coded}) {
    Producer producer({arrow_build::batch({column})});
    const ledger::ArrowTable table = producer.table();
    std::vector<Code> codes(1);
    Cancel cancel;
    CHECK_THROWS_AS((void)ledger::text_codes(table, 0, codes, cancel), Error);
  }
}
