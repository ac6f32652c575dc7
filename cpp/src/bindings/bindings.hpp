// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// What every binding file needs. Inputs come as contiguous arrays of the exact type (nothing is cast here) or as Arrow
// streams; kernels run without the interpreter lock, in an inner block that touches no Python object.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "huishou/base/cancel.hpp"
#include "huishou/base/error.hpp"
#include "huishou/base/pages.hpp"
#include "huishou/base/recycled.hpp"
#include "huishou/base/types.hpp"
#include "huishou/ledger/arrow_table.hpp"
#include "huishou/ledger/group_table.hpp"

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
// The array keeps the memory, so that it is recycled too.
template <class T>
py::array_t<T> array_of(Large<T> values) {
  auto* const kept = new Large<T>(std::move(values));
  const py::capsule owner(kept, [](void* memory) { delete static_cast<Large<T>*>(memory); });
  return py::array_t<T>(static_cast<py::ssize_t>(kept->size()), kept->data(), owner);
}
// The same without a copy: the array keeps the memory it lies in.
template <class T>
py::array_t<T> array_in(const std::shared_ptr<Pages>& memory, std::span<T> values) {
  const py::capsule owner(new std::shared_ptr<Pages>(memory), [](void* kept) { delete static_cast<std::shared_ptr<Pages>*>(kept); });
  return py::array_t<T>(static_cast<py::ssize_t>(values.size()), values.data(), owner);
}

// (numbers, validity), as _native.column reads them; what is not valid is 0.
inline py::tuple optional_column(const std::vector<std::optional<double>>& values) {
  std::vector<double> numbers;
  std::vector<std::uint8_t> valid;
  for (const auto& value : values) {
    numbers.push_back(value.value_or(0.0));
    valid.push_back(value.has_value() ? 1 : 0);
  }
  return py::make_tuple(array_of(numbers), array_of(valid));
}

// One key of the cells given: kind, then integers with validity (None when all are), or 0-based positions (-1 null) into text
// offsets and bytes; in pages of its own where none are given.
py::tuple key_column(const ledger::GroupTable& table, Index key, const std::vector<Index>& cells, std::shared_ptr<Pages> memory = nullptr);
inline constexpr Index kKeyBytes = 16;     // a group takes at most, for one key
inline constexpr Index kNumberBytes = 10;  // and for one statistic
// A code as text, number or None.
py::object key_value(const ledger::KeyColumn& key, Code code);

// A cancel that raises KeyboardInterrupt (or whatever a signal handler raises) in the calling thread.
Cancel interruptible();

// The table behind an object with __arrow_c_stream__.
ledger::ArrowTable arrow_table(const py::object& frame);

void register_errors(py::module_& module);
void register_stats(py::module_& module);
void register_keys(py::module_& module);
void register_aggregator(py::module_& module);
void register_reasons(py::module_& module);
void register_cells(py::module_& module);
void register_rules(py::module_& module);
void register_recovery(py::module_& module);
void register_carbon(py::module_& module);
void register_network(py::module_& module);
void register_decide(py::module_& module);

}  // namespace huishou::bindings
