// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "bindings.hpp"
#include "huishou/ledger/text_codes.hpp"

namespace huishou::bindings {

using ledger::KeyColumn;
using ledger::KeyKind;

namespace {

const char* kind_name(KeyKind kind) {
  switch (kind) {
    case KeyKind::kInteger: return "integer";
    case KeyKind::kText: return "text";
    case KeyKind::kDecimal: return "decimal";
    case KeyKind::kBoolean: return "boolean";
    case KeyKind::kDate: return "date";
    case KeyKind::kTimestamp: return "timestamp";
    case KeyKind::kTimestampUtc: return "timestamp_utc";
    case KeyKind::kNone: break;
  }
  return "null";
}

// Offsets and bytes of a column's texts.
py::tuple texts_of(const KeyColumn& key) {
  std::vector<std::int64_t> offsets{0};
  std::string text;
  for (Code code = 1; code < static_cast<Code>(key.size()); ++code) {
    text += key.text(code);
    offsets.push_back(static_cast<std::int64_t>(text.size()));
  }
  return py::make_tuple(array_of(offsets), py::bytes(text));
}

py::tuple text_codes(const py::object& frame) {
  const ledger::ArrowTable table = arrow_table(frame);
  py::array_t<Code> codes(static_cast<py::ssize_t>(table.rows()));
  const std::span<Code> out(codes.mutable_data(), static_cast<std::size_t>(table.rows()));
  Cancel cancel = interruptible();
  std::optional<KeyColumn> words;
  {
    const py::gil_scoped_release nogil;
    words = ledger::text_codes(table, 0, out, cancel);
  }
  return py::make_tuple(codes) + texts_of(*words);
}

}  // namespace

py::tuple key_column(const ledger::GroupTable& table, Index k, const std::vector<Index>& cells, std::shared_ptr<Pages> memory) {
  const KeyColumn& key = table.keys()[static_cast<std::size_t>(k)];
  const auto n = static_cast<Index>(cells.size());
  if (!memory) memory = std::make_shared<Pages>(n * kKeyBytes);
  const std::span<Code> codes = memory->take<Code>(n);
  table.codes_of(cells, k, codes);
  if (ledger::held_as_text(key.kind())) {
    for (Code& code : codes) --code;
    return py::make_tuple(kind_name(key.kind()), array_in(memory, codes)) + texts_of(key);
  }
  const std::span<std::int64_t> values = memory->take<std::int64_t>(n);
  const std::span<std::uint8_t> valid = memory->take<std::uint8_t>(n);
  bool all = true;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    valid[i] = codes[i] == 0 ? 0 : 1;
    all = all && codes[i] != 0;
    if (codes[i] != 0) values[i] = key.integer(codes[i]);
  }
  return py::make_tuple(kind_name(key.kind()), array_in(memory, values), all ? py::object(py::none()) : py::object(array_in(memory, valid)));
}

py::object key_value(const KeyColumn& key, Code code) {
  if (code == 0) return py::none();
  if (ledger::held_as_text(key.kind())) return py::str(std::string(key.text(code)));
  if (key.kind() == KeyKind::kBoolean) return py::bool_(key.integer(code) != 0);
  return py::int_(key.integer(code));
}

void register_keys(py::module_& module) { module.def("text_codes", &text_codes, py::arg("frame")); }

}  // namespace huishou::bindings
