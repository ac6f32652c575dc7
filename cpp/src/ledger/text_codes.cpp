// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/text_codes.hpp"

#include <algorithm>
#include <string>

#include "huishou/base/error.hpp"
#include "huishou/ledger/key_reader.hpp"

namespace huishou::ledger {

KeyColumn text_codes(const ArrowTable& table, Index column, std::span<Code> codes, Cancel& cancel) {
  constexpr Index kStretchesAPoll = 64;
  const ArrowSchema& schema = table.schema(column);
  KeyColumn words(schema.name == nullptr ? "" : schema.name);
  if (schema.dictionary != nullptr || key_type(schema, words.name()).kind != KeyKind::kText) {
    throw Error(ErrorKind::kInput, "key_type", "Column '" + words.name() + "' has Arrow type '" + schema.format + "', which is no plain text.", "Cast it to text.")
        .in_column(words.name());
  }
  KeyReader reader(words, table, column, best_variant());
  Index first = 0;
  Index stretches = 0;
  for (Index batch = 0; batch < table.batches(); first += table.batch(batch).length, ++batch) {
    reader.open(batch, first);
    const Index length = table.batch(batch).length;
    for (Index row = 0; row < length; row += kStretch) {
      if (stretches++ % kStretchesAPoll == 0) cancel.poll();
      const Index rows = std::min(kStretch, length - row);
      const Index coming = std::min(kStretch, length - row - rows);
      if (coming > 0) reader.fetch(row + rows, coming);
      const std::span<Code> out = codes.subspan(static_cast<std::size_t>(first + row), static_cast<std::size_t>(rows));
      std::ranges::fill(out, kMissing);
      Code shift = 0;
      (void)reader.look(row, rows, shift);  // texts never shift codes
      reader.add(row, rows, 1, out.data());
    }
  }
  return words;
}

}  // namespace huishou::ledger
