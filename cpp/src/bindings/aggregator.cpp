// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "bindings.hpp"
#include "huishou/ledger/aggregator.hpp"

namespace huishou::bindings {

namespace {

using ledger::Aggregator;
using ledger::KeyColumn;
using ledger::KeyKind;

Aggregator make(std::vector<std::string> by, const std::vector<std::pair<std::string, std::vector<std::string>>>& values) {
  std::vector<ledger::ValueRequest> requests;
  for (const auto& [name, statistics] : values) requests.push_back({name, statistics});
  return Aggregator(std::move(by), std::move(requests));
}

void update(Aggregator& self, const py::object& frame, Index threads) {
  const ledger::ArrowTable table = arrow_table(frame);
  Cancel cancel = interruptible();
  const py::gil_scoped_release nogil;
  self.update(table, threads, cancel);
}

void absorb(Aggregator& self, const py::object& frame, Index threads) {
  const ledger::ArrowTable table = arrow_table(frame);
  Cancel cancel = interruptible();
  const py::gil_scoped_release nogil;
  self.absorb(table, threads, cancel);
}

py::bytes in_bytes(const Aggregator& self, std::string (Aggregator::*write)() const) {
  std::string bytes;
  {
    const py::gil_scoped_release nogil;
    bytes = (self.*write)();
  }
  return py::bytes(bytes);
}

Aggregator from_bytes(const py::bytes& bytes) {
  const std::string_view view(bytes);
  const py::gil_scoped_release nogil;
  return Aggregator::from_bytes(view);
}

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

// One key of all groups: kind, then integers with validity, or 0-based positions (-1 null) into text offsets and bytes.
py::tuple key_column(const KeyColumn& key, const std::vector<Code>& codes) {
  if (key.kind() == KeyKind::kText) {
    std::vector<std::int32_t> positions;
    for (const Code code : codes) positions.push_back(code - 1);
    std::vector<std::int64_t> offsets{0};
    std::string text;
    for (Code code = 1; code < static_cast<Code>(key.size()); ++code) {
      text += key.text(code);
      offsets.push_back(static_cast<std::int64_t>(text.size()));
    }
    return py::make_tuple(kind_name(key.kind()), array_of(positions), array_of(offsets), py::bytes(text));
  }
  std::vector<std::int64_t> values;
  std::vector<std::uint8_t> valid;
  for (const Code code : codes) {
    values.push_back(code == 0 ? 0 : key.integer(code));
    valid.push_back(code == 0 ? 0 : 1);
  }
  return py::make_tuple(kind_name(key.kind()), array_of(values), array_of(valid));
}

// (numbers, validity or None)
py::tuple number_column(const ledger::ResultColumn& column) {
  py::object numbers = column.integer ? py::object(array_of(column.integers)) : py::object(array_of(column.reals));
  return py::make_tuple(numbers, column.valid.empty() ? py::object(py::none()) : py::object(array_of(column.valid)));
}

py::tuple result(const Aggregator& self) {
  std::vector<Index> groups;
  std::vector<std::vector<ledger::ResultColumn>> columns;
  std::vector<std::vector<Code>> codes(self.by().size());
  {
    const py::gil_scoped_release nogil;
    groups = self.groups();
    std::vector<Code> tuple(codes.size());
    for (const Index cell : groups) {
      self.table().codes_of(cell, tuple);
      for (std::size_t k = 0; k < tuple.size(); ++k) codes[k].push_back(tuple[k]);
    }
    for (std::size_t v = 0; v < self.values().size(); ++v) {
      columns.emplace_back();
      std::vector<std::string> wanted = self.values()[v].statistics;
      if (std::find(wanted.begin(), wanted.end(), "missing") == wanted.end()) wanted.emplace_back("missing");
      for (const std::string& statistic : wanted) columns.back().push_back(self.column(static_cast<Index>(v), statistic, groups));
    }
  }
  py::list keys;
  for (std::size_t k = 0; k < codes.size(); ++k) keys.append(key_column(self.table().keys()[k], codes[k]));
  py::list values;
  for (const auto& own : columns) {
    py::list numbers;
    for (const ledger::ResultColumn& column : own) numbers.append(number_column(column));
    values.append(numbers);
  }
  return py::make_tuple(static_cast<Index>(groups.size()), keys, values);
}

}  // namespace

void register_aggregator(py::module_& module) {
  py::class_<Aggregator>(module, "Aggregator")
      .def(py::init(&make), py::arg("by"), py::arg("values"))
      .def("update", &update, py::arg("frame"), py::arg("threads"))
      .def("absorb", &absorb, py::arg("frame"), py::arg("threads"))
      .def("merge", [](Aggregator& self, const Aggregator& other) { self.merge(other); })
      .def("subtract", [](Aggregator& self, const Aggregator& other) { self.subtract(other); })
      .def("copy", [](const Aggregator& self) { return Aggregator(self); })
      .def("canonical", [](const Aggregator& self) { return in_bytes(self, &Aggregator::canonical); })
      .def("to_bytes", [](const Aggregator& self) { return in_bytes(self, &Aggregator::to_bytes); })
      .def_static("from_bytes", &from_bytes, py::arg("bytes"))
      .def("result", &result)
      .def("groups", [](const Aggregator& self) { return static_cast<Index>(self.groups().size()); })
      .def_property_readonly("by", &Aggregator::by)
      .def_property_readonly("values", [](const Aggregator& self) {
        std::vector<std::pair<std::string, std::vector<std::string>>> values;
        for (const auto& value : self.values()) values.emplace_back(value.name, value.statistics);
        return values;
      });
}

}  // namespace huishou::bindings
