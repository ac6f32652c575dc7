// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/result_column.hpp"

#include <algorithm>
#include <utility>

#include "huishou/base/error.hpp"
#include "huishou/base/floating.hpp"
#include "huishou/base/parallel.hpp"
#include "huishou/stats/dyadic.hpp"
#include "huishou/stats/exact_sum.hpp"
#include "huishou/stats/sketch.hpp"

namespace huishou::ledger {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }
constexpr Index kRowsAGroup = 16;  // reading a group takes about as long as adding so many rows

// The bins of every cell, ascending.
using BinLists = std::vector<std::vector<std::pair<stats::Bin, Index>>>;

BinLists bin_lists(const CellTable& values) {
  BinLists bins(at(values.cells()));
  values.bins().each([&](const BinCounts::Entry& entry) { bins[at(entry.cell)].emplace_back(entry.bin, entry.count); });
  for (auto& own : bins) std::sort(own.begin(), own.end());
  return bins;
}

double quantile(const std::vector<std::pair<stats::Bin, Index>>& bins, Index count, int percent) {
  Index left = stats::quantile_rank(count, percent);
  for (const auto& [bin, times] : bins) {
    left -= times;
    if (left <= 0) return stats::bin_midpoint(bin);
  }
  return 0.0;
}

class Reading {
 public:
  Reading(const CellTable& values, ValueKind kind, const std::string& name, const std::vector<Index>& groups, Index threads, Pages& memory)
      : values_(values), kind_(kind), name_(name), groups_(groups), memory_(memory), workers_(worker_count(static_cast<Index>(groups.size()) * kRowsAGroup, threads)) {}

  ResultColumn column(const std::string& statistic) {
    const bool whole = kind_ == ValueKind::kInteger;
    if (statistic == "count") return integers([&](Index cell) { return values_.count(cell); });
    if (statistic == "missing") return integers([&](Index cell) { return values_.missing(cell); });
    if (is_decimal(kind_)) return decimal_column(statistic);
    if (statistic == "sum" && whole) return integers([&](Index cell) { return whole_sum(cell); });
    if (statistic == "sum") return reals([&](Index cell) { return within_range(values_.sum(cell), "sum"); });
    if (statistic == "mean") {
      return optional<double>([&](Index cell) { return values_.count(cell) > 0; }, [&](Index cell) { return *values_.mean(cell); });
    }
    if (statistic == "var") {
      return optional<double>([&](Index cell) { return values_.count(cell) > 1; }, [&](Index cell) { return within_range(*values_.variance(cell), "var"); });
    }
    const auto any = [&](Index cell) { return values_.count(cell) > 0; };
    if (statistic == "min" || statistic == "max") {
      const auto extremum = [&, least = statistic == "min"](Index cell) { return least ? values_.minimum(cell) : values_.maximum(cell); };
      if (whole) return optional<std::int64_t>(any, [&](Index cell) { return static_cast<std::int64_t>(extremum(cell)); });
      return optional<double>(any, extremum);
    }
    if (bins_.empty()) bins_ = bin_lists(values_);
    return optional<double>(any, [&, percent = percent_of(statistic)](Index cell) { return quantile(bins_[at(cell)], values_.count(cell), percent); });
  }

  // Decimals were added in units of their last digit: sums and extrema are decimals again, quotients are rounded once.
  ResultColumn decimal_column(const std::string& statistic) {
    using stats::Dyadic;
    const int scale = scale_of(kind_);
    const Dyadic unit = power_of_ten(scale);
    const auto any = [&](Index cell) { return values_.count(cell) > 0; };
    const auto sum = [&](Index cell) { return stats::ExactDigits<stats::SumGrid>::dyadic(values_.sum_digits(cell)); };
    if (statistic == "mean") return optional<double>(any, [&](Index cell) { return Dyadic::divide(sum(cell), Dyadic::integer(values_.count(cell)) * unit); });
    if (statistic == "var") {
      return optional<double>([&](Index cell) { return values_.count(cell) > 1; }, [&](Index cell) {
        const Dyadic n = Dyadic::integer(values_.count(cell));
        const Dyadic s1 = sum(cell);
        const Dyadic s2 = stats::ExactDigits<stats::ProductGrid>::dyadic(values_.square_digits(cell));
        return Dyadic::divide(n * s2 - s1 * s1, n * Dyadic::integer(values_.count(cell) - 1) * unit * unit);
      });
    }
    ResultColumn out;
    if (statistic == "sum") {
      out.decimals = memory_.take<Int128>(static_cast<Index>(groups_.size()));
      each([&](std::size_t i, Index cell) { out.decimals[i] = decimal_sum(sum(cell)); });
    } else if (statistic == "min" || statistic == "max") {
      const bool least = statistic == "min";
      out = optional<Int128>(any, [&](Index cell) { return static_cast<Int128>(least ? values_.minimum(cell) : values_.maximum(cell)); });
    } else {
      if (bins_.empty()) bins_ = bin_lists(values_);
      return optional<double>(any, [&, percent = percent_of(statistic)](Index cell) {
        return Dyadic::divide(Dyadic(quantile(bins_[at(cell)], values_.count(cell), percent)), unit);
      });
    }
    out.scale = scale;
    return out;
  }

 private:
  static stats::Dyadic power_of_ten(int power) {
    stats::Dyadic out = stats::Dyadic::integer(1);
    for (int i = 0; i < power; ++i) out = out * stats::Dyadic::integer(10);
    return out;
  }
  [[nodiscard]] Int128 decimal_sum(const stats::Dyadic& sum) const {
    Int128 whole = 0;
    static const Int128 kMost = [] {
      Int128 most = 1;
      for (int i = 0; i < kMostScale; ++i) most *= 10;
      return most - 1;
    }();
    if (!sum.to_integer(whole) || whole > kMost || whole < -kMost) {
      throw Error(ErrorKind::kInput, "decimal_overflow", "The sum of the decimal column '" + name_ + "' has more than 38 digits.", "Ask for the mean, or cast the column to float64 before adding.")
          .in_column(name_);
    }
    return whole;
  }
  template <class Fill>
  void each(Fill&& fill) {
    Cancel never;
    parallel_ranges(static_cast<Index>(groups_.size()), workers_, never, [&](Index begin, Index end, Index) {
      for (Index i = begin; i < end; ++i) fill(at(i), groups_[at(i)]);
    });
  }
  template <class Read>
  ResultColumn integers(Read&& read) {
    ResultColumn out;
    out.integer = true;
    out.integers = memory_.take<std::int64_t>(static_cast<Index>(groups_.size()));
    each([&](std::size_t i, Index cell) { out.integers[i] = read(cell); });
    return out;
  }
  template <class Read>
  ResultColumn reals(Read&& read) {
    ResultColumn out;
    out.reals = memory_.take<double>(static_cast<Index>(groups_.size()));
    each([&](std::size_t i, Index cell) { out.reals[i] = read(cell); });
    return out;
  }
  // Entries where `has`; elsewhere 0, not valid.
  template <class T, class Has, class Read>
  ResultColumn optional(Has&& has, Read&& read) {
    ResultColumn out;
    out.integer = std::is_same_v<T, std::int64_t>;
    out.valid = memory_.take<std::uint8_t>(static_cast<Index>(groups_.size()));
    const std::span<T> numbers = memory_.take<T>(static_cast<Index>(groups_.size()));
    each([&](std::size_t i, Index cell) {
      out.valid[i] = has(cell) ? 1 : 0;
      if (out.valid[i] != 0) numbers[i] = read(cell);
    });
    if (std::all_of(out.valid.begin(), out.valid.end(), [](std::uint8_t v) { return v != 0; })) out.valid = {};
    if constexpr (std::is_same_v<T, Int128>) {
      out.decimals = numbers;
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
      out.integers = numbers;
    } else {
      out.reals = numbers;
    }
    return out;
  }

  std::int64_t whole_sum(Index cell) const {
    const auto whole = values_.whole_sum(cell);
    if (!whole) {
      throw Error(ErrorKind::kInput, "integer_overflow", "The sum of the integer column '" + name_ + "' does not fit 64 bits.",
                  "Ask for the mean, or cast the column to float64 before adding.")
          .in_column(name_);
    }
    return *whole;
  }
  // A number beyond the largest double is refused rather than handed out as infinite.
  double within_range(double number, const char* statistic) const {
    if (!stats::is_finite(number)) {
      throw Error(ErrorKind::kInput, "overflow", std::string("The ") + statistic + " of column '" + name_ + "' lies beyond the largest double.", "Divide the values by a constant first.")
          .in_column(name_);
    }
    return number;
  }

  const CellTable& values_;
  ValueKind kind_;
  const std::string& name_;
  const std::vector<Index>& groups_;
  Pages& memory_;
  Index workers_;
  BinLists bins_;
};

}  // namespace

int percent_of(const std::string& statistic) {
  if (statistic.size() != 3 || statistic[0] != 'q') return -1;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!digit(statistic[1]) || !digit(statistic[2])) return -1;
  const int percent = (statistic[1] - '0') * 10 + (statistic[2] - '0');
  return percent >= 1 ? percent : -1;
}

std::vector<ResultColumn> result_columns(const CellTable& values, ValueKind kind, const std::string& name, const std::vector<std::string>& statistics,
                                         const std::vector<Index>& groups, Index threads, Pages& memory) {
  const DefaultFloating floating;
  Reading reading(values, kind, name, groups, threads, memory);
  std::vector<ResultColumn> out;
  for (const std::string& statistic : statistics) out.push_back(reading.column(statistic));
  return out;
}

}  // namespace huishou::ledger
