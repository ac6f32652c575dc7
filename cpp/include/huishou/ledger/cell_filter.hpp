// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Which cells belong to a term: every column named holds one of the values listed. A missing value is in no list unless
// the list says so. Values are looked up once and tested as codes.
#pragma once

#include <span>
#include <string>
#include <variant>
#include <vector>

#include "huishou/ledger/group_table.hpp"

namespace huishou::ledger {

using KeyValue = std::variant<std::int64_t, std::string>;  // booleans as 0 and 1

struct Condition {
  Index key = 0;
  std::vector<KeyValue> accepted;
  bool accepts_null = false;
};

class CellFilter {
 public:
  // Throws InputError `wrong_type` where a value is not of the kind of its column.
  CellFilter(const GroupTable& table, const std::vector<Condition>& conditions);

  [[nodiscard]] bool meets(std::span<const Code> codes) const {
    for (const Test& test : tests_) {
      if (test.accepted[static_cast<std::size_t>(codes[static_cast<std::size_t>(test.key)])] == 0) return false;
    }
    return true;
  }
  [[nodiscard]] bool names(Index key) const { return accepted(key) != nullptr; }
  // One flag a code, null first; none where the filter does not ask about the column.
  [[nodiscard]] const std::vector<std::uint8_t>* accepted(Index key) const;

 private:
  struct Test {
    Index key;
    std::vector<std::uint8_t> accepted;  // one flag a code, null first
  };
  std::vector<Test> tests_;
};

}  // namespace huishou::ledger
