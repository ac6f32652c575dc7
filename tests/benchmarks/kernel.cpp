// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The hot loop against its limits, interleaved in one run, median of several: a naive kernel of plain doubles (naive_kernel.hpp),
// the scan floor (keys and a plain sum, no table), and the Boost.Accumulators composition against the same states by hand.
//
//   cmake -DHUISHOU_BENCH=ON …; huishou_bench [million rows] [rounds]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "huishou/base/buffer.hpp"
#include "huishou/ledger/accumulate.hpp"
#include "huishou/stats/accumulator_set.hpp"
#include "naive.hpp"

using namespace huishou;
using namespace huishou::ledger;

namespace {

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

// work(begin, end, thread) over equal shares that begin at whole blocks.
template <class Work>
void shared(Index rows, Index threads, Work&& work) {
  std::vector<std::thread> others;
  const Index share = rows / threads / kBlock * kBlock;
  const auto range = [&](Index t) { work(t * share, t + 1 == threads ? rows : (t + 1) * share, t); };
  for (Index t = 1; t < threads; ++t) others.emplace_back(range, t);
  range(0);
  for (std::thread& thread : others) thread.join();
}

int main(int argc, char** argv) {
  const Index rows = (argc > 1 ? std::atol(argv[1]) : 20) * 1'000'000;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 7;
  std::mt19937_64 random(20211028);
  std::lognormal_distribution<double> mass(1.0, 2.0);
  std::vector<double> x(static_cast<std::size_t>(rows));
  for (double& v : x) v = random() % 1000 == 0 ? __builtin_nan("") : mass(random);  // a ledger has blanks
  volatile double sink = 0.0;
  const bool avx2 = can_run(Variant::kAvx2);
  std::printf("| work | groups | rows | threads | exact, AVX2 | exact, baseline | naive, %s | floor | AVX2 of naive | AVX2 of floor |\n|---|---|---|---|---|---|---|---|---|---|\n", avx2 ? "AVX2" : "baseline");
  for (const Index groups : {Index{100}, Index{10'000}, Index{61'200}, Index{900'000}}) {
    std::vector<std::int32_t> cell(static_cast<std::size_t>(rows + kCellsAhead), 0);
    for (Index i = 0; i < rows; ++i) cell[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(random() % static_cast<std::uint64_t>(groups));
    for (const bool sorted : {false, true}) {
      if (sorted) std::sort(cell.begin(), cell.begin() + rows);
      for (const Layout layout : {Layout{true, false, false}, Layout{true, true, true}}) {
        for (const Index threads : {1, 2}) {
          if (sorted && (layout.squares || groups != 61'200)) continue;
          std::vector<Buffer<std::uint64_t>> exact;
          std::vector<Buffer<double>> plain;
          for (Index t = 0; t < threads; ++t) {
            exact.emplace_back(groups * layout.stride());
            plain.emplace_back(groups * layout.stride());
          }
          const bool prefetch = groups > 1000;
          const auto exact_run = [&](Variant variant) {
            return [&, variant] {
              const Accumulate kernel = accumulate_for(layout, variant);
              shared(rows, threads, [&](Index begin, Index end, Index t) {
                std::uint16_t odd[kBlock];
                for (Index i = begin; i < end; i += kBlock) {
                  (void)kernel(Block{x.data() + i, cell.data() + i, std::min(kBlock, end - i), exact[static_cast<std::size_t>(t)].data(), prefetch, odd});
                }
              });
            };
          };
          const benchmark::Naive naive = avx2 ? benchmark::naive_avx2(layout.squares) : benchmark::naive_baseline(layout.squares);
          std::vector<double> sums(static_cast<std::size_t>(threads));
          std::vector<Contender> contenders{
              {"baseline", exact_run(Variant::kBaseline), {}},
              {"naive", [&] { shared(rows, threads, [&](Index begin, Index end, Index t) { naive(x.data() + begin, cell.data() + begin, end - begin, plain[static_cast<std::size_t>(t)].data(), prefetch); }); }, {}},
              {"floor", [&] { shared(rows, threads, [&](Index begin, Index end, Index t) { sums[static_cast<std::size_t>(t)] = scan(x.data() + begin, cell.data() + begin, end - begin); }); sink = sink + sums[0]; }, {}},
              {"AVX2", exact_run(avx2 ? Variant::kAvx2 : Variant::kBaseline), {}}};
          race(contenders, rounds);
          const auto speed = [&](std::size_t c) { return static_cast<double>(rows) / contenders[c].median() / 1e6; };
          std::printf("| %s | %ld | %s | %ld | %.0f | %.0f | %.0f | %.0f | %.2f | %.2f |\n", layout.squares ? "full" : "count and sum", static_cast<long>(groups), sorted ? "sorted" : "random",
                      static_cast<long>(threads), speed(3), speed(0), speed(1), speed(2), speed(3) / speed(1), speed(3) / speed(2));
          std::fflush(stdout);
        }
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
  std::printf("\nM rows/s. %s: %.1f ns a value, by hand %.1f: ratio %.2f\n", pair[0].name.c_str(), pair[0].median() / static_cast<double>(few.size()) * 1e9,
              pair[1].median() / static_cast<double>(few.size()) * 1e9, pair[1].median() / pair[0].median());
  return 0;
}
