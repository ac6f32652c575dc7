// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/decide/seats.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace huishou::decide {

namespace {

constexpr double kNone = -std::numeric_limits<double>::infinity();

struct Contestant {
  int turn;      // lower is seated first
  double score;  // missing scores are the lowest
  Index firm;

  [[nodiscard]] bool operator<(const Contestant& other) const {
    if (turn != other.turn) return turn < other.turn;
    if (score != other.score) return score > other.score;
    return firm < other.firm;
  }
};

class Seats {
 public:
  Seats(const ListRules& rules, const Facts& facts, std::span<const double> scores, Outcome& outcome)
      : rules_(rules), facts_(facts), scores_(scores), outcome_(outcome) {
    for (const Quota& quota : facts.quotas) taken_.emplace_back(quota.seats.size(), 0);
  }

  void run() {
    const Index n = facts_.size();
    for (Index i = 0; i < n; ++i) {
      const Decision d = outcome_.decision[at(i)];
      if (on_list(d)) queue_.push_back({turn(i, d), score(i), i});
    }
    std::sort(queue_.begin(), queue_.end());
    const bool exchanges = rules_.full == Full::kSwap;
    if (exchanges) list_weakest();
    for (const Contestant& c : queue_) {
      if (first_full(c.firm) == taken_.size() || (exchanges && !insider(c.firm) && exchange(c))) take(c.firm, 1);
      else refuse(c.firm);
    }
    // An exchange may free a seat in another quota of the firm that went.
    for (bool moved = exchanges; moved;) {
      moved = false;
      for (const Contestant& c : queue_) {
        if (outcome_.decision[at(c.firm)] != Decision::kWaiting || !(first_full(c.firm) == taken_.size() || exchange(c))) continue;
        take(c.firm, 1);
        outcome_.decision[at(c.firm)] = Decision::kEntered;
        outcome_.why[at(c.firm)] &= ~bit(Why::kQuotaFull);
        moved = true;
      }
    }
    mark_edges();
  }

 private:
  static std::size_t at(Index i) { return static_cast<std::size_t>(i); }
  [[nodiscard]] double score(Index i) const { return std::isnan(scores_[at(i)]) ? kNone : scores_[at(i)]; }
  [[nodiscard]] bool insider(Index i) const { return outcome_.decision[at(i)] == Decision::kStayed || outcome_.decision[at(i)] == Decision::kWatchedInside; }
  [[nodiscard]] bool by_panel(Index i) const { return (outcome_.why[at(i)] & bit(Why::kPanel)) != 0; }

  [[nodiscard]] int turn(Index i, Decision d) const {
    const bool contested = rules_.full == Full::kBestScore && d == Decision::kStayed && !by_panel(i);
    if (d != Decision::kEntered) return contested ? 2 : 0;
    return by_panel(i) ? 1 : 2;
  }

  // Seats of a firm's group in one quota, or none of either.
  struct Group {
    Code code = kMissing;
    Index seats = kMissing;
    [[nodiscard]] bool limited() const { return code != kMissing && seats != kMissing; }
  };
  [[nodiscard]] Group group(std::size_t q, Index i) const {
    const Code code = facts_.quotas[q].group[at(i)];
    return {code, code == kMissing ? kMissing : facts_.quotas[q].seats[static_cast<std::size_t>(code)]};
  }
  [[nodiscard]] bool is_full(std::size_t q, const Group& g) const { return g.limited() && taken_[q][static_cast<std::size_t>(g.code)] >= g.seats; }

  // The first quota without a seat for a firm; their number where all have one.
  [[nodiscard]] std::size_t first_full(Index i) const {
    std::size_t q = 0;
    while (q < taken_.size() && !is_full(q, group(q, i))) ++q;
    return q;
  }
  void take(Index i, Index by) {
    for (std::size_t q = 0; q < taken_.size(); ++q) {
      const Group g = group(q, i);
      if (g.code != kMissing) taken_[q][static_cast<std::size_t>(g.code)] += by;
    }
  }

  void refuse(Index i) {
    const bool was_in = insider(i);
    const bool contested = was_in && rules_.full == Full::kBestScore && outcome_.decision[at(i)] == Decision::kStayed && !by_panel(i);
    outcome_.decision[at(i)] = was_in ? Decision::kLeft : Decision::kWaiting;
    outcome_.why[at(i)] |= bit(!was_in ? Why::kQuotaFull : contested ? Why::kDisplaced : Why::kQuotaReduced);
  }

  // Freeing one seat must open every quota that shuts the candidate out.
  [[nodiscard]] bool opens(Index insider_firm, Index candidate) const {
    for (std::size_t q = 0; q < taken_.size(); ++q) {
      const Group g = group(q, candidate);
      if (is_full(q, g) && (group(q, insider_firm).code != g.code || taken_[q][static_cast<std::size_t>(g.code)] - 1 >= g.seats)) return false;
    }
    return true;
  }

  // Insiders that may lose their seat, weakest first, by quota and group.
  void list_weakest() {
    for (const Quota& quota : facts_.quotas) weakest_.emplace_back(quota.seats.size());
    for (auto c = queue_.rbegin(); c != queue_.rend(); ++c) {
      if (outcome_.decision[at(c->firm)] != Decision::kStayed || by_panel(c->firm)) continue;
      for (std::size_t q = 0; q < weakest_.size(); ++q) {
        if (const Group g = group(q, c->firm); g.limited()) weakest_[q][static_cast<std::size_t>(g.code)].push_back(*c);
      }
    }
  }

  // Whether an insider was beaten by more than the margin and its seat freed.
  bool exchange(const Contestant& c) {
    const std::size_t shut = first_full(c.firm);
    const auto& own = weakest_[shut][static_cast<std::size_t>(group(shut, c.firm).code)];
    const auto end = std::find_if(own.begin(), own.end(), [&](const Contestant& w) { return !(c.score > w.score + rules_.swap_margin); });
    const auto found =
        std::find_if(own.begin(), end, [&](const Contestant& w) { return outcome_.decision[at(w.firm)] == Decision::kStayed && opens(w.firm, c.firm); });
    if (found == end) return false;
    outcome_.decision[at(found->firm)] = Decision::kLeft;
    outcome_.why[at(found->firm)] |= bit(Why::kDisplaced);
    take(found->firm, -1);
    return true;
  }

  // The lowest score with a contested seat in each full group: what a firm without a seat is held against. Equal scores there are a tie that the id decided.
  void mark_edges() {
    std::vector<std::vector<double>> seated;
    std::vector<std::vector<std::uint8_t>> tied;
    for (const Quota& quota : facts_.quotas) {
      seated.emplace_back(quota.seats.size(), -kNone);
      tied.emplace_back(quota.seats.size(), 0);
    }
    const auto contested = [&](Index i) {
      const Decision d = outcome_.decision[at(i)];
      return !by_panel(i) && (d == Decision::kEntered || (rules_.full != Full::kInsiderKeeps && d == Decision::kStayed));
    };
    const auto each = [&](Index i, auto&& visit) {
      for (std::size_t q = 0; q < taken_.size(); ++q) {
        const Group g = group(q, i);
        if (is_full(q, g)) visit(q, static_cast<std::size_t>(g.code));
      }
    };
    for (const Contestant& c : queue_) {
      if (contested(c.firm)) each(c.firm, [&](std::size_t q, std::size_t g) { seated[q][g] = std::min(seated[q][g], c.score); });
    }
    for (const Contestant& c : queue_) {
      if (!(outcome_.why[at(c.firm)] & (bit(Why::kQuotaFull) | bit(Why::kDisplaced) | bit(Why::kQuotaReduced)))) continue;
      double bar = kNone;
      bool shut = false;
      each(c.firm, [&](std::size_t q, std::size_t g) {
        bar = std::max(bar, seated[q][g]);
        shut = true;
      });
      if (shut && std::isfinite(bar)) outcome_.bar[at(c.firm)] = bar;
      if (!shut || bar != c.score) continue;
      outcome_.why[at(c.firm)] |= bit(Why::kTie);
      each(c.firm, [&](std::size_t q, std::size_t g) {
        if (seated[q][g] == c.score) tied[q][g] = 1;
      });
    }
    for (const Contestant& c : queue_) {
      if (!contested(c.firm)) continue;
      each(c.firm, [&](std::size_t q, std::size_t g) {
        if (tied[q][g] && c.score == seated[q][g]) outcome_.why[at(c.firm)] |= bit(Why::kTie);
      });
    }
  }

  const ListRules& rules_;
  const Facts& facts_;
  std::span<const double> scores_;
  Outcome& outcome_;
  std::vector<std::vector<Index>> taken_;
  std::vector<Contestant> queue_;
  std::vector<std::vector<std::vector<Contestant>>> weakest_;
};

}  // namespace

void seat(const ListRules& rules, const Facts& facts, std::span<const double> scores, Outcome& outcome) { Seats(rules, facts, scores, outcome).run(); }

}  // namespace huishou::decide
