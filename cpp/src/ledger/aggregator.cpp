// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/aggregator.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "huishou/base/error.hpp"
#include "huishou/base/parallel.hpp"
#include "huishou/stats/codec.hpp"
#include "huishou/stats/exact_sum.hpp"

namespace huishou::ledger {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// Percent of q01 ... q99, else -1.
int percent_of(const std::string& statistic) {
  if (statistic.size() != 3 || statistic[0] != 'q') return -1;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!digit(statistic[1]) || !digit(statistic[2])) return -1;
  const int percent = (statistic[1] - '0') * 10 + (statistic[2] - '0');
  return percent >= 1 ? percent : -1;
}

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

void write_names(stats::Writer& out, const std::vector<std::string>& names) {
  out.number(static_cast<std::uint16_t>(names.size()));
  for (const std::string& name : names) out.text(name);
}

std::vector<std::string> read_names(stats::Reader& in) {
  std::vector<std::string> names(in.number<std::uint16_t>());
  for (std::string& name : names) name = in.text();
  return names;
}

constexpr std::string_view kFormat = "huishou.aggregate.1";
constexpr std::string_view kMagic = "HSAGG001";

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
  for (Index w = 1; w < workers; ++w) parts.front().merge(parts[at(w)], 1);
  return std::move(parts.front());
}

void Aggregator::update(const ArrowTable& rows, Index threads, Cancel& cancel) {
  GroupTable added = table_of(rows, threads, cancel);
  if (table_.empty()) {
    table_ = std::move(added);
  } else {
    table_.merge(added, 1);
  }
}

void Aggregator::absorb(const ArrowTable& rows, Index threads, Cancel& cancel) {
  if (threads > 1 || table_.empty()) {
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
  GroupTable rest = table_;
  rest.merge(other.table_, -1);
  table_ = std::move(rest);
}

std::string Aggregator::canonical() const {
  const std::vector<Index> cells = groups();
  std::vector<Code> codes(by_.size());
  std::vector<bool> named(by_.size(), false);
  for (const Index cell : cells) {
    table_.codes_of(cell, codes);
    for (std::size_t k = 0; k < codes.size(); ++k) named[k] = named[k] || codes[k] != 0;
  }
  stats::Writer out;
  out.text(kFormat);
  out.number(static_cast<std::uint16_t>(by_.size()));
  for (std::size_t k = 0; k < by_.size(); ++k) {
    out.text(by_[k]);
    out.number(static_cast<std::uint8_t>(named[k] ? table_.keys()[k].kind() : KeyKind::kNone));
  }
  out.number(static_cast<std::uint16_t>(values_.size()));
  for (const Index i : sorted_) {
    out.text(values_[at(i)].name);
    write_names(out, sorted(values_[at(i)].statistics));
  }
  out.number(static_cast<std::uint64_t>(cells.size()));

  // Bins lie in one map for all cells: gathered here by cell, ascending.
  std::vector<std::vector<std::vector<std::pair<stats::Bin, Index>>>> bins(values_.size());
  for (Index v = 0; v < static_cast<Index>(values_.size()); ++v) {
    if (!table_.specs()[at(v)].bins) continue;
    bins[at(v)].resize(at(table_.cells()));
    table_.values(v).bins().each([&](const BinCounts::Entry& entry) { bins[at(v)][at(entry.cell)].emplace_back(entry.bin, entry.count); });
  }
  for (const Index cell : cells) {
    table_.codes_of(cell, codes);
    for (std::size_t k = 0; k < codes.size(); ++k) {
      out.number(static_cast<std::uint8_t>(codes[k] != 0));
      if (codes[k] == 0) continue;
      const KeyColumn& key = table_.keys()[k];
      if (key.kind() == KeyKind::kText) {
        out.text(key.text(codes[k]));
      } else {
        out.number(key.integer(codes[k]));
      }
    }
    for (Index v = 0; v < static_cast<Index>(values_.size()); ++v) {
      const CellTable& values = table_.values(v);
      const Layout layout = values.layout();
      out.number(values.count(cell));
      out.number(values.missing(cell));
      if (layout.sum) out.digits(values.sum_digits(cell));
      if (layout.squares) out.digits(values.square_digits(cell));
      if (layout.extrema && values.count(cell) > 0) {
        out.real(values.minimum(cell));
        out.real(values.maximum(cell));
      }
      if (values.has_bins()) {
        auto& own = bins[at(v)][at(cell)];
        std::sort(own.begin(), own.end());
        out.number(static_cast<std::uint32_t>(own.size()));
        for (const auto& [bin, count] : own) {
          out.number(bin);
          out.number(count);
        }
      }
    }
  }
  return std::move(out.bytes());
}

std::string Aggregator::to_bytes() const {
  const std::string canonical_bytes = canonical();
  stats::Writer out;
  write_names(out, by_);
  out.number(static_cast<std::uint16_t>(values_.size()));
  for (const ValueRequest& value : values_) {
    out.text(value.name);
    write_names(out, value.statistics);
  }
  for (Index v = 0; v < static_cast<Index>(values_.size()); ++v) out.number(static_cast<std::uint8_t>(table_.value_kind(v)));
  out.number(static_cast<std::uint64_t>(canonical_bytes.size()));
  out.raw(canonical_bytes);
  return stats::seal(kMagic, out.bytes());
}

Aggregator Aggregator::from_bytes(std::string_view bytes) {
  stats::Reader in(stats::unseal(kMagic, bytes));
  std::vector<std::string> by = read_names(in);
  std::vector<ValueRequest> requests(in.number<std::uint16_t>());
  for (ValueRequest& request : requests) {
    request.name = in.text();
    request.statistics = read_names(in);
  }
  std::vector<ValueKind> value_kinds(requests.size());
  for (ValueKind& kind : value_kinds) {
    kind = static_cast<ValueKind>(in.number<std::uint8_t>());
    if (kind > ValueKind::kInteger) stats::Reader::broken();
  }
  Aggregator out(std::move(by), std::move(requests));
  if (in.number<std::uint64_t>() == 0 || in.text() != kFormat) stats::Reader::broken();
  if (in.number<std::uint16_t>() != out.by_.size()) stats::Reader::broken();
  std::vector<KeyKind> kinds;
  for (const std::string& name : out.by_) {
    if (in.text() != name) stats::Reader::broken();
    kinds.push_back(static_cast<KeyKind>(in.number<std::uint8_t>()));
    if (kinds.back() > KeyKind::kTimestampUtc) stats::Reader::broken();
  }
  if (in.number<std::uint16_t>() != out.values_.size()) stats::Reader::broken();
  for (const Index i : out.sorted_) {
    if (in.text() != out.values_[at(i)].name || read_names(in) != sorted(out.values_[at(i)].statistics)) stats::Reader::broken();
  }
  out.table_.set_kinds(kinds, value_kinds);
  out.table_.use_hash();
  const auto groups = in.number<std::uint64_t>();
  std::vector<Code> codes(kinds.size());
  for (std::uint64_t g = 0; g < groups; ++g) {
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      const auto present = in.number<std::uint8_t>();
      if (present > 1 || (present == 1 && kinds[k] == KeyKind::kNone)) stats::Reader::broken();
      KeyColumn& key = out.table_.key(static_cast<Index>(k));
      codes[k] = present == 0 ? 0 : kinds[k] == KeyKind::kText ? key.code_of(in.text()) : key.code_of(in.number<std::int64_t>());
    }
    const Index cell = out.table_.cell_for(codes);
    for (Index v = 0; v < static_cast<Index>(out.values_.size()); ++v) {
      CellTable& values = out.table_.value_table(v);
      const auto count = in.number<std::int64_t>();
      const auto missing = in.number<std::int64_t>();
      if (count < 0 || missing < 0) stats::Reader::broken();
      const stats::Digits sum = values.layout().sum ? in.digits() : stats::Digits{};
      const stats::Digits squares = values.layout().squares ? in.digits() : stats::Digits{};
      double minimum = 0.0;
      double maximum = 0.0;
      if (values.layout().extrema && count > 0) {
        minimum = in.real();
        maximum = in.real();
      }
      values.restore(cell, count, missing, sum, squares, minimum, maximum);
      if (!values.has_bins()) continue;
      const auto bins = in.number<std::uint32_t>();
      for (std::uint32_t b = 0; b < bins; ++b) {
        const auto bin = in.number<stats::Bin>();
        values.restore_bin(cell, bin, in.number<std::int64_t>());
      }
    }
  }
  if (!in.done()) stats::Reader::broken();
  return out;
}

std::vector<ResultColumn> Aggregator::quantiles(Index table_value, const std::vector<int>& percents, const std::vector<Index>& groups) const {
  const CellTable& values = table_.values(table_value);
  std::vector<std::vector<std::pair<stats::Bin, Index>>> bins(at(table_.cells()));
  values.bins().each([&](const BinCounts::Entry& entry) { bins[at(entry.cell)].emplace_back(entry.bin, entry.count); });
  std::vector<ResultColumn> out(percents.size());
  for (const Index cell : groups) {
    auto& own = bins[at(cell)];
    std::sort(own.begin(), own.end());
    for (std::size_t p = 0; p < percents.size(); ++p) {
      Index left = stats::quantile_rank(values.count(cell), percents[p]);
      double answer = 0.0;
      for (const auto& [bin, count] : own) {
        left -= count;
        if (left <= 0) {
          answer = stats::bin_midpoint(bin);
          break;
        }
      }
      out[p].reals.push_back(answer);
      out[p].valid.push_back(values.count(cell) > 0 ? 1 : 0);
    }
  }
  return out;
}

ResultColumn Aggregator::column(Index value, const std::string& statistic, const std::vector<Index>& groups) const {
  const Index position = std::find(sorted_.begin(), sorted_.end(), value) - sorted_.begin();
  const CellTable& values = table_.values(position);
  const bool integer_values = table_.value_kind(position) == ValueKind::kInteger;
  if (const int percent = percent_of(statistic); percent > 0) return std::move(quantiles(position, {percent}, groups).front());
  ResultColumn out;
  out.integer = statistic == "count" || statistic == "missing" || (integer_values && (statistic == "sum" || statistic == "min" || statistic == "max"));
  if (statistic == "count" || statistic == "missing") {
    for (const Index cell : groups) out.integers.push_back(statistic == "count" ? values.count(cell) : values.missing(cell));
    return out;
  }
  for (const Index cell : groups) {
    const bool any = values.count(cell) > 0;
    if (statistic == "sum") {
      if (out.integer) {
        std::int64_t whole = 0;
        if (!stats::ExactDigits<stats::SumGrid>::dyadic(values.sum_digits(cell)).to_integer(whole)) {
          throw Error(ErrorKind::kInput, "integer_overflow", "The sum of the integer column '" + values_[at(value)].name + "' does not fit 64 bits.",
                      "Ask for the mean, or cast the column to float64 before adding.")
              .in_column(values_[at(value)].name);
        }
        out.integers.push_back(whole);
      } else {
        out.reals.push_back(values.sum(cell));
      }
      continue;
    }
    std::optional<double> number;
    if (statistic == "mean") number = values.mean(cell);
    if (statistic == "var") number = values.variance(cell);
    if (statistic == "min" && any) number = values.minimum(cell);
    if (statistic == "max" && any) number = values.maximum(cell);
    out.valid.push_back(number.has_value() ? 1 : 0);
    if (out.integer) {
      out.integers.push_back(number ? static_cast<std::int64_t>(*number) : 0);
    } else {
      out.reals.push_back(number.value_or(0.0));
    }
  }
  return out;
}

}  // namespace huishou::ledger
