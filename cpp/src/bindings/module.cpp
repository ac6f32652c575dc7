// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "bindings.hpp"

PYBIND11_MODULE(_core, module, pybind11::mod_gil_not_used()) {
  module.attr("__version__") = HUISHOU_VERSION;
  huishou::bindings::register_errors(module);
  huishou::bindings::register_stats(module);
  huishou::bindings::register_keys(module);
  huishou::bindings::register_aggregator(module);
  huishou::bindings::register_reasons(module);
  huishou::bindings::register_cells(module);
  huishou::bindings::register_rules(module);
  huishou::bindings::register_recovery(module);
  huishou::bindings::register_carbon(module);
  huishou::bindings::register_network(module);
  huishou::bindings::register_decide(module);
}
