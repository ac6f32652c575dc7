// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "bindings.hpp"

namespace huishou::bindings {

using ledger::KeyColumn;
using ledger::KeyKind;

namespace {

const char* kind_name(KeyKind kind) {
  switch (kind) {
    case KeyKind::kInteger: return "integer";
    case KeyKind::kText: return "text";
    case KeyKind::kBoolean: return "boolean";
    case KeyKind::kDate: return "date";
    case KeyKind::kTimestamp: return "timestamp";
    case KeyKind::kTimestampUtc: return "timestamp_utc";
    case KeyKind::kNone: break;
  }
  return "null";
}

}  // namespace

py::tuple key_column(const ledger::GroupTable& table, Index k, const std::vector<Index>& cells) {
  const KeyColumn& key = table.keys()[static_cast<std::size_t>(k)];
  const std::vector<Code> codes = table.codes_of(cells, k);
  if (key.kind() == KeyKind::kText) {
    std::vector<std::int32_t> positions;
    positions.reserve(codes.size());
    for (const Code code : codes) positions.push_back(code - 1);
    std::vector<std::int64_t> offsets{0};
    std::string text;
    for (Code code = 1; code < static_cast<Code>(key.size()); ++code) {
      text += key.text(code);
      offsets.push_back(static_cast<std::int64_t>(text.size()));
    }
    return py::make_tuple(kind_name(key.kind()), array_of(std::move(positions)), array_of(std::move(offsets)), py::bytes(text));
  }
  std::vector<std::int64_t> values;
  std::vector<std::uint8_t> valid;
  values.reserve(codes.size());
  valid.reserve(codes.size());
  for (const Code code : codes) {
    values.push_back(code == 0 ? 0 : key.integer(code));
    valid.push_back(code == 0 ? 0 : 1);
  }
  return py::make_tuple(kind_name(key.kind()), array_of(std::move(values)), array_of(std::move(valid)));
}

py::object key_value(const KeyColumn& key, Code code) {
  if (code == 0) return py::none();
  if (key.kind() == KeyKind::kText) return py::str(std::string(key.text(code)));
  if (key.kind() == KeyKind::kBoolean) return py::bool_(key.integer(code) != 0);
  return py::int_(key.integer(code));
}

}  // namespace huishou::bindings
