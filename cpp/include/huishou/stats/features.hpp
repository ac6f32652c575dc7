// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The states of this folder as features of Boost.Accumulators: count, exact_sum, exact_moments, extrema, ratio, sketch,
// named as Boost names its own. A set of them sees each sample once; accumulator_set.hpp adds what Boost lacks, merging.
//
//   boost::accumulators::accumulator_set<double, boost::accumulators::features<features::exact_sum>> set;
//   set(0.1);   boost::accumulators::extract_result<features::exact_sum>(set).value();
//
// A NaN is a missing value: count counts it as one, no other state sees it. Samples are finite otherwise, and rounding is
// to nearest (base/floating.hpp). No feature depends on another, so a merge visits each state once.
#pragma once

#include <boost/accumulators/framework/accumulator_base.hpp>
#include <boost/accumulators/framework/depends_on.hpp>
#include <boost/accumulators/framework/parameters/sample.hpp>
#include <boost/mpl/always.hpp>
#include <boost/parameter/keyword.hpp>

#include "huishou/stats/count.hpp"
#include "huishou/stats/exact_moments.hpp"
#include "huishou/stats/exact_sum.hpp"
#include "huishou/stats/extrema.hpp"
#include "huishou/stats/ratio.hpp"
#include "huishou/stats/sketch.hpp"
#include "huishou/stats/split.hpp"

namespace huishou::stats::features {

// The second number of a pair: set(x, denominator = y).
BOOST_PARAMETER_KEYWORD(keywords, denominator)

template <class State>
concept Separable = requires(State a, const State& b) { a.unmerge(b); };

// What an accumulator of Boost has to be, around one state. Boost constructs it from the argument pack of the set.
template <class S>
class Adapter : public boost::accumulators::accumulator_base {
 public:
  using State = S;
  using result_type = const State&;

  explicit Adapter(boost::accumulators::dont_care) {}

  template <class Arguments>
  void operator()(const Arguments& arguments) {
    const double x = arguments[boost::accumulators::sample];
    if constexpr (std::is_same_v<State, Ratio>) {
      const double y = arguments[denominator];
      if (!is_nan(x) && !is_nan(y)) state_.add(x, y);
    } else if constexpr (std::is_same_v<State, Count>) {
      state_.add(x);
    } else {
      if (!is_nan(x)) state_.add(x);
    }
  }
  result_type result(boost::accumulators::dont_care) const { return state_; }

  void merge(const Adapter& other) { state_.merge(other.state_); }
  void unmerge(const Adapter& other)
    requires Separable<State>
  {
    state_.unmerge(other.state_);
  }

 private:
  State state_;
};

template <class S>
struct Feature : boost::accumulators::depends_on<> {
  using State = S;
  using impl = boost::mpl::always<Adapter<S>>;  // whatever the types of sample and weight
};

struct count : Feature<Count> {};
struct exact_sum : Feature<ExactSum> {};
struct exact_moments : Feature<ExactMoments> {};
struct extrema : Feature<Extrema> {};
struct ratio : Feature<Ratio> {};
struct sketch : Feature<Sketch> {};

}  // namespace huishou::stats::features
