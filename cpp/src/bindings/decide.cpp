// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "bindings.hpp"
#include "huishou/base/floating.hpp"
#include "huishou/decide/membership.hpp"
#include "huishou/decide/rank_counts.hpp"
#include "huishou/decide/simplex.hpp"

namespace huishou::bindings {

namespace {

using Bytes = Array<std::uint8_t>;
// (exit_after, grace, missing, full, swap margin)
using RulesArgument = std::tuple<Code, Code, Index, Index, double>;
// (reported, must_enter, must_stay, stays_open, panel, enter, exit, [(group, seats)])
using FactsArgument = std::tuple<Bytes, Bytes, Bytes, Bytes, Bytes, Array<double>, Array<double>, std::vector<std::pair<Array<Code>, Array<Index>>>>;
// (columns, renormalise, sd, streams); sd is empty where reports are exact
using CriteriaArgument = std::tuple<std::vector<Array<double>>, bool, Array<double>, Array<std::uint64_t>>;
// (member, lows, reviews)
using StandingArgument = std::tuple<Bytes, Array<Code>, Array<Code>>;

decide::ListRules rules_of(const RulesArgument& argument) {
  const auto& [exit_after, grace, missing, full, margin] = argument;
  return {exit_after, grace, static_cast<decide::Missing>(missing), static_cast<decide::Full>(full), margin};
}

[[noreturn]] void refuse(const char* name) {
  throw Error(ErrorKind::kInput, "unequal_lengths", std::string(name) + " has another length or a value out of range.", "Give one value a firm.")
      .in_column(name);
}

template <class To, class From>
std::span<const To> column_of(const Array<From>& array, const char* name, std::size_t firms) {
  static_assert(sizeof(To) == sizeof(From));
  const std::span<const From> values = span_of(array, name);
  if (values.size() != firms) refuse(name);
  return {reinterpret_cast<const To*>(values.data()), values.size()};
}
template <class Enum>
std::span<const Enum> codes_of(const Bytes& array, const char* name, std::size_t firms, std::uint8_t last) {
  for (const std::uint8_t code : span_of(array, name)) {
    if (code > last) refuse(name);
  }
  return column_of<Enum>(array, name, firms);
}

decide::Facts facts_of(const FactsArgument& argument) {
  const auto& [reported, must_enter, must_stay, stays_open, panel, enter, exit, quotas] = argument;
  const std::size_t n = span_of(reported, "reported").size();
  decide::Facts facts;
  facts.reported = span_of(reported, "reported");
  facts.must_enter = codes_of<decide::Verdict>(must_enter, "must_enter", n, 2);
  facts.must_stay = codes_of<decide::Verdict>(must_stay, "must_stay", n, 2);
  facts.stays_open = codes_of<decide::Verdict>(stays_open, "exit_now", n, 2);
  facts.panel = codes_of<decide::Panel>(panel, "panel", n, 4);
  facts.enter = column_of<double>(enter, "enter", n);
  facts.exit = column_of<double>(exit, "exit", n);
  for (const auto& [group, seats] : quotas) {
    const decide::Quota quota{column_of<Code>(group, "quota", n), span_of(seats, "seats")};
    for (const Code code : quota.group) {
      if (code != kMissing && (code < 0 || static_cast<std::size_t>(code) >= quota.seats.size())) refuse("quota");
    }
    facts.quotas.push_back(quota);
  }
  return facts;
}

decide::Criteria criteria_of(const CriteriaArgument& argument, std::size_t firms) {
  const auto& [columns, renormalise, sd, streams] = argument;
  decide::Criteria criteria;
  for (const auto& column : columns) criteria.columns.push_back(column_of<double>(column, "criteria", firms));
  criteria.renormalise = renormalise;
  if (sd.size() != 0) {
    criteria.sd = column_of<double>(sd, "sd", firms);
    criteria.streams = column_of<std::uint64_t>(streams, "streams", firms);
  }
  return criteria;
}

std::vector<decide::Standing> standing_of(const StandingArgument& argument, std::size_t firms) {
  const auto& [member, lows, reviews] = argument;
  const auto in = column_of<std::uint8_t>(member, "member", firms);
  const auto low = column_of<Code>(lows, "lows", firms);
  const auto seen = column_of<Code>(reviews, "reviews", firms);
  std::vector<decide::Standing> out(firms);
  for (std::size_t i = 0; i < firms; ++i) out[i] = {in[i] != 0, low[i], seen[i]};
  return out;
}

std::span<const double> weights_of(const Array<double>& weights, std::size_t criteria) {
  if (weights.ndim() != 2 || static_cast<std::size_t>(weights.shape(1)) != criteria) refuse("weights");
  return {weights.data(), static_cast<std::size_t>(weights.size())};
}

py::dict review_list(const RulesArgument& rules, const FactsArgument& argument, const Array<double>& given, const StandingArgument& start) {
  const decide::Facts facts = facts_of(argument);
  const auto n = static_cast<std::size_t>(facts.size());
  const std::span<const double> scores = column_of<double>(given, "score", n);
  std::vector<decide::Standing> standing = standing_of(start, n);
  decide::Outcome outcome;
  {
    const py::gil_scoped_release nogil;
    const DefaultFloating floating;
    decide::review(rules_of(rules), facts, scores, standing, outcome);
  }
  std::vector<std::uint8_t> decision(n);
  std::vector<Code> lows(n);
  std::vector<Code> reviews(n);
  for (std::size_t i = 0; i < n; ++i) {
    decision[i] = static_cast<std::uint8_t>(outcome.decision[i]);
    lows[i] = standing[i].lows;
    reviews[i] = standing[i].reviews;
  }
  py::dict out;
  out["decision"] = array_of(decision);
  out["why"] = array_of(outcome.why);
  out["bar"] = array_of(outcome.bar);
  out["lows"] = array_of(lows);
  out["reviews"] = array_of(reviews);
  return out;
}

py::array_t<double> list_scores(const CriteriaArgument& argument, const Array<double>& weights, Index firms) {
  const decide::Criteria criteria = criteria_of(argument, static_cast<std::size_t>(firms));
  const std::span<const double> w = span_of(weights, "weights");
  if (w.size() != criteria.columns.size()) refuse("weights");
  std::vector<double> out(static_cast<std::size_t>(firms));
  const DefaultFloating floating;
  decide::weighted_scores(criteria, w, out);
  return array_of(out);
}

py::array_t<double> logarithms(const Array<double>& values) {
  const std::span<const double> in = span_of(values, "values");
  std::vector<double> out(in.size());
  const DefaultFloating floating;
  decide::logarithms(in, out);
  return array_of(out);
}

py::dict list_membership(const RulesArgument& rules, const std::vector<std::pair<FactsArgument, CriteriaArgument>>& arguments, const StandingArgument& start,
                         const Array<double>& weights, std::uint64_t seed, Index threads) {
  std::vector<decide::Year> years;
  const auto n = static_cast<std::size_t>(std::get<0>(start).size());
  for (const auto& [facts, criteria] : arguments) {
    years.push_back({facts_of(facts), criteria_of(criteria, n)});
    if (static_cast<std::size_t>(years.back().facts.size()) != n) refuse("reported");
  }
  const std::vector<decide::Standing> standing = standing_of(start, n);
  const std::span<const double> w = weights_of(weights, years.empty() ? 0 : years.front().criteria.columns.size());
  const Index draws = weights.shape(0);
  Cancel cancel = interruptible();
  decide::Membership found;
  {
    const py::gil_scoped_release nogil;
    found = decide::membership(rules_of(rules), years, standing, w, draws, seed, threads, cancel);
  }
  py::dict out;
  out["listed"] = array_of(found.listed);
  out["seats"] = array_of(found.seats);
  out["entered"] = array_of(found.entered);
  out["left"] = array_of(found.left);
  return out;
}

py::dict rank_counts(const CriteriaArgument& argument, Index firms, const Array<double>& weights, Index top, std::uint64_t seed, Index threads) {
  const decide::Criteria criteria = criteria_of(argument, static_cast<std::size_t>(firms));
  const std::span<const double> w = weights_of(weights, criteria.columns.size());
  const Index draws = weights.shape(0);
  Cancel cancel = interruptible();
  decide::RankCounts found;
  {
    const py::gil_scoped_release nogil;
    found = decide::rank_counts(criteria, firms, w, draws, top, seed, threads, cancel);
  }
  py::dict out;
  out["at"] = array_of(found.at);
  out["scored"] = array_of(found.scored);
  out["sum"] = array_of(found.sum);
  out["best"] = array_of(found.best);
  out["worst"] = array_of(found.worst);
  return out;
}

py::array_t<double> draw_weights(const Array<double>& centre, const Array<std::uint64_t>& streams, double spread, bool ordered, std::uint64_t seed,
                                 Index draws) {
  const decide::UncertainWeights weights{span_of(centre, "weights"), column_of<std::uint64_t>(streams, "streams", static_cast<std::size_t>(centre.size())),
                                         spread, ordered};
  return array_of(decide::draw_weights(weights, seed, draws));
}

}  // namespace

void register_decide(py::module_& module) {
  module.attr("list_reasons") = std::vector<std::string>(decide::kWhyNames.begin(), decide::kWhyNames.end());
  module.def("review_list", &review_list, py::arg("rules"), py::arg("facts"), py::arg("scores").noconvert(), py::arg("start"));
  module.def("list_scores", &list_scores, py::arg("criteria"), py::arg("weights").noconvert(), py::arg("firms"));
  module.def("logarithms", &logarithms, py::arg("values").noconvert());
  module.def("list_membership", &list_membership, py::arg("rules"), py::arg("years"), py::arg("start"), py::arg("weights").noconvert(), py::arg("seed"),
             py::arg("threads"));
  module.def("rank_counts", &rank_counts, py::arg("criteria"), py::arg("firms"), py::arg("weights").noconvert(), py::arg("top"), py::arg("seed"),
             py::arg("threads"));
  module.def("draw_weights", &draw_weights, py::arg("centre").noconvert(), py::arg("streams").noconvert(), py::arg("spread"), py::arg("ordered"),
             py::arg("seed"), py::arg("draws"));
}

}  // namespace huishou::bindings
