// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/graph.hpp"

#include <algorithm>
#include <numeric>

namespace huishou::network {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

struct Arrows {
  std::vector<Index> start;
  std::vector<Code> target;
};

Arrows arrows_of(Index nodes, std::span<const Code> source, std::span<const Code> target) {
  Arrows out;
  out.start.assign(at(nodes) + 1, 0);
  for (std::size_t f = 0; f < source.size(); ++f) {
    if (source[f] != kMissing && target[f] != kMissing) ++out.start[at(source[f]) + 1];
  }
  std::partial_sum(out.start.begin(), out.start.end(), out.start.begin());
  out.target.resize(at(out.start.back()));
  std::vector<Index> next(out.start.begin(), out.start.end() - 1);
  for (std::size_t f = 0; f < source.size(); ++f) {
    if (source[f] != kMissing && target[f] != kMissing) out.target[at(next[at(source[f])]++)] = target[f];
  }
  return out;
}

// Tarjan's search with a stack of its own: a chain of a million nodes must not end the program.
class Strong {
 public:
  Strong(Index nodes, const Arrows& arrows) : arrows_(arrows), index_(at(nodes), kMissing), low_(at(nodes), 0), on_(at(nodes), 0), out_(at(nodes), kMissing) {
    for (Code i = 0; i < nodes; ++i) {
      if (index_[at(i)] == kMissing) search(i);
    }
    // Found sinks first; numbered the other way round, arrows lead upwards.
    for (Code& component : out_) component = count_ - 1 - component;
  }

  [[nodiscard]] std::vector<Code> components() && { return std::move(out_); }
  [[nodiscard]] Code count() const { return count_; }

 private:
  void enter(Code i) {
    index_[at(i)] = low_[at(i)] = next_++;
    stack_.push_back(i);
    on_[at(i)] = 1;
    path_.push_back({i, arrows_.start[at(i)]});
  }

  void search(Code root) {
    enter(root);
    while (!path_.empty()) {
      const Code i = path_.back().first;
      Index& p = path_.back().second;
      if (p < arrows_.start[at(i) + 1]) {
        const Code to = arrows_.target[at(p++)];
        if (index_[at(to)] == kMissing) {
          enter(to);
        } else if (on_[at(to)]) {
          low_[at(i)] = std::min(low_[at(i)], index_[at(to)]);
        }
        continue;
      }
      path_.pop_back();
      if (!path_.empty()) low_[at(path_.back().first)] = std::min(low_[at(path_.back().first)], low_[at(i)]);
      if (low_[at(i)] != index_[at(i)]) continue;
      for (Code member = kMissing; member != i;) {
        member = stack_.back();
        stack_.pop_back();
        on_[at(member)] = 0;
        out_[at(member)] = count_;
      }
      ++count_;
    }
  }

  const Arrows& arrows_;
  std::vector<Code> index_;
  std::vector<Code> low_;
  std::vector<std::uint8_t> on_;
  std::vector<Code> out_;
  std::vector<Code> stack_;
  std::vector<std::pair<Code, Index>> path_;
  Code next_ = 0;
  Code count_ = 0;
};

std::vector<Code> parts_of(Index nodes, std::span<const Code> source, std::span<const Code> target) {
  std::vector<Code> parent(at(nodes));
  std::iota(parent.begin(), parent.end(), Code{0});
  const auto root = [&](Code i) {
    while (parent[at(i)] != i) i = parent[at(i)] = parent[at(parent[at(i)])];
    return i;
  };
  for (std::size_t f = 0; f < source.size(); ++f) {
    if (source[f] == kMissing || target[f] == kMissing) continue;
    const Code a = root(source[f]);
    const Code b = root(target[f]);
    parent[at(std::max(a, b))] = std::min(a, b);
  }
  std::vector<Code> out(at(nodes));
  for (Code i = 0; i < nodes; ++i) out[at(i)] = root(i);
  return out;
}

}  // namespace

std::vector<Code> strong_components(Index nodes, std::span<const Code> source, std::span<const Code> target) {
  return Strong(nodes, arrows_of(nodes, source, target)).components();
}

Shape shape(Index nodes, std::span<const Code> source, std::span<const Code> target) {
  const Arrows arrows = arrows_of(nodes, source, target);
  Shape out;
  out.part = parts_of(nodes, source, target);
  Strong strong(nodes, arrows);
  out.strong_count = strong.count();
  out.strong = std::move(strong).components();
  std::vector<Code> order(at(nodes));
  std::iota(order.begin(), order.end(), Code{0});
  std::stable_sort(order.begin(), order.end(), [&](Code a, Code b) { return out.strong[at(a)] < out.strong[at(b)]; });
  std::vector<Code> tier(at(out.strong_count), 0);
  for (const Code i : order) {
    for (Index p = arrows.start[at(i)]; p < arrows.start[at(i) + 1]; ++p) {
      const Code from = out.strong[at(i)];
      const Code to = out.strong[at(arrows.target[at(p)])];
      if (from != to) tier[at(to)] = std::max(tier[at(to)], tier[at(from)] + 1);
    }
  }
  out.tier.resize(at(nodes));
  for (Code i = 0; i < nodes; ++i) out.tier[at(i)] = tier[at(out.strong[at(i)])];
  return out;
}

}  // namespace huishou::network
