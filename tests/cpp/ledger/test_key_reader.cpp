// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/key_reader.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "huishou/base/error.hpp"
#include "ledger/arrow_build.hpp"

using arrow_build::Batch;
using arrow_build::Column;
using arrow_build::Counts;
using arrow_build::Lay;
using arrow_build::Producer;
using arrow_build::Texts;
using huishou::Code;
using huishou::Error;
using huishou::Index;
using huishou::ledger::ArrowTable;
using huishou::ledger::KeyChange;
using huishou::ledger::KeyColumn;
using huishou::ledger::KeyKind;
using huishou::ledger::KeyReader;
using huishou::ledger::Variant;

namespace {

// Every key of a stream as text, read in stretches; a null is "-".
std::vector<std::string> read(const ArrowTable& table, Index stretch = 3, Variant variant = Variant::kBaseline) {
  KeyColumn column("k");
  KeyReader reader(column, table, 0, variant);
  if (table.columns() > 0 && table.schema(0).dictionary != nullptr) column.set_direct(false);  // as the table does
  std::vector<std::string> out;
  Index first = 0;
  for (Index batch = 0; batch < table.batches(); first += table.batch(batch).length, ++batch) {
    reader.open(batch, first);
    for (Index row = 0; row < table.batch(batch).length; row += stretch) {
      const Index rows = std::min(stretch, table.batch(batch).length - row);
      Code shift = 0;
      reader.fetch(row, rows);
      if (reader.look(row, rows, shift) == KeyChange::kFar) {
        (void)column.to_dictionary(std::vector<bool>(static_cast<std::size_t>(column.size()), false));
        CHECK(reader.look(row, rows, shift) == KeyChange::kNone);
      }
      std::vector<std::int32_t> cells(static_cast<std::size_t>(rows), 1000);
      reader.add(row, rows, 2, cells.data());
      for (const std::int32_t cell : cells) {
        REQUIRE(cell % 2 == 0);
        const Code code = (cell - 1000) / 2;
        REQUIRE(code >= 0);
        REQUIRE(code < column.size());
        out.push_back(code == 0 ? "-" : column.kind() == KeyKind::kText ? std::string(column.text(code)) : std::to_string(column.integer(code)));
      }
    }
  }
  return out;
}

std::vector<std::string> shown(const Texts& texts) {
  std::vector<std::string> out;
  for (const auto& text : texts) out.push_back(text.value_or("-"));
  return out;
}

template <class T>
std::vector<std::string> shown(const std::vector<std::optional<T>>& values, std::int64_t scale = 1) {
  std::vector<std::string> out;
  for (const auto& value : values) out.push_back(value ? std::to_string(static_cast<std::int64_t>(*value) * scale) : "-");
  return out;
}

// A column under every layout: offsets of parent and child that leave a byte, null counts known and not.
template <class Make>
void check(Make&& make, const std::vector<std::string>& want) {
  for (const Index parent : {Index{0}, Index{1}, Index{8}, Index{11}}) {
    for (const Index child : {Index{0}, Index{5}}) {
      for (const bool known : {true, false}) {
        Counts counts;
        Producer producer({arrow_build::batch({make(Lay{parent + child, known, !known})}, parent)});
        {
          const ArrowTable table = producer.table(counts);
          for (const Variant variant : {Variant::kBaseline, Variant::kAvx2}) {
            if (!huishou::ledger::can_run(variant)) continue;
            CHECK(read(table, 3, variant) == want);
            CHECK(read(table, 4096, variant) == want);
          }
        }
        CHECK(counts.settled());
      }
    }
  }
}

template <class T>
void check_integers(const char* format) {
  const auto most = static_cast<T>(std::min<std::uint64_t>(static_cast<std::uint64_t>(std::numeric_limits<T>::max()), std::numeric_limits<std::int64_t>::max()));
  const std::vector<std::optional<T>> with_nulls = {static_cast<T>(3), std::nullopt, static_cast<T>(1), std::nullopt, std::nullopt, std::nullopt, std::numeric_limits<T>::min(), most, static_cast<T>(3)};
  std::vector<std::optional<T>> without = with_nulls;
  std::erase(without, std::nullopt);
  for (const auto& values : {with_nulls, without}) {
    check([&](Lay lay) { return arrow_build::numbers<T>("k", format, values, lay); }, shown(values));
  }
}

const Texts kTexts = {"废纸", std::nullopt, "", "a", "废纸", "twelve bytes", "thirteen byte", std::nullopt, "sixteen bytes ok", "seventeen bytes !", "a name of many more bytes than that", "", "a", "thirteen bytf"};

std::string refusal(const Column& column, Index& row) {
  Producer producer({arrow_build::batch({column})});
  const ArrowTable table = producer.table();
  try {
    (void)read(table);
  } catch (const Error& error) {
    row = error.row();
    CHECK(error.column() == "k");
    return error.code();
  }
  return "none";
}

}  // namespace

TEST_CASE("integers of every width are read, nulls or not, behind any offset") {
  check_integers<std::int8_t>("c");
  check_integers<std::uint8_t>("C");
  check_integers<std::int16_t>("s");
  check_integers<std::uint16_t>("S");
  check_integers<std::int32_t>("i");
  check_integers<std::uint32_t>("I");
  check_integers<std::int64_t>("l");
  check_integers<std::uint64_t>("L");
}

TEST_CASE("whole floats are integers, NaN is null") {
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  check([&](Lay lay) { return arrow_build::numbers<double>("k", "g", {2.0, nan, -0.0, 0x1p53, -0x1p53, std::nullopt}, lay); },
        {"2", "-", "0", "9007199254740992", "-9007199254740992", "-"});
  check([&](Lay lay) { return arrow_build::numbers<float>("k", "f", {2.0F, static_cast<float>(nan), 0x1p24F}, lay); }, {"2", "-", "16777216"});
}

TEST_CASE("booleans are bits behind any offset") {
  check([](Lay lay) { return arrow_build::booleans("k", {true, false, std::nullopt, false, true, true, std::nullopt, true, false, true}, lay); }, {"1", "0", "-", "0", "1", "1", "-", "1", "0", "1"});
}

TEST_CASE("dates are days and times are nanoseconds, before 1970 as well") {
  const std::vector<std::optional<std::int64_t>> days = {0, -1, std::nullopt, 19782};
  check([](Lay lay) { return arrow_build::numbers<std::int32_t>("k", "tdD", {0, -1, std::nullopt, 19782}, lay); }, shown(days));
  check([](Lay lay) { return arrow_build::numbers<std::int64_t>("k", "tdm", {0, -86'400'000, std::nullopt, 19782LL * 86'400'000}, lay); }, shown(days));
  check([](Lay lay) { return arrow_build::numbers<std::int64_t>("k", "tdm", {1, -1, -86'400'001}, lay); }, {"0", "-1", "-2"});  // days begin at midnight
  const std::vector<std::optional<std::int64_t>> times = {0, -5, std::nullopt, 1'000'000};
  for (const auto& [format, scale] : std::vector<std::pair<const char*, std::int64_t>>{{"tss:", 1'000'000'000}, {"tsm:", 1'000'000}, {"tsu:UTC", 1000}, {"tsn:", 1}, {"tsn:Asia/Shanghai", 1}}) {
    check([&](Lay lay) { return arrow_build::numbers<std::int64_t>("k", format, times, lay); }, shown(times, scale));
  }
}

TEST_CASE("strings of every layout are read, empty and long, nulls or not") {
  Texts without = kTexts;
  std::erase(without, std::nullopt);
  for (const char* format : {"u", "U", "vu"}) {
    CAPTURE(format);
    for (const Texts& texts : {kTexts, without, Texts{"", "", std::nullopt}, Texts{std::nullopt, std::nullopt}, Texts{""}, Texts{"the last one has fewer than sixteen bytes after it", "x"}}) {
      check([&](Lay lay) { return arrow_build::texts("k", format, texts, lay); }, shown(texts));
    }
  }
}

TEST_CASE("a dictionary is read as its words, whatever its positions are") {
  const std::vector<std::string> want = {"b", "-", "a", "-", "b", "c"};
  const auto check_positions = [&]<class T>(T, const char* format) {
    for (const char* words : {"u", "U", "vu"}) {
      check(
          [&](Lay lay) {
            return arrow_build::coded(arrow_build::numbers<T>("k", format, {T{2}, std::nullopt, T{0}, T{3}, T{2}, T{1}}, lay), arrow_build::texts("", words, {"a", "c", "b", std::nullopt, "unused"}, Lay{lay.offset, true, false}));
          },
          want);
    }
  };
  check_positions(std::int8_t{}, "c");
  check_positions(std::uint8_t{}, "C");
  check_positions(std::int16_t{}, "s");
  check_positions(std::uint16_t{}, "S");
  check_positions(std::int32_t{}, "i");
  check_positions(std::uint32_t{}, "I");
  check_positions(std::int64_t{}, "l");
  check_positions(std::uint64_t{}, "L");
}

TEST_CASE("dictionaries of integers, floats, booleans and days are read as their words") {
  const auto positions = [](Lay lay) { return arrow_build::numbers<std::int16_t>("k", "s", {std::int16_t{1}, std::nullopt, std::int16_t{0}, std::int16_t{1}}, lay); };
  check([&](Lay lay) { return arrow_build::coded(positions(lay), arrow_build::numbers<std::int64_t>("", "l", {7, std::numeric_limits<std::int64_t>::min()})); }, {"-9223372036854775808", "-", "7", "-9223372036854775808"});
  check([&](Lay lay) { return arrow_build::coded(positions(lay), arrow_build::numbers<double>("", "g", {std::numeric_limits<double>::quiet_NaN(), 5.0})); }, {"5", "-", "-", "5"});
  check([&](Lay lay) { return arrow_build::coded(positions(lay), arrow_build::booleans("", {true, false})); }, {"0", "-", "1", "0"});
  check([&](Lay lay) { return arrow_build::coded(positions(lay), arrow_build::numbers<std::int64_t>("", "tdm", {86'400'000, -1})); }, {"-1", "-", "1", "-1"});
}

TEST_CASE("dictionaries that change from batch to batch are told apart, buffers shared or not") {
  const auto part = [](const Texts& words, Index offset) {
    return arrow_build::batch({arrow_build::coded(arrow_build::numbers<std::int8_t>("k", "c", {std::int8_t{0}, std::int8_t{1}}), arrow_build::texts("", "u", words, Lay{offset, true, false}))});
  };
  Producer producer({part({"a", "b"}, 0), part({"a", "b"}, 0), part({"b", "a"}, 0), part({"b", "c", "d"}, 1), part({std::nullopt, "a"}, 0)});
  CHECK(read(producer.table()) == std::vector<std::string>{"a", "b", "a", "b", "b", "a", "b", "c", "-", "a"});
}

TEST_CASE("a column of nulls has null keys") {
  Producer producer({arrow_build::batch({arrow_build::nulls("k", 3)})});
  CHECK(read(producer.table()) == std::vector<std::string>{"-", "-", "-"});
}

TEST_CASE("a stretch of nulls has null keys, whatever the stretch before had") {
  const auto far = std::numeric_limits<std::int64_t>::max();
  Producer producer({arrow_build::batch({arrow_build::numbers<std::int64_t>("k", "l", {1, 2, far, std::nullopt, std::nullopt, std::nullopt, 2})})});
  CHECK(read(producer.table()) == std::vector<std::string>{"1", "2", std::to_string(far), "-", "-", "-", "2"});
}

TEST_CASE("keys far apart are read, after near ones and with nulls between") {
  const std::int64_t least = std::numeric_limits<std::int64_t>::min();
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  for (const auto& later : std::vector<std::vector<std::int64_t>>{{-5, most}, {3, least}, {most, least}, {most}, {least}, {4'000'000, -4'000'000}, {least + 1, 0}}) {
    std::vector<std::optional<std::int64_t>> values = {-5, 3, std::nullopt, 0, 1, -5};
    for (const std::int64_t value : later) values.insert(values.end(), {value, -5, std::nullopt});
    check([&](Lay lay) { return arrow_build::numbers<std::int64_t>("k", "l", values, lay); }, shown(values));
    std::erase(values, std::nullopt);
    check([&](Lay lay) { return arrow_build::numbers<std::int64_t>("k", "l", values, lay); }, shown(values));
  }
}

TEST_CASE("what is no key is refused with its row") {
  Index row = -1;
  CHECK(refusal(arrow_build::numbers<double>("k", "g", {1.0, 2.5}), row) == "float_key");
  CHECK(row == 1);
  CHECK(refusal(arrow_build::numbers<double>("k", "g", {std::numeric_limits<double>::infinity()}), row) == "float_key");
  CHECK(refusal(arrow_build::numbers<double>("k", "g", {0x1p53 + 2}), row) == "float_key");
  CHECK(refusal(arrow_build::numbers<float>("k", "f", {0.5F}), row) == "float_key");
  CHECK(refusal(arrow_build::numbers<std::uint64_t>("k", "L", {1, std::nullopt, (std::uint64_t{1} << 63)}), row) == "key_too_large");
  CHECK(row == 2);
  CHECK(refusal(arrow_build::numbers<std::int64_t>("k", "tss:", {std::int64_t{1} << 40}), row) == "key_too_large");
}

TEST_CASE("a word that is no key is refused only where a row has it") {
  const auto words = arrow_build::numbers<double>("", "g", {1.0, 2.5});
  const auto column = [&](std::vector<std::optional<std::int8_t>> positions) { return arrow_build::coded(arrow_build::numbers<std::int8_t>("k", "c", positions), words); };
  const Batch good = arrow_build::batch({column({std::int8_t{0}, std::nullopt, std::int8_t{0}})});
  CHECK(read(Producer({good, good}).table()) == std::vector<std::string>{"1", "-", "1", "1", "-", "1"});
  Producer producer({good, arrow_build::batch({column({std::int8_t{0}, std::int8_t{1}})})});
  const ArrowTable table = producer.table();
  try {
    (void)read(table);
    FAIL("it was taken for a key");
  } catch (const Error& error) {
    CHECK(error.code() == "float_key");
    CHECK(error.row() == 4);
  }
}
