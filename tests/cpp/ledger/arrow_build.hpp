// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Arrow structures built by hand, for what producers may hand over but seldom do: offsets of parent and child, bitmaps that
// start within a byte, unknown null counts, string views over several buffers, dictionaries that change. Every structure
// is freed by its own release callback and counts it, so a leak or a second release is seen.
#pragma once

#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "huishou/ledger/arrow_table.hpp"

namespace arrow_build {

using huishou::Index;

// How often each kind of structure was made and released.
struct Count {
  int made = 0;
  int released = 0;
  [[nodiscard]] bool settled() const { return made == released; }
};
struct Counts {
  Count schemas;
  Count arrays;
  Count streams;
  [[nodiscard]] bool settled() const { return schemas.settled() && arrays.settled() && streams.settled(); }
};

using Bytes = std::vector<std::uint8_t>;

struct Column {
  std::string name;
  std::string format;
  std::vector<std::optional<Bytes>> buffers;  // none: a null pointer
  Index length = 0;                           // rows, without those of the offset
  Index offset = 0;
  Index null_count = 0;
  std::shared_ptr<Column> dictionary;
};

// How a column is laid out: elements before the first row, and whether the number of nulls is told.
struct Lay {
  Index offset = 0;
  bool null_count_known = true;
  bool bitmap_always = false;
};

template <class T>
void append(Bytes& bytes, T value) {
  const std::size_t at = bytes.size();
  bytes.resize(at + sizeof(T));
  std::memcpy(bytes.data() + at, &value, sizeof(T));
}

inline void set_bit(Bytes& bits, Index at, bool value) {
  if (static_cast<std::size_t>(at / 8) >= bits.size()) bits.resize(static_cast<std::size_t>(at / 8) + 1, 0xAA);  // what lies around is no zero
  const auto mask = static_cast<std::uint8_t>(1 << (at % 8));
  auto& byte = bits[static_cast<std::size_t>(at / 8)];
  byte = static_cast<std::uint8_t>(value ? byte | mask : byte & ~mask);
}

template <class T>
Column bare(std::string name, std::string format, const std::vector<std::optional<T>>& values, Lay lay) {
  Column column;
  column.name = std::move(name);
  column.format = std::move(format);
  column.length = static_cast<Index>(values.size());
  column.offset = lay.offset;
  bool any = lay.bitmap_always;
  Bytes validity;
  for (Index i = 0; i < column.length; ++i) {
    const bool valid = values[static_cast<std::size_t>(i)].has_value();
    set_bit(validity, lay.offset + i, valid);
    column.null_count += valid ? 0 : 1;
  }
  any = any || column.null_count != 0;
  if (!lay.null_count_known) column.null_count = -1;
  column.buffers.push_back(any ? std::optional(validity) : std::nullopt);
  return column;
}

template <class T>
Column numbers(std::string name, std::string format, const std::vector<std::optional<T>>& values, Lay lay = {}) {
  Column column = bare(std::move(name), std::move(format), values, lay);
  Bytes data;
  for (Index i = 0; i < lay.offset; ++i) append(data, static_cast<T>(77));
  for (const auto& value : values) append(data, value.value_or(static_cast<T>(99)));
  column.buffers.emplace_back(std::move(data));
  return column;
}

inline Column booleans(std::string name, const std::vector<std::optional<bool>>& values, Lay lay = {}) {
  Column column = bare(std::move(name), "b", values, lay);
  Bytes data;
  for (std::size_t i = 0; i < values.size(); ++i) set_bit(data, lay.offset + static_cast<Index>(i), values[i].value_or(true));
  column.buffers.emplace_back(std::move(data));
  return column;
}

using Texts = std::vector<std::optional<std::string>>;

// format "u" or "U": offsets of 32 or 64 bits.
template <class Offset>
Column offset_texts(std::string name, std::string format, const Texts& values, Lay lay) {
  Column column = bare(std::move(name), std::move(format), values, lay);
  Bytes offsets;
  Bytes data = {'?', '?'};
  append<Offset>(offsets, 2);
  for (Index i = 0; i < lay.offset; ++i) append(offsets, static_cast<Offset>(data.size()));
  for (const auto& value : values) {
    const std::string text = value.value_or("not shown");
    data.insert(data.end(), text.begin(), text.end());
    append(offsets, static_cast<Offset>(data.size()));
  }
  column.buffers.emplace_back(std::move(offsets));
  column.buffers.emplace_back(std::move(data));
  return column;
}

// Views of 16 bytes: up to 12 bytes in place, longer ones in turn in one of two buffers.
inline Column view_texts(std::string name, const Texts& values, Lay lay) {
  Column column = bare(std::move(name), "vu", values, lay);
  Bytes views(static_cast<std::size_t>(lay.offset) * 16, 0xEE);
  Bytes data[2] = {{'?'}, {'?', '?'}};
  int turn = 0;
  for (const auto& value : values) {
    const std::string text = value.value_or("");
    append(views, static_cast<std::int32_t>(text.size()));
    char rest[12] = {};
    if (text.size() <= 12) {
      std::memcpy(rest, text.data(), text.size());
    } else {
      const auto at = static_cast<std::int32_t>(data[turn].size());
      data[turn].insert(data[turn].end(), text.begin(), text.end());
      std::memcpy(rest, text.data(), 4);
      const std::int32_t buffer = turn;
      std::memcpy(rest + 4, &buffer, 4);
      std::memcpy(rest + 8, &at, 4);
      turn = 1 - turn;
    }
    views.insert(views.end(), rest, rest + 12);
  }
  column.buffers.emplace_back(std::move(views));
  Bytes sizes;
  append(sizes, static_cast<std::int64_t>(data[0].size()));
  append(sizes, static_cast<std::int64_t>(data[1].size()));
  column.buffers.emplace_back(data[0]);
  column.buffers.emplace_back(data[1]);
  column.buffers.emplace_back(std::move(sizes));
  return column;
}

inline Column texts(std::string name, const std::string& format, const Texts& values, Lay lay = {}) {
  if (format == "vu") return view_texts(std::move(name), values, lay);
  return format == "U" ? offset_texts<std::int64_t>(std::move(name), format, values, lay) : offset_texts<std::int32_t>(std::move(name), format, values, lay);
}

inline Column coded(Column positions, Column words) {
  positions.dictionary = std::make_shared<Column>(std::move(words));
  return positions;
}

template <class T>
std::vector<std::optional<T>> all(const std::vector<T>& values) {
  return {values.begin(), values.end()};
}

struct Batch {
  std::vector<Column> columns;
  Index rows = 0;
  Index offset = 0;                        // of the parent: its children hold that many rows more, in front
  Index null_count = 0;
  std::optional<Bytes> validity;           // of whole rows
};

// Columns of a batch whose parent starts `parent` elements into its children.
inline Batch batch(std::vector<Column> columns, Index parent = 0) {
  Batch out;
  out.rows = columns.empty() ? 0 : columns.front().length;
  out.offset = parent;
  for (Column& column : columns) {
    column.offset -= parent;               // laid out with the sum of both offsets
    column.length += parent;
  }
  out.columns = std::move(columns);
  return out;
}

inline Column nulls(std::string name, Index rows) {
  Column column;
  column.name = std::move(name);
  column.format = std::string("n");
  column.length = column.null_count = rows;
  return column;
}

// A stream that hands out the batches and then ends, or fails where it is told to.
class Producer {
 public:
  explicit Producer(std::vector<Batch> batches) : batches_(std::move(batches)) {}
  int fail_at_schema = 0;
  int fail_at_batch = -1;
  const char* words = nullptr;

  // The stream counts in `counts`, which outlives it. A stream read again starts anew.
  ArrowArrayStream stream(Counts& counts);
  huishou::ledger::ArrowTable table(Counts& counts) {
    ArrowArrayStream made = stream(counts);
    return huishou::ledger::ArrowTable(&made);
  }
  huishou::ledger::ArrowTable table() { return table(counts_); }
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  std::vector<Batch> batches_;
  Counts counts_;
};

}  // namespace arrow_build
