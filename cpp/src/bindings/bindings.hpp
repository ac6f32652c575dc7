// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// What every binding file needs. Inputs come as contiguous arrays of the exact type (nothing is cast here) or as Arrow
// streams; kernels run without the interpreter lock, in an inner block that touches no Python object.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <span>
#include <string>
#include <vector>

#include "huishou/base/cancel.hpp"
#include "huishou/base/error.hpp"
#include "huishou/base/types.hpp"
#include "huishou/ledger/arrow_table.hpp"

namespace huishou::bindings {

namespace py = pybind11;

template <class T>
using Array = py::array_t<T, py::array::c_style>;

template <class T>
std::span<const T> span_of(const Array<T>& array, const char* name) {
  if (array.ndim() != 1) throw Error(ErrorKind::kInput, "not_a_column", std::string(name) + " must have one dimension.", "Flatten it first.").in_column(name);
  return {array.data(), static_cast<std::size_t>(array.size())};
}

template <class T>
py::array_t<T> array_of(const std::vector<T>& values) {
  return py::array_t<T>(static_cast<py::ssize_t>(values.size()), values.data());
}

// A cancel that raises KeyboardInterrupt (or whatever a signal handler raises) in the calling thread.
Cancel interruptible();

// The table behind an object with __arrow_c_stream__.
ledger::ArrowTable arrow_table(const py::object& frame);

void register_errors(py::module_& module);
void register_stats(py::module_& module);
void register_aggregator(py::module_& module);

}  // namespace huishou::bindings
