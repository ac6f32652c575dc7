// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/value_reader.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "huishou/base/error.hpp"
#include "ledger/arrow_build.hpp"

using arrow_build::Lay;
using huishou::Error;
using huishou::Index;
using huishou::ledger::ArrowTable;
using huishou::ledger::ValueKind;
using huishou::ledger::ValueReader;

namespace {

template <class T>
void check(const char* format, ValueKind kind) {
  using Limits = std::numeric_limits<T>;
  std::vector<std::optional<T>> values = {static_cast<T>(0), static_cast<T>(1), std::nullopt, Limits::lowest(), Limits::max(), static_cast<T>(100), std::nullopt, static_cast<T>(7)};
  if constexpr (sizeof(T) == 8 && std::is_integral_v<T>) values = {T{0}, T{1}, std::nullopt, T{1} << 53, (T{1} << 53) - 1, T{77}};
  for (const Index parent : {Index{0}, Index{3}}) {
    for (const Index child : {Index{0}, Index{5}}) {
      for (const bool nulls : {true, false}) {
        std::vector<std::optional<T>> own = values;
        if (!nulls) std::erase(own, std::nullopt);
        arrow_build::Producer producer({arrow_build::batch({arrow_build::numbers<T>("x", format, own, Lay{parent + child, parent == 0, false})}, parent)});
        const ArrowTable table = producer.table();
        ValueReader reader(table, 0, "x");
        CHECK(reader.kind() == kind);
        reader.open(0);
        for (Index row = 0; row < static_cast<Index>(own.size()); row += 3) {
          const Index rows = std::min<Index>(3, static_cast<Index>(own.size()) - row);
          const double* x = reader.read(row, rows);
          for (Index i = 0; i < rows; ++i) {
            const auto& want = own[static_cast<std::size_t>(row + i)];
            CHECK(std::isnan(x[i]) == !want.has_value());
            if (want) CHECK(x[i] == static_cast<double>(*want));
            CHECK_FALSE((!want && reader.large(row + i).has_value()));
          }
        }
      }
    }
  }
}

}  // namespace

TEST_CASE("every number type is read as doubles, nulls as NaN, behind any offset") {
  check<std::int8_t>("c", ValueKind::kInteger);
  check<std::uint8_t>("C", ValueKind::kInteger);
  check<std::int16_t>("s", ValueKind::kInteger);
  check<std::uint16_t>("S", ValueKind::kInteger);
  check<std::int32_t>("i", ValueKind::kInteger);
  check<std::uint32_t>("I", ValueKind::kInteger);
  check<std::int64_t>("l", ValueKind::kInteger);
  check<std::uint64_t>("L", ValueKind::kInteger);
  check<float>("f", ValueKind::kFloat);
  check<double>("g", ValueKind::kFloat);
}

TEST_CASE("integers that a double would round are asked for one by one") {
  const std::int64_t far = (std::int64_t{1} << 53) + 1;
  arrow_build::Producer producer({arrow_build::batch({
      arrow_build::numbers<std::int64_t>("x", "l", {far, -far, std::numeric_limits<std::int64_t>::min(), std::int64_t{1} << 53, std::nullopt}, {2, true, false}),
      arrow_build::numbers<std::uint64_t>("y", "L", {std::numeric_limits<std::uint64_t>::max(), std::uint64_t{1} << 53, (std::uint64_t{1} << 53) + 1, std::nullopt, std::uint64_t{3}}),
  })});
  const ArrowTable table = producer.table();
  ValueReader x(table, 0, "x");
  x.open(0);
  CHECK(std::isnan(x.read(0, 5)[0]));
  CHECK(x.read(0, 5)[3] == 0x1p53);
  CHECK(static_cast<std::uint64_t>(x.large(0)->magnitude) == static_cast<std::uint64_t>(far));
  CHECK_FALSE(x.large(0)->negative);
  CHECK(x.large(1)->negative);
  CHECK(static_cast<std::uint64_t>(x.large(2)->magnitude) == std::uint64_t{1} << 63);
  CHECK_FALSE(x.large(4).has_value());
  ValueReader y(table, 1, "y");
  y.open(0);
  CHECK(std::isnan(y.read(0, 5)[0]));
  CHECK(y.read(0, 5)[1] == 0x1p53);
  CHECK(std::isnan(y.read(2, 1)[0]));
  CHECK(static_cast<std::uint64_t>(y.large(0)->magnitude) == std::numeric_limits<std::uint64_t>::max());
  CHECK_FALSE(y.large(3).has_value());
}

TEST_CASE("float64 without nulls is handed through in place") {
  arrow_build::Producer producer({arrow_build::batch({arrow_build::numbers<double>("x", "g", {1.0, 2.0, 3.0}, {4, true, true})})});
  const ArrowTable table = producer.table();
  ValueReader reader(table, 0, "x");
  reader.open(0);
  CHECK(reader.read(1, 2) == static_cast<const double*>(table.batch(0).children[0]->buffers[1]) + 5);
  CHECK_NOTHROW(reader.fetch(0, 3));
}

TEST_CASE("a column of nulls is missing values of no kind") {
  arrow_build::Producer producer({arrow_build::batch({arrow_build::nulls("x", 3)})});
  const ArrowTable table = producer.table();
  ValueReader reader(table, 0, "x");
  reader.open(0);
  CHECK(reader.kind() == ValueKind::kNone);
  reader.fetch(0, 3);
  const double* x = reader.read(0, 3);
  CHECK((std::isnan(x[0]) && std::isnan(x[1]) && std::isnan(x[2])));
}

TEST_CASE("decimals are integers of their last digit, of every width; what no double holds is asked for alone") {
  const auto check = [](const char* format, const arrow_build::Column& column, int scale) {
    arrow_build::Producer producer({arrow_build::batch({column})});
    const ArrowTable table = producer.table();
    ValueReader reader(table, 0, "x");
    CHECK(huishou::ledger::is_decimal(reader.kind()));
    CHECK(huishou::ledger::scale_of(reader.kind()) == scale);
    reader.open(0);
    reader.fetch(0, 2);
    const double* x = reader.read(0, 2);
    CAPTURE(format);
    CHECK(x[0] == -150.0);
    CHECK(std::isnan(x[1]));
    CHECK_FALSE(reader.large(1).has_value());
  };
  check("d:9,2,32", arrow_build::numbers<std::int32_t>("x", "d:9,2,32", {-150, std::nullopt}), 2);
  check("d:18,0,64", arrow_build::numbers<std::int64_t>("x", "d:18,0,64", {-150, std::nullopt}), 0);
  check("d:38,38", arrow_build::numbers<huishou::Int128>("x", "d:38,38", {huishou::Int128{-150}, std::nullopt}), 38);
  const huishou::Int128 far = -(huishou::Int128{3} << 100);
  arrow_build::Producer producer({arrow_build::batch({arrow_build::numbers<huishou::Int128>("x", "d:38,3", {huishou::Int128{1} << 53, far})})});
  const ArrowTable table = producer.table();
  ValueReader reader(table, 0, "x");
  reader.open(0);
  const double* x = reader.read(0, 2);
  CHECK(x[0] == 0x1p53);
  CHECK(std::isnan(x[1]));
  REQUIRE(reader.large(1).has_value());
  CHECK(reader.large(1)->negative);
  CHECK((reader.large(1)->magnitude == huishou::Unsigned128{3} << 100));
}

TEST_CASE("kinds of one column are unified, and decimals keep to themselves") {
  using huishou::ledger::unify;
  const auto decimal = [](int scale) { return static_cast<ValueKind>(16 + scale); };
  CHECK(unify(ValueKind::kNone, ValueKind::kInteger, "x") == ValueKind::kInteger);
  CHECK(unify(ValueKind::kInteger, ValueKind::kNone, "x") == ValueKind::kInteger);
  CHECK(unify(ValueKind::kInteger, ValueKind::kFloat, "x") == ValueKind::kFloat);
  CHECK(unify(ValueKind::kFloat, ValueKind::kInteger, "x") == ValueKind::kFloat);
  CHECK(unify(decimal(2), ValueKind::kNone, "x") == decimal(2));
  CHECK(unify(decimal(2), decimal(2), "x") == decimal(2));
  for (const ValueKind other : {ValueKind::kFloat, ValueKind::kInteger, decimal(3)}) {
    CHECK_THROWS_AS((void)unify(decimal(2), other, "x"), Error);
    CHECK_THROWS_AS((void)unify(other, decimal(2), "x"), Error);
  }
}

TEST_CASE("what is no number is refused by name") {
  for (const char* format : {"b", "u", "e", "d:76,2,256", "d:10,-2", "d:10,39", "tdD", "tss:", "+s", "z"}) {
    arrow_build::Column column = arrow_build::numbers<double>("x", format, {1.0});
    arrow_build::Producer producer({arrow_build::batch({column})});
    const ArrowTable table = producer.table();
    try {
      ValueReader(table, 0, "x");
      FAIL("it was read as numbers");
    } catch (const Error& error) {
      CHECK(error.code() == "value_type");
      CHECK(error.column() == "x");
    }
  }
  arrow_build::Producer coded({arrow_build::batch({arrow_build::coded(arrow_build::numbers<std::int8_t>("x", "c", {std::int8_t{0}}), arrow_build::numbers<double>("", "g", {1.0}))})});
  const ArrowTable table = coded.table();
  CHECK_THROWS_AS(ValueReader(table, 0, "x"), Error);
}
