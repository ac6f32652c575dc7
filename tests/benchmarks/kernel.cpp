// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The hot loop against its limits, interleaved in one run, median of several: a naive kernel of plain doubles with the
// same cell stride and prefetch, the scan floor (keys and a plain sum), and the Boost.Accumulators composition against
// the same states by hand. One thread. Absolute figures and ratios; above 1 the second named is slower.
//
//   cmake -DHUISHOU_BENCH=ON …; huishou_bench [million rows] [rounds]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "huishou/base/buffer.hpp"
#include "huishou/ledger/accumulate.hpp"
#include "huishou/stats/accumulator_set.hpp"

using namespace huishou;
using namespace huishou::ledger;

namespace {

// n, sum, sum of squares, min, max of doubles in cells of the same size as the exact ones.
template <bool Full>
[[gnu::noinline]] void naive(const double* x, const std::int32_t* cell, Index rows, double* cells, int stride, bool prefetch) {
  for (Index i = 0; i < rows; ++i) {
    if (prefetch) __builtin_prefetch(cells + Index{cell[i + kCellsAhead]} * stride, 1);
    double* at = cells + Index{cell[i]} * stride;
    at[0] += 1.0;
    at[1] += x[i];
    if constexpr (Full) {
      at[2] += x[i] * x[i];
      at[3] = x[i] < at[3] ? x[i] : at[3];
      at[4] = x[i] > at[4] ? x[i] : at[4];
    }
  }
}

[[gnu::noinline]] double scan(const double* x, const std::int32_t* cell, Index rows) {
  double sums[8] = {};
  std::int32_t keys = 0;
  const Index whole = rows & ~Index{7};
  for (Index i = 0; i < whole; i += 8) {
    for (Index k = 0; k < 8; ++k) {
      sums[k] += x[i + k];
      keys ^= cell[i + k];
    }
  }
  double total = keys;
  for (const double s : sums) total += s;
  return total;
}

struct Contender {
  std::string name;
  std::function<void()> run;
  std::vector<double> seconds;

  [[nodiscard]] double median() {
    std::sort(seconds.begin(), seconds.end());
    return seconds[seconds.size() / 2];
  }
};

void race(std::vector<Contender>& contenders, int rounds) {
  for (int round = 0; round <= rounds; ++round) {
    for (Contender& c : contenders) {
      const auto start = std::chrono::steady_clock::now();
      c.run();
      if (round > 0) c.seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const Index rows = (argc > 1 ? std::atol(argv[1]) : 20) * 1'000'000;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 7;
  std::mt19937_64 random(20211028);
  std::lognormal_distribution<double> mass(1.0, 2.0);
  std::vector<double> x(static_cast<std::size_t>(rows));
  for (double& v : x) v = random() % 1000 == 0 ? __builtin_nan("") : mass(random);  // a ledger has blanks
  volatile double sink = 0.0;
  for (const Index groups : {Index{100}, Index{61'200}, Index{900'000}}) {
    std::vector<std::int32_t> cell(static_cast<std::size_t>(rows + kCellsAhead), 0);
    for (Index i = 0; i < rows; ++i) cell[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(random() % static_cast<std::uint64_t>(groups));
    for (const Layout layout : {Layout{true, false, false}, Layout{true, true, true}}) {
      Buffer<std::uint64_t> exact(groups * layout.stride());
      Buffer<double> plain(groups * layout.stride());
      const bool prefetch = groups > 1000;
      const auto exact_run = [&](Variant variant) {
        return [&, variant] {
          const Accumulate kernel = accumulate_for(layout, variant);
          std::uint16_t odd[kBlock];
          for (Index i = 0; i < rows; i += kBlock) {
            (void)kernel(Block{x.data() + i, cell.data() + i, std::min(kBlock, rows - i), exact.data(), prefetch, odd});
          }
        };
      };
      std::vector<Contender> contenders{
          {"exact, baseline", exact_run(Variant::kBaseline), {}},
          {"naive doubles", [&] { layout.squares ? naive<true>(x.data(), cell.data(), rows, plain.data(), layout.stride(), prefetch)
                                                 : naive<false>(x.data(), cell.data(), rows, plain.data(), layout.stride(), prefetch); }, {}},
          {"scan floor", [&] { sink = sink + scan(x.data(), cell.data(), rows); }, {}}};
      if (can_run(Variant::kAvx2)) contenders.push_back({"exact, AVX2", exact_run(Variant::kAvx2), {}});
      race(contenders, rounds);
      std::printf("%s, %ld groups, %ld rows\n", layout.squares ? "full" : "count and sum", static_cast<long>(groups), static_cast<long>(rows));
      const double base = contenders[1].median();
      for (Contender& c : contenders) {
        std::printf("  %-16s %6.0f M rows/s  %.2f of naive  %.2f of the floor\n", c.name.c_str(), static_cast<double>(rows) / c.median() / 1e6, base / c.median(),
                    contenders[2].median() / c.median());
      }
    }
  }
  using Composed = stats::AccumulatorSet<stats::features::count, stats::features::exact_moments, stats::features::extrema>;
  const std::span<const double> few(x.data(), std::min<std::size_t>(x.size(), 2'000'000));
  std::vector<Contender> pair{{"Boost.Accumulators composition", [&] { Composed set; for (const double v : few) set.add(v); sink = sink + set.get<stats::features::extrema>().max; }, {}},
                              {"the same states by hand",
                               [&] {
                                 stats::Count count;
                                 stats::ExactMoments moments;
                                 stats::Extrema extrema;
                                 for (const double v : few) {
                                   count.add(v);
                                   moments.add(v);
                                   extrema.add(v);
                                 }
                                 sink = sink + extrema.max;
                               },
                               {}}};
  race(pair, rounds);
  std::printf("%s: %.1f ns a value, by hand %.1f: ratio %.2f\n", pair[0].name.c_str(), pair[0].median() / static_cast<double>(few.size()) * 1e9,
              pair[1].median() / static_cast<double>(few.size()) * 1e9, pair[1].median() / pair[0].median());
  return 0;
}
