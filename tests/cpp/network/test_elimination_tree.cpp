// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/network/elimination_tree.hpp"

#include <doctest/doctest.h>

#include <random>

#include "networks.hpp"

using namespace huishou;

namespace {

using Links = std::vector<std::vector<bool>>;

network::Adjacency graph(const Links& links) {
  network::Adjacency out;
  for (const auto& row : links) {
    for (std::size_t j = 0; j < row.size(); ++j) {
      if (row[j]) out.neighbour.push_back(static_cast<Code>(j));
    }
    out.start.push_back(static_cast<Index>(out.neighbour.size()));
  }
  return out;
}

Links random_links(std::size_t n, std::uint32_t per_mille, std::uint32_t seed) {
  std::mt19937 random(seed);
  Links out(n, std::vector<bool>(n, false));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) out[i][j] = out[j][i] = random() % 1000 < per_mille;
  }
  return out;
}

}  // namespace

TEST_CASE("parents and entries of columns are those of the eliminated graph") {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    const std::size_t n = 1 + seed;
    const Links links = random_links(n, seed % 3 == 0 ? 30 : 20 + 5 * seed, seed);
    const auto found = network::elimination_tree(graph(links));
    Links filled = links;
    for (std::size_t k = 0; k < n; ++k) {
      std::vector<std::size_t> below;
      for (std::size_t i = k + 1; i < n; ++i) {
        if (filled[i][k]) below.push_back(i);
      }
      for (const auto a : below) {
        for (const auto b : below) filled[a][b] = filled[a][b] || a != b;
      }
      CHECK(found.below[k] == static_cast<Index>(below.size()));
      CHECK(found.parent[k] == (below.empty() ? kMissing : static_cast<Code>(below[0])));
    }
  }
}

TEST_CASE("nothing has no tree") { CHECK(network::elimination_tree(network::Adjacency{}).parent.empty()); }
