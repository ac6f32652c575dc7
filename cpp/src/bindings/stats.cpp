// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "bindings.hpp"
#include "huishou/base/floating.hpp"
#include "huishou/stats/exact_sum.hpp"

namespace huishou::bindings {

namespace {

constexpr Index kPollRows = Index{1} << 20;

double exact_sum(const Array<double>& array) {
  const std::span<const double> values = span_of(array, "array");
  Cancel cancel = interruptible();
  const py::gil_scoped_release nogil;
  const DefaultFloating floating;
  stats::ExactSum sum;
  Index row = 0;
  for (const double x : values) {
    if (!stats::is_finite(x)) {
      if (!stats::is_nan(x)) {
        throw Error(ErrorKind::kInput, "infinite_value", "The array holds an infinite value.", "Remove it, or set it to NaN.").at_row(row).with_value(x > 0 ? "inf" : "-inf");
      }
    } else {
      sum.add(x);
    }
    if (++row % kPollRows == 0) cancel.poll();
  }
  const double total = sum.value();
  if (!stats::is_finite(total)) {
    throw Error(ErrorKind::kInput, "overflow", "The sum lies beyond the largest double.", "Divide the values by a constant first.");
  }
  return total;
}

}  // namespace

void register_stats(py::module_& module) { module.def("exact_sum", &exact_sum, py::arg("array").noconvert()); }

}  // namespace huishou::bindings
