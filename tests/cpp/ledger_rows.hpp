// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Rows for tests: text columns (empty = null) and mass_t, as the Arrow stream a frame library would hand over.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "huishou/ledger/aggregator.hpp"

namespace huishou::testing {

struct Rows {
  std::vector<std::string> names;               // text columns
  std::vector<std::vector<std::string>> texts;  // by column
  std::vector<double> mass_t;                   // NaN = missing

  [[nodiscard]] Index size() const { return static_cast<Index>(mass_t.size()); }
  // One row: its texts in the order of names, then its mass.
  void add(const std::vector<std::string>& row, double mass) {
    texts.resize(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) texts[i].push_back(row[i]);
    mass_t.push_back(mass);
  }
};

namespace detail {

struct Held {
  std::vector<std::vector<std::uint8_t>> validity;
  std::vector<std::vector<std::int32_t>> offsets;
  std::vector<std::string> bytes;
  std::vector<double> masses;
  std::vector<std::string> names;
  std::vector<ArrowSchema> schemas;
  std::vector<ArrowArray> arrays;
  std::vector<ArrowSchema*> schema_pointers;
  std::vector<ArrowArray*> array_pointers;
  std::vector<std::vector<const void*>> buffers;
  std::vector<const void*> struct_buffers;
  bool read = false;
};

}  // namespace detail

// The table lives as long as the static store of the test program.
inline ledger::ArrowTable table_of(const Rows& rows) {
  static std::vector<std::unique_ptr<detail::Held>> store;
  detail::Held* held = store.emplace_back(std::make_unique<detail::Held>()).get();
  const std::size_t columns = rows.names.size() + 1;
  held->names = rows.names;
  held->names.emplace_back("mass_t");
  held->masses = rows.mass_t;
  held->buffers.resize(columns);
  held->validity.resize(columns);
  held->offsets.resize(columns);
  held->bytes.resize(columns);
  held->schemas.resize(columns);
  held->arrays.resize(columns);
  const auto keep_schema = [](ArrowSchema* schema) { schema->release = nullptr; };
  const auto keep_array = [](ArrowArray* array) { array->release = nullptr; };
  for (std::size_t c = 0; c < columns; ++c) {
    const bool text = c + 1 < columns;
    Index nulls = 0;
    if (text) {
      held->validity[c].assign(rows.mass_t.size() / 8 + 1, 0);
      held->offsets[c].push_back(0);
      for (std::size_t i = 0; i < rows.mass_t.size(); ++i) {
        const std::string& value = rows.texts[c][i];
        if (!value.empty()) held->validity[c][i / 8] = static_cast<std::uint8_t>(held->validity[c][i / 8] | (1U << (i % 8)));
        nulls += value.empty() ? 1 : 0;
        held->bytes[c] += value;
        held->offsets[c].push_back(static_cast<std::int32_t>(held->bytes[c].size()));
      }
      held->buffers[c] = {held->validity[c].data(), held->offsets[c].data(), held->bytes[c].data()};
    } else {
      held->buffers[c] = {nullptr, held->masses.data()};
    }
    held->schemas[c] = ArrowSchema{text ? "u" : "g", held->names[c].c_str(), nullptr, 2, 0, nullptr, nullptr, keep_schema, nullptr};
    held->arrays[c] = ArrowArray{rows.size(), nulls, 0, static_cast<Index>(held->buffers[c].size()), 0, held->buffers[c].data(), nullptr, nullptr, keep_array, nullptr};
    held->schema_pointers.push_back(&held->schemas[c]);
    held->array_pointers.push_back(&held->arrays[c]);
  }
  held->struct_buffers = {nullptr};
  ArrowArrayStream stream{};
  stream.private_data = held;
  stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
    auto* own = static_cast<detail::Held*>(self->private_data);
    *out = ArrowSchema{"+s", "", nullptr, 0, static_cast<Index>(own->schemas.size()), own->schema_pointers.data(), nullptr, [](ArrowSchema* s) { s->release = nullptr; }, nullptr};
    return 0;
  };
  stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
    auto* own = static_cast<detail::Held*>(self->private_data);
    *out = ArrowArray{};
    if (std::exchange(own->read, true)) return 0;
    *out = ArrowArray{static_cast<Index>(own->masses.size()), 0, 0, 1, static_cast<Index>(own->arrays.size()), own->struct_buffers.data(), own->array_pointers.data(), nullptr,
                      [](ArrowArray* a) { a->release = nullptr; }, nullptr};
    return 0;
  };
  stream.get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
  stream.release = [](ArrowArrayStream* self) { self->release = nullptr; };
  return ledger::ArrowTable(&stream);
}

inline ledger::Aggregator aggregated(const Rows& rows, std::vector<std::string> by) {
  ledger::Aggregator out(std::move(by), {{"mass_t", {"sum"}}});
  Cancel cancel;
  out.update(table_of(rows), 1, cancel);
  return out;
}

}  // namespace huishou::testing
