// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/routes.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <numeric>

#include "huishou/base/error.hpp"

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// A cycle that keeps all but this share of what enters it multiplies tonnes beyond any use.
constexpr double kLetsOut = 1e-12;

}  // namespace

Routes::Routes(Index nodes, std::span<const Code> source, std::span<const Code> target, std::span<const double> share)
    : shape_(shape(nodes, source, target)), first_(at(shape_.strong_count) + 1, 0), nodes_(at(nodes)), out_start_(at(nodes) + 1, 0),
      in_start_(at(nodes) + 1, 0) {
  std::iota(nodes_.begin(), nodes_.end(), Code{0});
  std::stable_sort(nodes_.begin(), nodes_.end(), [&](Code a, Code b) { return shape_.strong[at(a)] < shape_.strong[at(b)]; });
  for (const Code i : nodes_) ++first_[at(shape_.strong[at(i)]) + 1];
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  const auto inside = [&](std::size_t f) { return source[f] != kMissing && target[f] != kMissing; };
  for (std::size_t f = 0; f < source.size(); ++f) {
    if (!inside(f)) continue;
    ++out_start_[at(source[f]) + 1];
    ++in_start_[at(target[f]) + 1];
  }
  std::partial_sum(out_start_.begin(), out_start_.end(), out_start_.begin());
  std::partial_sum(in_start_.begin(), in_start_.end(), in_start_.begin());
  out_.resize(at(out_start_.back()));
  in_.resize(at(in_start_.back()));
  std::vector<Index> next_out(out_start_.begin(), out_start_.end() - 1);
  std::vector<Index> next_in(in_start_.begin(), in_start_.end() - 1);
  for (std::size_t f = 0; f < source.size(); ++f) {
    if (!inside(f)) continue;
    out_[at(next_out[at(source[f])]++)] = {target[f], share[f]};
    in_[at(next_in[at(target[f])]++)] = {source[f], share[f]};
  }
}

std::vector<double> Routes::solved(std::span<const double> own, bool forward) const {
  std::vector<double> value(own.begin(), own.end());
  const std::vector<Index>& start = forward ? in_start_ : out_start_;
  const std::vector<Arrow>& arrows = forward ? in_ : out_;
  std::vector<Code> local(value.size(), kMissing);
  for (Index step = 0; step < shape_.strong_count; ++step) {
    const Index component = forward ? step : shape_.strong_count - 1 - step;
    const Index begin = first_[at(component)];
    const Index size = first_[at(component) + 1] - begin;
    for (Index m = 0; m < size; ++m) local[at(nodes_[at(begin + m)])] = static_cast<Code>(m);
    Eigen::MatrixXd system;
    Eigen::VectorXd right(size);
    bool cycle = size > 1;
    for (Index m = 0; m < size; ++m) {
      const Code i = nodes_[at(begin + m)];
      for (Index p = start[at(i)]; p < start[at(i) + 1]; ++p) cycle = cycle || arrows[at(p)].other == i;
    }
    if (cycle) system = Eigen::MatrixXd::Identity(size, size);
    for (Index m = 0; m < size; ++m) {
      const Code i = nodes_[at(begin + m)];
      double sum = value[at(i)];
      for (Index p = start[at(i)]; p < start[at(i) + 1]; ++p) {
        const Arrow& arrow = arrows[at(p)];
        if (shape_.strong[at(arrow.other)] == component) {
          system(m, local[at(arrow.other)]) -= arrow.share;
        } else {
          sum += arrow.share * value[at(arrow.other)];
        }
      }
      right(m) = sum;
    }
    if (cycle) {
      const Eigen::PartialPivLU<Eigen::MatrixXd> lu(system);
      const double least = lu.matrixLU().diagonal().cwiseAbs().minCoeff();
      if (!(least > kLetsOut)) {
        throw Error(ErrorKind::kReconcile, "closed_loop", "A cycle lets nothing out, so its throughput has no bound.", "Give the cycle an outflow.")
            .in_column("node").at_row(nodes_[at(begin)]);
      }
      right = lu.solve(right).eval();
    }
    for (Index m = 0; m < size; ++m) value[at(nodes_[at(begin + m)])] = right(m);
  }
  return value;
}

std::vector<double> Routes::throughput(std::span<const double> entering) const { return solved(entering, true); }
std::vector<double> Routes::reaching(std::span<const double> counted) const { return solved(counted, false); }

}  // namespace huishou::network
