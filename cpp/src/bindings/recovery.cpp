// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "bindings.hpp"
#include "huishou/ledger/aggregator.hpp"
#include "huishou/recovery/rate.hpp"

namespace huishou::bindings {

namespace {

// [(key, values, null accepted)]
using WhereArgument = std::vector<std::tuple<Index, std::vector<ledger::KeyValue>, bool>>;
// (coefficient, where, [(coefficient, where)] of a table, lags as positions in `earlier`, whether their mean is taken)
using TermArgument = std::tuple<double, WhereArgument, std::vector<std::pair<double, WhereArgument>>, std::vector<Index>, bool>;
// (numerator, denominator, computable)
using DefinitionArgument = std::tuple<std::vector<TermArgument>, std::vector<TermArgument>, bool>;

std::vector<ledger::Condition> conditions_of(const WhereArgument& argument) {
  std::vector<ledger::Condition> out;
  for (const auto& [key, accepted, null] : argument) out.push_back({key, accepted, null});
  return out;
}

std::vector<recovery::Term> terms_of(const std::vector<TermArgument>& arguments) {
  std::vector<recovery::Term> out;
  for (const auto& [coefficient, where, table, lags, mean] : arguments) {
    recovery::Term term{conditions_of(where), coefficient, {}, lags, mean};
    for (const auto& [weight, row] : table) term.table.push_back({conditions_of(row), weight});
    out.push_back(std::move(term));
  }
  return out;
}

// earlier: for each lag the group so many periods before each group, -1 where there is none; the first entry, lag 0, is not read.
py::dict rates(const ledger::Aggregator& rows, Index by, const std::vector<DefinitionArgument>& arguments, recovery::Columns columns, bool complete_only,
               const recovery::Earlier& earlier) {
  std::vector<recovery::Definition> definitions;
  for (const auto& [numerator, denominator, computable] : arguments) definitions.push_back({terms_of(numerator), terms_of(denominator), computable});
  recovery::Rates found;
  std::vector<Index> representatives;
  {
    const py::gil_scoped_release nogil;
    const ledger::CellList cells(rows, by);
    found = recovery::rates(cells, definitions, columns, complete_only, earlier);
    representatives = cells.representatives();
  }
  std::vector<Index> group;
  std::vector<Index> definition;
  std::vector<Reasons> reasons;
  std::vector<Index> units;
  std::vector<Index> complete_units;
  std::vector<Index> term_values;
  std::vector<double> term_mass;
  std::vector<std::optional<double>> numbers[4];
  for (const recovery::Rate& rate : found.rates) {
    group.push_back(rate.group);
    definition.push_back(rate.definition);
    reasons.push_back(rate.reasons);
    units.push_back(rate.units);
    complete_units.push_back(rate.complete_units);
    numbers[0].push_back(rate.numerator_t);
    numbers[1].push_back(rate.denominator_t);
    numbers[2].push_back(rate.denominator_covered);
    numbers[3].push_back(rate.rate);
    for (const recovery::TermSum& term : rate.terms) {
      term_values.push_back(term.values);
      term_mass.push_back(term.mass_t);
    }
  }
  py::list keys;
  for (Index k = 0; k < by; ++k) keys.append(key_column(rows.table(), k, representatives));
  py::list unlike;
  for (const ledger::Unlike& one : found.unlike) {
    const ledger::KeyColumn& key = rows.table().keys()[static_cast<std::size_t>(one.key)];
    py::list values;
    for (const Code code : one.codes) values.append(key_value(key, code));
    unlike.append(py::make_tuple(one.row, one.key, one.side, values));
  }
  py::dict out;
  out["keys"] = keys;
  out["group"] = array_of(group);
  out["definition"] = array_of(definition);
  out["reasons"] = array_of(reasons);
  out["units"] = array_of(units);
  out["complete_units"] = array_of(complete_units);
  out["numerator_t"] = optional_column(numbers[0]);
  out["denominator_t"] = optional_column(numbers[1]);
  out["denominator_covered"] = optional_column(numbers[2]);
  out["rate"] = optional_column(numbers[3]);
  out["term_values"] = array_of(term_values);
  out["term_mass"] = array_of(term_mass);
  out["unlike"] = unlike;
  out["unit_columns"] = found.unit_columns;
  return out;
}

}  // namespace

void register_recovery(py::module_& module) {
  py::class_<recovery::Columns>(module, "RateColumns")
      .def(py::init<>())
      .def_readwrite("units", &recovery::Columns::units)
      .def_readwrite("material", &recovery::Columns::material)
      .def_readwrite("unlike", &recovery::Columns::unlike)
      .def_readwrite("compared", &recovery::Columns::compared)
      .def_readwrite("stage", &recovery::Columns::stage)
      .def_readwrite("flow", &recovery::Columns::flow)
      .def_readwrite("chain", &recovery::Columns::chain)
      .def_readwrite("ways", &recovery::Columns::ways);
  module.def("rates", &rates, py::arg("rows"), py::arg("by"), py::arg("definitions"), py::arg("columns"), py::arg("complete_only"),
             py::arg("earlier"));
}

}  // namespace huishou::bindings
