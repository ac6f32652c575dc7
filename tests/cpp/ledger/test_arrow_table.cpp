// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/arrow_table.hpp"

#include <doctest/doctest.h>

#include "huishou/base/error.hpp"
#include "ledger/arrow_build.hpp"

using arrow_build::Batch;
using arrow_build::Counts;
using arrow_build::Producer;
using huishou::Error;
using huishou::Index;
using huishou::ledger::ArrowColumn;
using huishou::ledger::ArrowTable;

namespace {

std::vector<std::optional<double>> range(Index first, Index last) {
  std::vector<std::optional<double>> values;
  for (Index i = first; i < last; ++i) values.emplace_back(static_cast<double>(i));
  return values;
}

Batch rows(Index first, Index last, Index parent = 0) {
  const arrow_build::Lay lay{parent, true, false};
  return arrow_build::batch({arrow_build::numbers<double>("x", "g", range(first, last), lay), arrow_build::texts("name", "u", arrow_build::Texts(static_cast<std::size_t>(last - first), "a"), lay)}, parent);
}

std::string refused(Producer& producer, Counts& counts) {
  ArrowArrayStream stream = producer.stream(counts);
  std::string code;
  try {
    const ArrowTable table(&stream);
  } catch (const Error& error) {
    code = error.code() + ": " + error.message();
  }
  CHECK(stream.release == nullptr);  // taken, whatever came after
  return code;
}

}  // namespace

TEST_CASE("a table takes the stream and releases everything once") {
  Producer producer({rows(0, 3), rows(3, 3), rows(3, 8, 2)});
  Counts counts;
  {
    ArrowArrayStream stream = producer.stream(counts);
    const ArrowTable table(&stream);
    CHECK(stream.release == nullptr);
    CHECK(counts.streams.settled());  // the stream goes at once, the batches with the table
    CHECK(table.rows() == 8);
    CHECK(table.batches() == 2);  // one without rows is none
    CHECK(table.columns() == 2);
    CHECK(table.column("x") == 0);
    CHECK(table.column("name") == 1);
    CHECK(counts.arrays.released == 3);  // the empty batch and its two children
  }
  CHECK(counts.settled());
  CHECK(counts.arrays.made == 9);
  CHECK(counts.schemas.made == 3);
}

TEST_CASE("a moved table releases once") {
  Producer producer({rows(0, 3)});
  Counts counts;
  {
    ArrowTable one = producer.table(counts);
    const ArrowTable two(std::move(one));
    CHECK(two.rows() == 3);
    std::vector<ArrowTable> many;
    for (int i = 0; i < 5; ++i) many.push_back(producer.table(counts));
  }
  CHECK(counts.settled());
}

TEST_CASE("a frame without columns or rows is a table") {
  Counts counts;
  {
    const ArrowTable none = Producer({}).table(counts);
    CHECK(none.rows() == 0);
    CHECK(none.columns() == 0);
  }
  CHECK(counts.settled());
}

TEST_CASE("a producer that fails is told in its own words, and what it gave is released") {
  Counts counts;
  Producer at_schema({rows(0, 3)});
  at_schema.fail_at_schema = 22;
  at_schema.words = "no schema today";
  CHECK(refused(at_schema, counts) == "unreadable_stream: The frame could not be read: no schema today.");
  Producer half_way({rows(0, 3), rows(3, 5)});
  half_way.fail_at_batch = 1;
  CHECK(refused(half_way, counts) == "unreadable_stream: The frame could not be read: Input/output error.");
  CHECK(counts.settled());
}

TEST_CASE("rows that are null as a whole are refused, also where their number is not told") {
  for (const bool known : {true, false}) {
    for (const Index parent : {Index{0}, Index{3}}) {
      Batch bad = rows(0, 5, parent);
      bad.validity = arrow_build::Bytes{};
      for (Index i = 0; i < parent + 5; ++i) arrow_build::set_bit(*bad.validity, i, i != parent + 4);
      bad.null_count = known ? 1 : -1;
      Producer producer({rows(0, 2), bad});
      Counts counts;
      CHECK(refused(producer, counts).starts_with("null_rows"));
      CHECK(counts.settled());
      Batch good = bad;
      arrow_build::set_bit(*good.validity, parent + 4, true);
      good.null_count = known ? 0 : -1;
      CHECK(Producer({good}).table().rows() == 5);
    }
  }
}

TEST_CASE("a column that is not there is refused with those that are") {
  Producer producer({rows(0, 1)});
  const ArrowTable table = producer.table();
  try {
    (void)table.column("mass");
    FAIL("a column was made up");
  } catch (const Error& error) {
    CHECK(error.code() == "missing_column");
    CHECK(error.column() == "mass");
    CHECK(error.hint() == "Columns are: x, name.");
  }
}

TEST_CASE("a stream of one column is no frame") {
  Counts counts;
  Producer producer({rows(0, 1)});
  ArrowArrayStream stream = producer.stream(counts);
  static int (*inner)(ArrowArrayStream*, ArrowSchema*) = nullptr;
  inner = stream.get_schema;
  stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
    const int code = inner(self, out);
    out->format = "g";
    return code;
  };
  CHECK_THROWS_AS(ArrowTable{&stream}, Error);
  CHECK(counts.settled());
}

TEST_CASE("elements are found behind the offsets of parent and child, and so are their bits") {
  for (const Index parent : {Index{0}, Index{1}, Index{9}}) {
    for (const Index child : {Index{0}, Index{3}, Index{8}}) {
      const std::vector<std::optional<double>> values = {1.0, std::nullopt, 3.0, std::nullopt, std::nullopt, 6.0, 7.0, 8.0, std::nullopt, 10.0};
      for (const bool known : {true, false}) {
        Producer producer({arrow_build::batch({arrow_build::numbers<double>("x", "g", values, {parent + child, known, false})}, parent)});
        const ArrowTable table = producer.table();
        const ArrowColumn column(table, 0, 0);
        CHECK(column.offset == parent + child);
        for (Index row = 0; row < 10; ++row) {
          const auto& want = values[static_cast<std::size_t>(row)];
          CHECK(column.valid(row) == want.has_value());
          if (want) CHECK(column.values<double>()[row] == *want);
        }
      }
    }
  }
}

TEST_CASE("a bitmap that says nothing is not looked at") {
  Producer producer({arrow_build::batch({arrow_build::numbers<double>("x", "g", range(0, 4), {0, true, true})})});
  const ArrowTable table = producer.table();
  CHECK(ArrowColumn(table, 0, 0).validity == nullptr);
}
