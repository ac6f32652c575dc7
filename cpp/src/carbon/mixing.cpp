// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/carbon/mixing.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "huishou/base/error.hpp"
#include "huishou/carbon/sampler.hpp"

namespace huishou::carbon {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }
constexpr double kSingular = 1e-12;  // pivots of a few hundred variables round to less

[[noreturn]] void refuse(const char* message) {
  throw Error(ErrorKind::kInput, "bad_correlation", message, "Give a symmetric, positive semi-definite matrix with ones on the diagonal.");
}

// A draw beyond its bounds would have to be drawn again on its own, which undoes what it has in common with others.
void refuse_bounds(const Variable& variable) {
  const bool ends = variable.distribution != Distribution::kNormal && variable.distribution != Distribution::kLognormal &&
                    variable.distribution != Distribution::kLognormalMedian;
  if (ends || !variable.bounded) return;
  throw Error(ErrorKind::kInput, "bounded_correlation", "A variable that goes together with others has bounds which its distribution exceeds.",
              "Leave the bounds out, or take a triangular or PERT distribution, which ends at them.");
}

}  // namespace

Mixing::Mixing(const Correlation& correlation, const std::vector<Variable>& variables)
    : size_(static_cast<Index>(correlation.variables.size())), row_(variables.size(), -1), factor_(at(size_ * size_), 0.0) {
  if (correlation.matrix.size() != factor_.size()) refuse("The matrix of correlations has not one row and column a variable.");
  std::vector<Index> order(at(size_));
  std::iota(order.begin(), order.end(), Index{0});
  const auto stream = [&](Index i) { return variables[at(correlation.variables[at(i)])].stream; };
  std::sort(order.begin(), order.end(), [&](Index a, Index b) { return stream(a) < stream(b); });
  const auto given = [&](Index i, Index j) { return correlation.matrix[at(order[at(i)] * size_ + order[at(j)])]; };
  for (Index i = 0; i < size_; ++i) {
    refuse_bounds(variables[at(correlation.variables[at(order[at(i)])])]);
    row_[at(correlation.variables[at(order[at(i)])])] = i;
    streams_.push_back(stream(order[at(i)]));
    if (given(i, i) != 1.0) refuse("A variable's correlation with itself is not 1.");
    for (Index j = 0; j <= i; ++j) {
      if (!(std::abs(given(i, j)) <= 1.0) || given(i, j) != given(j, i)) refuse("The correlations are not symmetric, or one lies beyond 1.");
      double rest = given(i, j);
      for (Index k = 0; k < j; ++k) rest -= factor(i, k) * factor(j, k);
      double& own = factor_[at(i * size_ + j)];
      if (i == j) {
        if (rest < -kSingular) refuse("The correlations contradict each other.");
        own = rest > kSingular ? std::sqrt(rest) : 0.0;
      } else if (factor(j, j) > 0.0) {
        own = rest / factor(j, j);
      } else if (std::abs(rest) > std::sqrt(kSingular)) {
        refuse("The correlations contradict each other.");
      }
    }
  }
}

void Mixing::normals(Index variable, std::uint64_t seed, std::uint64_t first, std::span<double> out, std::span<double> scratch) const {
  const Index row = row_[at(variable)];
  std::fill(out.begin(), out.end(), 0.0);
  for (Index j = 0; j <= row; ++j) {
    if (factor(row, j) == 0.0) continue;
    standard_normals(streams_[at(j)], seed, first, scratch);
    for (std::size_t d = 0; d < out.size(); ++d) out[d] += factor(row, j) * scratch[d];
  }
}

}  // namespace huishou::carbon
