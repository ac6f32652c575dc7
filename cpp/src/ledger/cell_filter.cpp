// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/cell_filter.hpp"

#include <algorithm>
#include <functional>
#include <unordered_set>

#include "huishou/base/error.hpp"

namespace huishou::ledger {

namespace {

[[noreturn]] void refuse(const KeyColumn& key, const std::string& value) {
  const bool text = held_as_text(key.kind());
  throw Error(ErrorKind::kInput, "wrong_type", "Column '" + key.name() + "' holds " + (text ? "text" : "no text") + ", which '" + value + "' is not.",
              text ? "Give text." : "Give values of the column's own type.")
      .in_column(key.name())
      .with_value(value);
}

std::vector<std::uint8_t> accepted_codes(const KeyColumn& key, const Condition& condition) {
  std::unordered_set<std::string> texts;
  std::unordered_set<std::int64_t> integers;
  for (const KeyValue& value : condition.accepted) {
    const bool text = std::holds_alternative<std::string>(value);
    // A column of nulls alone has no kind: no value is in it, so none is of the wrong one.
    if (key.kind() != KeyKind::kNone && text != held_as_text(key.kind())) {
      refuse(key, text ? std::get<std::string>(value) : std::to_string(std::get<std::int64_t>(value)));
    }
    if (text) {
      texts.insert(std::get<std::string>(value));
    } else {
      integers.insert(std::get<std::int64_t>(value));
    }
  }
  std::vector<std::uint8_t> out(static_cast<std::size_t>(key.size()), 0);
  out[0] = condition.accepts_null ? 1 : 0;
  for (Code code = 1; code < static_cast<Code>(key.size()); ++code) {
    const bool in = held_as_text(key.kind()) ? texts.contains(std::string(key.text(code))) : integers.contains(key.integer(code));
    out[static_cast<std::size_t>(code)] = in ? 1 : 0;
  }
  return out;
}

}  // namespace

CellFilter::CellFilter(const GroupTable& table, const std::vector<Condition>& conditions) {
  for (const Condition& condition : conditions) {
    const std::vector<std::uint8_t> accepted = accepted_codes(table.keys()[static_cast<std::size_t>(condition.key)], condition);
    const auto same = std::find_if(tests_.begin(), tests_.end(), [&](const Test& test) { return test.key == condition.key; });
    if (same == tests_.end()) {
      tests_.push_back({condition.key, accepted});
    } else {
      std::transform(accepted.begin(), accepted.end(), same->accepted.begin(), same->accepted.begin(), std::bit_and<>());
    }
  }
}

const std::vector<std::uint8_t>* CellFilter::accepted(Index key) const {
  const auto found = std::find_if(tests_.begin(), tests_.end(), [key](const Test& test) { return test.key == key; });
  return found == tests_.end() ? nullptr : &found->accepted;
}

}  // namespace huishou::ledger
