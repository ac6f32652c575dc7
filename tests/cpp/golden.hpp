// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Golden cases of tests/data, the same files the Python tests read: case.txt holds lines "key = value" (a key may come
// again; # starts a comment line), tables are CSV without quotes, an empty cell is a missing value.
#pragma once

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "ledger_rows.hpp"

namespace huishou::testing {

inline std::vector<std::string> split(const std::string& text, char mark) {
  std::vector<std::string> out;
  std::string part;
  for (const char c : text) {
    if (c == mark) {
      out.push_back(std::exchange(part, {}));
    } else {
      part += c;
    }
  }
  out.push_back(part);
  return out;
}

inline std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

struct Table {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> rows;

  [[nodiscard]] std::size_t position(const std::string& name) const {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] == name) return i;
    }
    throw std::runtime_error("no column " + name);
  }
  [[nodiscard]] const std::string& text(std::size_t row, const std::string& name) const { return rows[row][position(name)]; }
  // NaN where the cell is empty.
  [[nodiscard]] double number(std::size_t row, const std::string& name) const {
    const std::string& cell = text(row, name);
    return cell.empty() ? std::numeric_limits<double>::quiet_NaN() : std::strtod(cell.c_str(), nullptr);
  }
};

inline std::ifstream opened(const std::filesystem::path& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return in;
}

inline Table read_csv(const std::filesystem::path& path) {
  std::ifstream in = opened(path);
  Table out;
  std::string line;
  std::getline(in, line);
  out.names = split(trimmed(line), ',');
  while (std::getline(in, line)) out.rows.push_back(split(trimmed(line), ','));
  return out;
}

using Settings = std::vector<std::pair<std::string, std::string>>;

inline Settings read_case(const std::filesystem::path& path) {
  std::ifstream in = opened(path);
  Settings out;
  std::string line;
  while (std::getline(in, line)) {
    const auto at = line.find('=');
    if (line.empty() || line[0] == '#' || at == std::string::npos) continue;
    out.emplace_back(trimmed(line.substr(0, at)), trimmed(line.substr(at + 1)));
  }
  return out;
}

inline std::vector<std::string> all_of(const Settings& settings, const std::string& key) {
  std::vector<std::string> out;
  for (const auto& [name, value] : settings) {
    if (name == key) out.push_back(value);
  }
  return out;
}

inline std::string one_of(const Settings& settings, const std::string& key, const std::string& otherwise) {
  const auto found = all_of(settings, key);
  return found.empty() ? otherwise : found.front();
}

// A table of rows: every column but mass_t is text.
inline Rows rows_of(const Table& table) {
  Rows out;
  for (const std::string& name : table.names) {
    if (name != "mass_t") out.names.push_back(name);
  }
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    std::vector<std::string> texts;
    for (const std::string& name : out.names) texts.push_back(table.text(row, name));
    out.add(texts, table.number(row, "mass_t"));
  }
  return out;
}

inline std::vector<std::filesystem::path> cases(const std::string& area) {
  std::vector<std::filesystem::path> out;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(HUISHOU_TEST_DATA) / area)) {
    if (entry.is_directory()) out.push_back(entry.path());
  }
  if (out.empty()) throw std::runtime_error("no cases in " + area);
  return out;
}

// NaN equals NaN; numbers within a relative tolerance.
inline bool agrees(double found, double wanted, double tolerance) {
  if (std::isnan(wanted) || std::isnan(found)) return std::isnan(wanted) && std::isnan(found);
  return std::abs(found - wanted) <= tolerance * std::max(1.0, std::abs(wanted));
}

}  // namespace huishou::testing
