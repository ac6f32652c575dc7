// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// Compiled once per instruction set; see accumulate_kernel.hpp for why nothing here comes from shared inline code.
#ifndef HUISHOU_VARIANT
#error "define HUISHOU_VARIANT before including key_loops_kernel.hpp"
#endif

#include <cstdint>

#include "huishou/ledger/key_loops.hpp"

namespace huishou::ledger::HUISHOU_VARIANT {
namespace {

template <class T>
void range(const void* from, Index rows, std::int64_t* low, std::int64_t* high) {
  const T* __restrict values = static_cast<const T*>(from);
  T least = values[0];
  T most = values[0];
  for (Index i = 0; i < rows; ++i) {
    least = values[i] < least ? values[i] : least;
    most = values[i] > most ? values[i] : most;
  }
  *low = static_cast<std::int64_t>(least);
  *high = static_cast<std::int64_t>(most);
}

template <class T>
void place(const void* from, Index rows, std::uint32_t base, std::uint32_t times, std::uint32_t* __restrict cells, std::int64_t* low, std::int64_t* high) {
  const T* __restrict values = static_cast<const T*>(from);
  T least = values[0];
  T most = values[0];
  for (Index i = 0; i < rows; ++i) {
    least = values[i] < least ? values[i] : least;
    most = values[i] > most ? values[i] : most;
    cells[i] += (static_cast<std::uint32_t>(values[i]) - base) * times;
  }
  *low = static_cast<std::int64_t>(least);
  *high = static_cast<std::int64_t>(most);
}

template <class T>
KeyLoops loops_of() {
  return {range<T>, place<T>};
}

KeyLoops loops(char form) {
  switch (form) {
    case 'c': return loops_of<std::int8_t>();
    case 'C': return loops_of<std::uint8_t>();
    case 's': return loops_of<std::int16_t>();
    case 'S': return loops_of<std::uint16_t>();
    case 'i': return loops_of<std::int32_t>();
    case 'I': return loops_of<std::uint32_t>();
    case 'L': return loops_of<std::uint64_t>();
    default: return loops_of<std::int64_t>();
  }
}

}  // namespace
}  // namespace huishou::ledger::HUISHOU_VARIANT
