// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "bindings.hpp"
#include "huishou/base/reason.hpp"

namespace huishou::bindings {

// Names of the bits, mildest first: Python reads a set of reasons with them.
void register_reasons(py::module_& module) {
  py::list names;
  for (const std::string_view name : kReasonNames) names.append(py::str(std::string(name)));
  module.attr("reason_names") = py::tuple(names);
}

}  // namespace huishou::bindings
