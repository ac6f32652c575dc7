// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/first_rows.hpp"

#include <string>

#include "huishou/base/error.hpp"

namespace huishou::ledger {

std::vector<Index> first_rows(std::span<const Code> codes, Index distinct, Cancel& cancel) {
  constexpr Index kPollRows = Index{1} << 20;
  constexpr Index kUnseen = -1;
  std::vector<Index> first(static_cast<std::size_t>(distinct), kUnseen);
  std::vector<Index> out(codes.size());
  for (Index row = 0; row < static_cast<Index>(codes.size()); ++row) {
    if (row % kPollRows == 0) cancel.poll();
    const Code code = codes[static_cast<std::size_t>(row)];
    Index& holder = out[static_cast<std::size_t>(row)];
    holder = row;
    if (code < 0) continue;
    if (code >= distinct) {
      throw Error(ErrorKind::kInput, "bad_codes", "A row has the key " + std::to_string(code) + " of " + std::to_string(distinct) + ".", "Number the keys from 0.");
    }
    Index& seen = first[static_cast<std::size_t>(code)];
    if (seen == kUnseen) seen = row;
    holder = seen;
  }
  return out;
}

}  // namespace huishou::ledger
