// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "bindings.hpp"
#include "huishou/ledger/cell_classes.hpp"

namespace huishou::bindings {

namespace {

py::dict cell_classes(const ledger::Aggregator& rows, const std::vector<Index>& keys) {
  ledger::CellClasses found;
  {
    const py::gil_scoped_release nogil;
    found = ledger::classify(ledger::CellList(rows, 0), keys);
  }
  py::list columns;
  for (const Index key : keys) columns.append(key_column(rows.table(), key, found.representatives));
  py::dict out;
  out["of_cell"] = array_of(found.of_cell);
  out["keys"] = columns;
  out["values"] = array_of(found.values);
  out["mass_t"] = array_of(found.mass_t);
  return out;
}

}  // namespace

void register_cells(py::module_& module) { module.def("cell_classes", &cell_classes, py::arg("rows"), py::arg("keys")); }

}  // namespace huishou::bindings
