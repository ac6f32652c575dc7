// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/aggregator.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "huishou/base/error.hpp"
#include "huishou/base/floating.hpp"
#include "huishou/base/parallel.hpp"

namespace huishou::ledger {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

ValueSpec spec_of(const ValueRequest& value) {
  ValueSpec spec{value.name, {}, false};
  for (const std::string& statistic : value.statistics) {
    if (statistic == "count" || statistic == "missing") continue;
    if (statistic == "sum" || statistic == "mean") {
      spec.layout.sum = true;
    } else if (statistic == "var") {
      spec.layout.sum = spec.layout.squares = true;
    } else if (statistic == "min" || statistic == "max") {
      spec.layout.extrema = true;
    } else if (percent_of(statistic) > 0) {
      spec.bins = true;
    } else {
      throw Error(ErrorKind::kInput, "unknown_statistic", "'" + statistic + "' is not a statistic.", "Choose from count sum mean var min max q01 … q99.")
          .in_column(value.name)
          .with_value(statistic);
    }
  }
  return spec;
}

std::vector<Index> by_name(const std::vector<ValueRequest>& values) {
  std::vector<Index> order(values.size());
  std::iota(order.begin(), order.end(), Index{0});
  std::sort(order.begin(), order.end(), [&](Index a, Index b) { return values[at(a)].name < values[at(b)].name; });
  return order;
}

std::vector<ValueSpec> specs_of(const std::vector<ValueRequest>& values) {
  std::vector<ValueSpec> specs;
  for (const Index i : by_name(values)) specs.push_back(spec_of(values[at(i)]));
  return specs;
}

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return names;
}

void require_distinct(const std::vector<std::string>& names, const char* what) {
  std::set<std::string> seen;
  for (const std::string& name : names) {
    if (!seen.insert(name).second) {
      throw Error(ErrorKind::kInput, "repeated_name", std::string(what) + " '" + name + "' is given twice.", "Give each name once.").in_column(name);
    }
  }
}

}  // namespace

Aggregator::Aggregator(std::vector<std::string> by, std::vector<ValueRequest> values)
    : by_(std::move(by)), values_(std::move(values)), sorted_(by_name(values_)), table_(by_, specs_of(values_)) {
  require_distinct(by_, "Key");
  std::vector<std::string> names;
  for (const ValueRequest& value : values_) {
    names.push_back(value.name);
    require_distinct(value.statistics, "Statistic");
    if (value.statistics.empty()) throw Error(ErrorKind::kInput, "no_statistic", "Column '" + value.name + "' has no statistic.", "Ask for count, for example.").in_column(value.name);
  }
  require_distinct(names, "Value");
  if (values_.empty()) throw Error(ErrorKind::kInput, "no_values", "No value column is given.", "Give values, for example {\"mass_t\": [\"sum\"]}.");
  for (const std::string& name : by_) {
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      throw Error(ErrorKind::kInput, "repeated_name", "Column '" + name + "' is both a key and a value.", "Use it as one of the two.").in_column(name);
    }
  }
}

GroupTable Aggregator::table_of(const ArrowTable& rows, Index threads, Cancel& cancel) const {
  const Index workers = worker_count(rows.rows(), threads);
  const Variant variant = best_variant();
  std::vector<GroupTable> parts;
  for (Index w = 0; w < workers; ++w) parts.emplace_back(by_, table_.specs());
  parallel_ranges(rows.rows(), workers, cancel, [&](Index begin, Index end, Index worker) {
    parts[at(worker)].add(rows, begin, end, variant, cancel, worker == 0);
    parts[at(worker)].carry_all();
  });
  for (Index w = 1; w < workers; ++w) parts.front().merge(parts[at(w)], 1, threads);
  return std::move(parts.front());
}

void Aggregator::update(const ArrowTable& rows, Index threads, Cancel& cancel) {
  const DefaultFloating floating;
  GroupTable added = table_of(rows, threads, cancel);
  if (added.empty()) return;  // the types of no rows decide nothing
  if (table_.empty()) {
    table_ = std::move(added);
  } else {
    table_.merge(added, 1, threads);
  }
}

void Aggregator::absorb(const ArrowTable& rows, Index threads, Cancel& cancel) {
  if (threads > 1 || table_.empty() || rows.rows() == 0) {
    update(rows, threads, cancel);
    return;
  }
  const DefaultFloating floating;
  table_.add(rows, 0, rows.rows(), best_variant(), cancel, true);
  table_.carry_all();
}

void Aggregator::require_same(const Aggregator& other) const {
  const auto differ = [](const std::string& message) {
    throw Error(ErrorKind::kState, "unlike_states", message, "Make both Aggregators with equal by and values.");
  };
  if (by_ != other.by_) differ("The two Aggregators group by different columns.");
  if (values_.size() != other.values_.size()) differ("The two Aggregators hold different value columns.");
  for (std::size_t i = 0; i < sorted_.size(); ++i) {
    const ValueRequest& mine = values_[at(sorted_[i])];
    const ValueRequest& theirs = other.values_[at(other.sorted_[i])];
    if (mine.name != theirs.name || sorted(mine.statistics) != sorted(theirs.statistics)) differ("The two Aggregators hold different statistics of '" + mine.name + "'.");
  }
}

void Aggregator::merge(const Aggregator& other) {
  require_same(other);
  if (other.table_.empty()) return;
  const DefaultFloating floating;
  if (&other == this) {
    const Aggregator copy(other);
    table_.merge(copy.table_, 1);
    return;
  }
  table_.merge(other.table_, 1);
}

void Aggregator::subtract(const Aggregator& other) {
  require_same(other);
  for (const ValueSpec& spec : table_.specs()) {
    if (!spec.layout.extrema) continue;
    throw Error(ErrorKind::kState, "not_subtractable", "min and max of '" + spec.name + "' cannot be taken back: the next smallest and largest are not kept.",
                "Leave min and max out of values, or compute again.")
        .in_column(spec.name);
  }
  if (other.table_.empty()) return;
  const DefaultFloating floating;
  GroupTable rest = table_;
  rest.merge(other.table_, -1);
  table_ = std::move(rest);
}

std::vector<ResultColumn> Aggregator::columns(Index value, const std::vector<std::string>& statistics, const std::vector<Index>& groups, Index threads, Pages& memory) const {
  const Index position = std::find(sorted_.begin(), sorted_.end(), value) - sorted_.begin();
  return result_columns(table_.values(position), table_.value_kind(position), values_[at(value)].name, statistics, groups, threads, memory);
}

}  // namespace huishou::ledger
