// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/accumulate.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "huishou/stats/extrema.hpp"
#include "huishou/stats/grid.hpp"
#include "oracle.hpp"

namespace stats = huishou::stats;
using huishou::Index;
using huishou::ledger::Accumulate;
using huishou::ledger::Block;
using huishou::ledger::kBlock;
using huishou::ledger::kCellsAhead;
using huishou::ledger::Layout;
using huishou::ledger::Variant;
using oracle::Rational;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr Layout kLayouts[] = {{false, false, false}, {true, false, false}, {true, true, false}, {false, false, true}, {true, false, true}, {true, true, true}};

struct Rows {
  std::vector<double> x;
  std::vector<std::int32_t> cell;

  void add(double value, std::int32_t at) {
    x.push_back(value);
    cell.push_back(at);
  }
};

struct Outcome {
  std::vector<std::uint64_t> words;
  std::vector<std::uint16_t> odd;  // of all blocks, counted from the first row
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome run(const Rows& rows, Layout layout, Variant variant, Index cells, bool prefetch, Index block_rows) {
  Outcome out;
  out.words.resize(static_cast<std::size_t>(cells * layout.stride()), 0);
  if (layout.extrema) {
    for (Index cell = 0; cell < cells; ++cell) {
      for (int i = 0; i < 2; ++i) out.words[static_cast<std::size_t>(cell * layout.stride() + layout.extrema_at() + i)] = std::bit_cast<std::uint64_t>(-kInf);
    }
  }
  const Accumulate kernel = huishou::ledger::accumulate_for(layout, variant);
  std::vector<std::int32_t> cell = rows.cell;
  cell.insert(cell.end(), static_cast<std::size_t>(kCellsAhead), rows.cell.back());
  const auto n = static_cast<Index>(rows.x.size());
  for (Index first = 0; first < n; first += block_rows) {
    std::uint16_t odd[kBlock] = {};
    const Index odds = kernel(Block{rows.x.data() + first, cell.data() + first, std::min(block_rows, n - first), out.words.data(), prefetch, odd});
    for (Index i = 0; i < odds; ++i) out.odd.push_back(static_cast<std::uint16_t>(first + odd[i]));
  }
  return out;
}

bool fits(double x, Layout layout) {
  if (!(std::fabs(x) < 0x1p30)) return false;
  return !layout.sum || denominator(Rational(oracle::exact(x) * oracle::power_of_two(90))) == 1;
}

template <class Grid>
Rational value_of(const std::uint64_t* words, Index adds) {
  Rational sum = 0;
  for (int i = 0; i < Grid::kWindows; ++i) {
    const std::uint64_t magic = std::bit_cast<std::uint64_t>(Grid::kMagic[i]) * static_cast<std::uint64_t>(Grid::kAdds[i] * adds);
    sum += Rational(static_cast<std::int64_t>(words[i] - magic)) * oracle::power_of_two(stats::window_exponent<Grid>(i));
  }
  return sum;
}

// Every word of every cell against rational arithmetic, and the odd rows.
void check(const Rows& rows, Layout layout, const Outcome& got, Index cells) {
  std::vector<std::uint16_t> odd;
  std::vector<Index> count(static_cast<std::size_t>(cells), 0);
  std::vector<Rational> sum(static_cast<std::size_t>(cells));
  std::vector<Rational> squares(static_cast<std::size_t>(cells));
  std::vector<stats::Extrema> extrema(static_cast<std::size_t>(cells));
  for (std::size_t i = 0; i < rows.x.size(); ++i) {
    if (!fits(rows.x[i], layout)) {
      odd.push_back(static_cast<std::uint16_t>(i));
      continue;
    }
    const auto at = static_cast<std::size_t>(rows.cell[i]);
    const Rational x = oracle::exact(rows.x[i]);
    ++count[at];
    sum[at] += x;
    squares[at] += x * x;
    extrema[at].add(rows.x[i]);
  }
  CHECK(got.odd == odd);
  for (std::size_t at = 0; at < static_cast<std::size_t>(cells); ++at) {
    const std::uint64_t* words = got.words.data() + at * static_cast<std::size_t>(layout.stride());
    REQUIRE(static_cast<Index>(words[0]) == count[at]);
    if (layout.sum) REQUIRE(value_of<stats::SumGrid>(words + 1, count[at]) == sum[at]);
    if (layout.squares) REQUIRE(value_of<stats::ProductGrid>(words + layout.squares_at(), count[at]) == squares[at]);
    if (layout.extrema) {
      REQUIRE(std::bit_cast<double>(words[layout.extrema_at()]) == -extrema[at].min);
      REQUIRE(words[layout.extrema_at() + 1] == std::bit_cast<std::uint64_t>(extrema[at].max));
    }
  }
}

void check_everywhere(const Rows& rows, Index cells) {
  for (const Layout layout : kLayouts) {
    const Outcome plain = run(rows, layout, Variant::kBaseline, cells, false, kBlock);
    check(rows, layout, plain, cells);
    for (const Variant variant : {Variant::kBaseline, Variant::kAvx2}) {
      if (!huishou::ledger::can_run(variant)) continue;
      for (const bool prefetch : {false, true}) {
        for (const Index block : {Index{1}, Index{2}, Index{3}, Index{5}, Index{7}, Index{64}, kBlock - 1, kBlock}) {
          REQUIRE(run(rows, layout, variant, cells, prefetch, block) == plain);
        }
      }
    }
  }
}

double value(oracle::Doubles& doubles) {
  switch (doubles.bits() % 12) {
    case 0: return kNan;
    case 1: return doubles.any();
    case 2: return doubles.hard();
    case 3: return doubles.bits() % 2 == 0 ? kInf : -kInf;
    default: return doubles.narrow();
  }
}

}  // namespace

TEST_CASE("rows in any order give equal bits in every variant, layout and block, and those of rational arithmetic") {
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    oracle::Doubles doubles(seed);
    Rows rows;
    for (int i = 0; i < 301; ++i) rows.add(value(doubles), static_cast<std::int32_t>(doubles.bits() % 9));
    check_everywhere(rows, 9);
  }
}

TEST_CASE("squares with empty windows at either end give the bits of those without") {
  oracle::Doubles doubles(11);
  const double edge = std::sqrt(0x1p19);
  for (const double scale : {0x1p-40, 0x1p-22, 0x1p-18, 0x1p-17, 0x1p-5, 1.0, 0x1p9, 0x1p10, 0x1p20}) {
    Rows rows;
    for (int i = 0; i < 64; ++i) {
      const double x = scale * (1.0 + static_cast<double>(doubles.bits() >> 12) * 0x1p-52);
      rows.add(i % 3 == 0 ? -x : x, static_cast<std::int32_t>(doubles.bits() % 3));
    }
    // Four rows on one side of the edge, then one beyond it among three short of it.
    for (const double x : {std::nextafter(edge, 0.0), edge, std::nextafter(edge, 1e9), 724.0}) {
      for (int i = 0; i < 8; ++i) rows.add(i == 6 ? x : i < 4 ? -x : 0.5, i % 3);
    }
    for (const double x : {0.0, -0.0, 0x1p-60, 0x1.fffffffffffffp-18, 0x1.0000000000001p-19}) rows.add(x, 1);
    check_everywhere(rows, 3);
  }
}

TEST_CASE("sorted rows, runs of every length, give what rows in any order give") {
  oracle::Doubles doubles(5);
  for (const int longest : {1, 3, 9, 40, 300}) {
    Rows rows;
    std::int32_t at = 0;
    while (rows.x.size() < 300) {
      const auto length = 1 + static_cast<int>(doubles.bits() % static_cast<std::uint64_t>(longest));
      for (int i = 0; i < length; ++i) rows.add(value(doubles), at);
      at = static_cast<std::int32_t>((at + 1 + static_cast<std::int32_t>(doubles.bits() % 2)) % 9);
    }
    check_everywhere(rows, 9);
  }
}

TEST_CASE("blocks of odd rows alone, and of none") {
  oracle::Doubles doubles(6);
  Rows all_odd;
  Rows none;
  for (int i = 0; i < 70; ++i) {
    all_odd.add(i % 3 == 0 ? kNan : i % 3 == 1 ? 1e300 : -kInf, i % 4);
    none.add(doubles.narrow(), i / 20);
  }
  check_everywhere(all_odd, 4);
  check_everywhere(none, 4);
}

TEST_CASE("every hard value goes where it belongs, alone") {
  for (const double x : oracle::hard_values()) {
    Rows rows;
    rows.add(x, 1);
    for (const Layout layout : kLayouts) {
      for (const Variant variant : {Variant::kBaseline, Variant::kAvx2}) {
        if (huishou::ledger::can_run(variant)) check(rows, layout, run(rows, layout, variant, 2, false, kBlock), 2);
      }
    }
  }
}

TEST_CASE("the variant chosen is one that can run, and the baseline always can") {
  CHECK(huishou::ledger::can_run(Variant::kBaseline));
  CHECK(huishou::ledger::can_run(huishou::ledger::best_variant()));
  if (huishou::ledger::can_run(Variant::kAvx2)) {
    CHECK(huishou::ledger::best_variant() == Variant::kAvx2);
    CHECK(huishou::ledger::accumulate_for({true, true, true}, Variant::kAvx2) != huishou::ledger::accumulate_for({true, true, true}, Variant::kBaseline));
  }
}
