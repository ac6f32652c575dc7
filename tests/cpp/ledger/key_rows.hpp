// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Rows with a text and an integer key and one value, as Arrow tables and as the groups they make.
#pragma once

#include <cmath>

#include "ledger/arrow_build.hpp"
#include "ledger/reference.hpp"

namespace key_rows {

using huishou::Index;
namespace ledger = huishou::ledger;

struct Row {
  std::optional<std::string> name;
  std::optional<std::int64_t> code;
  double x = 0.0;
};
using Rows = std::vector<Row>;

// How the rows come: in how many batches, with coded (dictionary) keys or plain ones.
struct Form {
  std::size_t batch = 1000;
  bool coded_names = false;
  bool coded_integers = false;
};

template <class T>
arrow_build::Column dictionary_of(const std::vector<std::optional<T>>& values, std::vector<std::optional<T>>& words) {
  std::vector<std::optional<std::int32_t>> positions;
  for (const auto& value : values) {
    if (!value) {
      positions.emplace_back();
      continue;
    }
    const auto found = std::find(words.begin(), words.end(), value);
    positions.emplace_back(static_cast<std::int32_t>(found - words.begin()));
    if (found == words.end()) words.push_back(value);
  }
  return arrow_build::numbers<std::int32_t>("", "i", positions);
}

inline arrow_build::Producer producer_of(const Rows& rows, Form form = {}) {
  std::vector<arrow_build::Batch> batches;
  for (std::size_t first = 0; first < rows.size() || first == 0; first += form.batch) {
    arrow_build::Texts names;
    std::vector<std::optional<std::int64_t>> codes;
    std::vector<std::optional<double>> values;
    for (std::size_t i = first; i < std::min(rows.size(), first + form.batch); ++i) {
      names.push_back(rows[i].name);
      codes.push_back(rows[i].code);
      values.push_back(std::isnan(rows[i].x) && i % 2 == 0 ? std::optional<double>() : rows[i].x);
    }
    arrow_build::Column name = arrow_build::texts("name", "u", names);
    arrow_build::Column code = arrow_build::numbers<std::int64_t>("code", "l", codes);
    if (form.coded_names) {
      arrow_build::Texts words;
      arrow_build::Column positions = dictionary_of(names, words);
      positions.name = std::move(name.name);
      name = arrow_build::coded(positions, arrow_build::texts("", "u", words));
    }
    if (form.coded_integers) {
      std::vector<std::optional<std::int64_t>> words;
      arrow_build::Column positions = dictionary_of(codes, words);
      positions.name = std::move(code.name);
      code = arrow_build::coded(positions, arrow_build::numbers<std::int64_t>("", "l", words));
    }
    batches.push_back(arrow_build::batch({name, code, arrow_build::numbers<double>("x", "g", values)}));
  }
  return arrow_build::Producer(std::move(batches));
}

inline ledger::ValueSpec full_spec() { return {"x", {true, true, true}, true}; }
inline ledger::GroupTable empty_table(std::vector<std::string> by = {"name", "code"}) { return ledger::GroupTable(by, {full_spec()}); }

inline void add(ledger::GroupTable& table, const Rows& rows, Form form = {}, ledger::Variant variant = ledger::best_variant()) {
  arrow_build::Producer producer = producer_of(rows, form);
  const ledger::ArrowTable arrow = producer.table();
  huishou::Cancel cancel;
  table.add(arrow, 0, arrow.rows(), variant, cancel, true);
  table.carry_all();
}

inline ledger::GroupTable table_of(const Rows& rows, Form form = {}) {
  ledger::GroupTable table = empty_table();
  add(table, rows, form);
  return table;
}

// The groups the rows make, in the order of their keys: texts by bytes, integers by value, null last.
inline reference::Groups groups_of(const Rows& rows, bool by_name = true, bool by_code = true) {
  const auto less = [](const Row& a, const Row& b) {
    if (a.name.has_value() != b.name.has_value()) return a.name.has_value();
    if (a.name != b.name) return *a.name < *b.name;
    if (a.code.has_value() != b.code.has_value()) return a.code.has_value();
    return a.code.has_value() && *a.code < *b.code;
  };
  std::map<Row, reference::Set, decltype(less)> sets(less);
  for (const Row& row : rows) sets[{by_name ? row.name : std::nullopt, by_code ? row.code : std::nullopt, 0.0}].add(row.x);
  reference::Groups out;
  for (const auto& [row, set] : sets) {
    std::vector<std::string> keys;
    if (by_name) keys.push_back(row.name.value_or("-"));
    if (by_code) keys.push_back(row.code ? std::to_string(*row.code) : "-");
    out.emplace_back(std::move(keys), reference::state_of(set, full_spec().layout, true));
  }
  return out;
}

// Values that need every part of a cell.
inline double value(std::uint64_t bits) {
  switch (bits % 7) {
    case 0: return std::numeric_limits<double>::quiet_NaN();
    case 1: return std::ldexp(static_cast<double>(bits >> 12), static_cast<int>(bits % 1900) - 1000);
    default: return static_cast<double>(static_cast<std::int64_t>(bits)) / 0x1p50;
  }
}

inline std::string name_of(std::uint64_t i) { return std::string("name ").append(std::to_string(i)); }

}  // namespace key_rows
