// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// The elimination tree of a symmetric matrix and how many entries each column of its factor has, from the links alone: the
// factor itself is never walked (Liu 1990, SIAM J. Matrix Anal. Appl. 11, 134; Gilbert, Ng, Peyton 1994, same journal 15, 1075).
#pragma once

#include <vector>

#include "huishou/network/ordering.hpp"

namespace huishou::network {

struct EliminationTree {
  std::vector<Code> parent;  // the first row below the diagonal with an entry in this column; kMissing where there is none
  std::vector<Index> below;  // entries below the diagonal of each column
};

// `graph` is numbered in the order of elimination, earlier neighbours of a node before later ones.
EliminationTree elimination_tree(const Adjacency& graph);

}  // namespace huishou::network
