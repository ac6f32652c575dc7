// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Several statistics of one stream of values, composed by Boost.Accumulators and merged exactly.
//
//   AccumulatorSet<features::count, features::exact_moments> part, whole;
//   part.add(0.1);   whole.merge(part);   whole.get<features::exact_moments>().mean();
//
// merge is commutative and associative and the empty set is neutral, since every state's is. unmerge exists where all
// states have it (extrema do not); it throws StateError `negative_count` and leaves the set as it was when a count or
// a bin would fall below zero. This is the reference that the packed tables of ledger/ are tested against.
#pragma once

#include <boost/accumulators/framework/accumulator_set.hpp>
#include <boost/accumulators/framework/features.hpp>
#include <span>
#include <tuple>

#include "huishou/base/error.hpp"
#include "huishou/base/floating.hpp"
#include "huishou/stats/features.hpp"

namespace huishou::stats {

template <class... Features>
class AccumulatorSet {
 public:
  // x finite or NaN; rounding to nearest is the caller's (DefaultFloating), as for the states.
  void add(double x) { set_(x); }
  void add(double x, double y) { set_(x, features::denominator = y); }

  // As add, for any floating-point environment; refuses infinities with their position before it adds anything.
  void add_block(std::span<const double> values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!is_finite(values[i]) && !is_nan(values[i])) {
        throw Error(ErrorKind::kInput, "infinite_value", "The values hold an infinite one.", "Remove it, or set it to NaN.").at_row(static_cast<Index>(i));
      }
    }
    const DefaultFloating floating;
    for (const double x : values) set_(x);
  }

  void merge(const AccumulatorSet& other) { (state<Features>().merge(other.template state<Features>()), ...); }
  void unmerge(const AccumulatorSet& other)
    requires(features::Separable<typename Features::State> && ...)
  {
    AccumulatorSet rest(*this);
    (rest.template state<Features>().unmerge(other.template state<Features>()), ...);
    set_ = rest.set_;
  }

  template <class Feature>
  [[nodiscard]] const typename Feature::State& get() const {
    return state<Feature>().result(0);
  }
  // All states, in the order of the features.
  [[nodiscard]] std::tuple<const typename Features::State&...> results() const { return {get<Features>()...}; }
  friend bool operator==(const AccumulatorSet& a, const AccumulatorSet& b) { return a.results() == b.results(); }

 private:
  template <class Feature>
  [[nodiscard]] auto& state() {
    return set_.template extract<Feature>();
  }
  template <class Feature>
  [[nodiscard]] const auto& state() const {
    return set_.template extract<Feature>();
  }

  boost::accumulators::accumulator_set<double, boost::accumulators::features<Features...>> set_;
};

}  // namespace huishou::stats
