// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
//
// One key column as codes: 0 is null, a group of its own; the others count from 1.
//
// Integers that lie close together (within kRange) are coded directly, code = value - base + 1, which costs no look-up;
// the range grows as values appear. Others, and all strings, get codes in order of appearance. A dictionary column is
// translated once a batch, not once a row. Codes are an inner matter: nothing that leaves a table depends on them.
// Key types are those of rule 7 of the exactness contract: producers differ in types, the key does not.
#pragma once

#include <string>
#include <vector>

#include "huishou/base/types.hpp"
#include "huishou/ledger/arrow_table.hpp"
#include "huishou/ledger/integer_index.hpp"
#include "huishou/ledger/text_index.hpp"

namespace huishou::ledger {

enum class KeyKind : std::uint8_t { kNone = 0, kInteger = 1, kText = 2, kBoolean = 3, kDate = 4, kTimestamp = 5, kTimestampUtc = 6, kDecimal = 7 };

// Decimals are held as texts (decimal.hpp), equal for equal numbers, and ordered by number.
constexpr bool held_as_text(KeyKind kind) { return kind == KeyKind::kText || kind == KeyKind::kDecimal; }

// A code change that a group table has to follow: code c (from 1) became c + shift, or, where map is not empty, map[c].
struct Recode {
  Code shift = 0;
  std::vector<Code> map;

  [[nodiscard]] Code apply(Code code) const { return code == 0 ? 0 : map.empty() ? code + shift : map[static_cast<std::size_t>(code)]; }
};

class KeyColumn {
 public:
  explicit KeyColumn(std::string name) : name_(std::move(name)) {}

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] KeyKind kind() const { return kind_; }
  [[nodiscard]] bool direct() const { return direct_; }
  // Codes are below size(), null included. A direct range keeps room to grow.
  [[nodiscard]] Index size() const { return 1 + (direct_ ? length_ : held_as_text(kind_) ? Index{text_.size()} : Index{integers_.size()}); }
  [[nodiscard]] std::int64_t integer(Code code) const { return direct_ ? base_ + code - 1 : integers_.value(code - 1); }
  [[nodiscard]] std::string_view text(Code code) const { return text_.text(code - 1); }
  // The order of results: numbers by value, texts by bytes. Not for null.
  [[nodiscard]] bool less(Code a, Code b) const;

  // Codes of single values, appended where new: for merging and for reading bytes. Only in the dictionary form.
  Code code_of(std::int64_t value) { return integers_.encode(value) + 1; }
  Code code_of(std::string_view text, bool readable = false) { return text_.encode(text, readable) + 1; }

  // Takes the kind of a column, or refuses it: keys of two kinds are never one column. `where` names the other side.
  void unify(KeyKind kind, const char* where);
  // Gives up the direct range; used_codes are those that stand in the table.
  Recode to_dictionary(const std::vector<bool>& used_codes);
  // Makes the direct range hold [low, high]; the shift of the codes there were. False when it would grow beyond kRange.
  bool extend(std::int64_t low, std::int64_t high, Code& shift);
  // Whether all values from low to high have codes in the direct range; remembers them as seen then.
  bool covers(std::int64_t low, std::int64_t high) {
    if (length_ == 0 || low < base_ || high > base_ + (length_ - 1)) return false;  // high - base_ would overflow for far values
    low_ = low < low_ ? low : low_;
    high_ = high > high_ ? high : high_;
    return true;
  }
  void set_direct(bool direct) { direct_ = direct; }

  static constexpr Index kRange = Index{1} << 22;

 private:
  std::string name_;
  KeyKind kind_ = KeyKind::kNone;
  bool direct_ = false;
  std::int64_t base_ = 0;    // value of code 1
  std::int64_t low_ = 0;     // values seen, within the range
  std::int64_t high_ = 0;
  Index length_ = 0;
  IntegerIndex integers_;
  TextIndex text_;
};

// How an Arrow column reads as a key: the kind, and whether it must be looked at value by value (floats).
struct KeyType {
  KeyKind kind = KeyKind::kNone;
  char form = 'n';              // 'c' 's' 'i' 'l' 'C' 'S' 'I' 'L' numbers, 'b' bits, 'f' 'g' floats, 'u' 'U' 'v' strings, 'd' decimals, 'n' null
  std::int64_t scale = 1;       // timestamps: multiplied to nanoseconds; date64: divided by -scale to days
};

// Throws InputError `key_type` for types that are no key.
KeyType key_type(const ArrowSchema& schema, const std::string& column);

}  // namespace huishou::ledger
