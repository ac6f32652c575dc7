// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>

#include "bindings.hpp"
#include "huishou/base/floating.hpp"
#include "huishou/carbon/avoided.hpp"
#include "huishou/carbon/monte_carlo.hpp"
#include "huishou/carbon/sampler.hpp"

namespace huishou::bindings {

namespace {

// (avoided, low, high, induced, matched, names of reasons as bits)
using FactorArgument = std::tuple<std::vector<double>, std::vector<double>, std::vector<double>, std::vector<double>, bool, Reasons>;

py::dict avoided(const ledger::Aggregator& rows, Index by, const Array<Code>& factor_of_cell, const std::vector<FactorArgument>& arguments,
                 const std::vector<Index>& unlike, const std::vector<double>& yields, double otherwise_recovered) {
  std::vector<carbon::Factor> factors;
  for (const auto& [point, low, high, induced, matched, reasons] : arguments) factors.push_back({point, low, high, induced, matched, reasons});
  const std::span<const Code> codes = span_of(factor_of_cell, "factor_of_cell");
  carbon::AvoidedTable found;
  std::vector<Index> representatives;
  {
    const py::gil_scoped_release nogil;
    const ledger::CellList cells(rows, by);
    found = carbon::avoided(cells, codes, factors, {unlike, yields, otherwise_recovered});
    for (const carbon::Avoided& row : found.rows) representatives.push_back(cells.cell(cells.first(row.group)));
  }
  std::vector<Index> group;
  std::vector<Reasons> reasons;
  std::vector<Index> offsets{0};
  std::vector<Code> used;
  std::vector<double> masses;
  constexpr std::array<std::optional<double> carbon::Avoided::*, 8> kNumbers = {
      &carbon::Avoided::mass_t, &carbon::Avoided::mass_covered_t, &carbon::Avoided::coverage, &carbon::Avoided::avoided,
      &carbon::Avoided::low,    &carbon::Avoided::high,           &carbon::Avoided::induced,  &carbon::Avoided::net};
  constexpr std::array<const char*, 8> kNames = {"mass_t", "mass_covered_t", "coverage", "avoided_co2e_t", "avoided_low", "avoided_high", "induced_co2e_t", "net_co2e_t"};
  std::array<std::vector<std::optional<double>>, 8> numbers;
  for (const carbon::Avoided& row : found.rows) {
    group.push_back(row.group);
    reasons.push_back(row.reasons);
    used.insert(used.end(), row.factors.begin(), row.factors.end());
    masses.insert(masses.end(), row.masses.begin(), row.masses.end());
    offsets.push_back(static_cast<Index>(used.size()));
    for (std::size_t n = 0; n < kNumbers.size(); ++n) numbers[n].push_back(row.*kNumbers[n]);
  }
  py::list keys;
  for (Index k = 0; k < by; ++k) keys.append(key_column(rows.table(), k, representatives));
  py::list mixed;
  for (const ledger::Unlike& one : found.unlike) {
    const ledger::KeyColumn& key = rows.table().keys()[static_cast<std::size_t>(one.key)];
    py::list values;
    for (const Code code : one.codes) values.append(key_value(key, code));
    mixed.append(py::make_tuple(one.row, one.key, values));
  }
  py::dict out;
  out["keys"] = keys;
  out["group"] = array_of(group);
  out["reasons"] = array_of(reasons);
  out["offsets"] = array_of(offsets);
  out["factors"] = array_of(used);
  out["masses"] = array_of(masses);
  out["unlike"] = mixed;
  for (std::size_t n = 0; n < kNames.size(); ++n) out[kNames[n]] = optional_column(numbers[n]);
  return out;
}

// (stream, name of the distribution, value, low, high, sd, bounded, values, probabilities)
using VariableArgument = std::tuple<std::uint64_t, std::string, double, double, double, double, bool, std::vector<double>, std::vector<double>>;

carbon::Variable variable_of(const VariableArgument& argument) {
  const auto& [stream, name, value, low, high, sd, bounded, values, probabilities] = argument;
  constexpr std::array<const char*, 8> kNames = {"constant", "normal", "lognormal", "uniform", "triangular", "pert", "discrete", "lognormal_median"};
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) throw Error(ErrorKind::kInput, "unknown_distribution", "'" + name + "' is not a distribution.", "Choose normal, lognormal, lognormal_median, uniform, triangular, pert or discrete.").with_value(name);
  return {stream, static_cast<carbon::Distribution>(found - kNames.begin()), value, low, high, sd, bounded, values, probabilities};
}

// avoided and induced as [(variable, weight)], and what is induced for certain
using DrawnArgument = std::tuple<std::vector<std::pair<Index, double>>, std::vector<std::pair<Index, double>>, double>;

// positions of variables, and their correlations row after row; both empty for independent ones
using CorrelationArgument = std::pair<std::vector<Index>, std::vector<double>>;

// Rows as offsets into factors and masses. Seven columns as _native.column reads them.
py::list monte_carlo(const Array<Index>& offsets, const Array<Code>& used, const Array<double>& masses,
                     const std::vector<DrawnArgument>& factors, const std::vector<VariableArgument>& variables, const CorrelationArgument& correlation,
                     Index draws, std::uint64_t seed, double level, Index threads) {
  carbon::Simulation simulation;
  simulation.draws = draws;
  simulation.seed = seed;
  simulation.level = level;
  simulation.correlation = {correlation.first, correlation.second};
  for (const VariableArgument& variable : variables) simulation.variables.push_back(variable_of(variable));
  for (const auto& [avoided, induced, constant] : factors) {
    carbon::DrawnFactor factor;
    factor.induced_constant = constant;
    for (const auto& [variable, weight] : avoided) factor.avoided.push_back({variable, weight});
    for (const auto& [variable, weight] : induced) factor.induced.push_back({variable, weight});
    simulation.factors.push_back(std::move(factor));
  }
  const auto bounds = span_of(offsets, "offsets");
  const auto codes = span_of(used, "factors");
  const auto tonnes = span_of(masses, "masses");
  std::vector<carbon::DrawnRow> rows(bounds.size() - 1);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto first = static_cast<std::size_t>(bounds[r]);
    const auto count = static_cast<std::size_t>(bounds[r + 1] - bounds[r]);
    rows[r].factors.assign(codes.begin() + static_cast<std::ptrdiff_t>(first), codes.begin() + static_cast<std::ptrdiff_t>(first + count));
    rows[r].masses.assign(tonnes.begin() + static_cast<std::ptrdiff_t>(first), tonnes.begin() + static_cast<std::ptrdiff_t>(first + count));
  }
  std::vector<std::optional<carbon::Spread>> found;
  Cancel cancel = interruptible();
  {
    const py::gil_scoped_release nogil;
    found = carbon::monte_carlo(rows, simulation, threads, cancel);
  }
  constexpr std::array<double carbon::Spread::*, 7> kNumbers = {&carbon::Spread::mean,     &carbon::Spread::sd,      &carbon::Spread::low,     &carbon::Spread::high,
                                                                &carbon::Spread::net_mean, &carbon::Spread::net_low, &carbon::Spread::net_high};
  py::list out;
  for (const auto number : kNumbers) {
    std::vector<std::optional<double>> column;
    for (const auto& spread : found) column.push_back(spread ? std::optional((*spread).*number) : std::nullopt);
    out.append(optional_column(column));
  }
  return out;
}

// Keys of every group of the answer, in order: what yields are matched to.
py::list group_keys(const ledger::Aggregator& rows, Index by) {
  std::vector<Index> representatives;
  {
    const py::gil_scoped_release nogil;
    representatives = ledger::CellList(rows, by).representatives();
  }
  py::list keys;
  for (Index k = 0; k < by; ++k) keys.append(key_column(rows.table(), k, representatives));
  return keys;
}

}  // namespace

void register_carbon(py::module_& module) {
  module.def("avoided", &avoided, py::arg("rows"), py::arg("by"), py::arg("factor_of_cell").noconvert(), py::arg("factors"), py::arg("unlike"), py::arg("yields"),
             py::arg("otherwise_recovered"));
  module.def("monte_carlo", &monte_carlo, py::arg("offsets").noconvert(), py::arg("factors").noconvert(), py::arg("masses").noconvert(), py::arg("drawn"),
             py::arg("variables"), py::arg("correlation"), py::arg("draws"), py::arg("seed"), py::arg("level"), py::arg("threads"));
  module.def("factor_variance", [](const VariableArgument& argument) { return carbon::variance(variable_of(argument)); }, py::arg("variable"));
  module.def("factor_draws", [](const VariableArgument& argument, std::uint64_t seed, std::uint64_t first, Index count) {
    py::array_t<double> values(static_cast<py::ssize_t>(count));
    const DefaultFloating floating;
    carbon::Sampler(variable_of(argument)).draw(seed, first, {values.mutable_data(), static_cast<std::size_t>(count)});
    return values;
  }, py::arg("variable"), py::arg("seed"), py::arg("first"), py::arg("count"));
  module.def("group_keys", &group_keys, py::arg("rows"), py::arg("by"));
}

}  // namespace huishou::bindings
