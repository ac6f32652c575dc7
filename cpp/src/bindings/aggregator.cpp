// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "bindings.hpp"
#include "huishou/ledger/aggregator.hpp"

namespace huishou::bindings {

namespace {

using ledger::Aggregator;

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

// (numbers, validity or None); decimals as (pairs of 64-bit halves, validity or None, scale)
py::tuple number_column(const ledger::ResultColumn& column, const std::shared_ptr<Pages>& memory) {
  py::object valid = column.valid.empty() ? py::object(py::none()) : py::object(array_in(memory, column.valid));
  if (column.scale >= 0) {
    const std::span<std::uint64_t> halves(reinterpret_cast<std::uint64_t*>(column.decimals.data()), column.decimals.size() * 2);
    return py::make_tuple(array_in(memory, halves), valid, column.scale);
  }
  py::object numbers = column.integer ? py::object(array_in(memory, column.integers)) : py::object(array_in(memory, column.reals));
  return py::make_tuple(numbers, valid);
}

py::tuple result(const Aggregator& self, Index threads) {
  std::vector<Index> groups;
  std::vector<std::vector<ledger::ResultColumn>> columns;
  std::shared_ptr<Pages> memory;
  {
    const py::gil_scoped_release nogil;
    groups = self.groups();
    Index bytes = static_cast<Index>(self.by().size()) * kKeyBytes;
    for (const ledger::ValueRequest& value : self.values()) bytes += static_cast<Index>(value.statistics.size() + 1) * kNumberBytes;
    memory = std::make_shared<Pages>(static_cast<Index>(groups.size()) * bytes);
    for (std::size_t v = 0; v < self.values().size(); ++v) {
      std::vector<std::string> wanted = self.values()[v].statistics;
      if (std::find(wanted.begin(), wanted.end(), "missing") == wanted.end()) wanted.emplace_back("missing");
      columns.push_back(self.columns(static_cast<Index>(v), wanted, groups, threads, *memory));
    }
  }
  py::list keys;
  for (Index k = 0; k < static_cast<Index>(self.by().size()); ++k) keys.append(key_column(self.table(), k, groups, memory));
  py::list values;
  for (const auto& own : columns) {
    py::list numbers;
    for (const ledger::ResultColumn& column : own) numbers.append(number_column(column, memory));
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
      .def("result", &result, py::arg("threads"))
      .def("groups", [](const Aggregator& self) { return static_cast<Index>(self.groups().size()); })
      .def_property_readonly("by", &Aggregator::by)
      .def_property_readonly("values", [](const Aggregator& self) {
        std::vector<std::pair<std::string, std::vector<std::string>>> values;
        for (const auto& value : self.values()) values.emplace_back(value.name, value.statistics);
        return values;
      });
}

}  // namespace huishou::bindings
