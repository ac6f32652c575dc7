// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cstdlib>

#include "huishou/base/error.hpp"
#include "huishou/base/floating.hpp"
#include "huishou/ledger/aggregator.hpp"
#include "huishou/stats/codec.hpp"
#include "huishou/stats/split.hpp"

namespace huishou::ledger {

namespace {

constexpr std::size_t at(Index i) { return static_cast<std::size_t>(i); }

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return names;
}

void write_names(stats::Writer& out, const std::vector<std::string>& names) {
  out.number(static_cast<std::uint16_t>(names.size()));
  for (const std::string& name : names) out.text(name);
}

std::vector<std::string> read_names(stats::Reader& in) {
  std::vector<std::string> names(in.number<std::uint16_t>());
  for (std::string& name : names) name = in.text();
  return names;
}

// Statistics, ascending; sums of decimals are in units of their last digit, so its place belongs to the state.
std::vector<std::string> described(const ValueRequest& value, ValueKind kind) {
  std::vector<std::string> names = sorted(value.statistics);
  if (is_decimal(kind)) names.push_back("decimal " + std::to_string(scale_of(kind)));
  return names;
}

template <class Grid>
stats::Digits read_digits(stats::Reader& in) {
  stats::Digits digits = in.digits();
  const int count = static_cast<int>(digits.digits.size());
  if (count != 0 && (digits.low < Grid::kLow || digits.low + count - 1 > Grid::kHigh)) stats::Reader::broken();
  return digits;
}

constexpr std::string_view kFormat = "huishou.aggregate.1";
constexpr std::string_view kMagic = "HSAGG001";

}  // namespace

std::string Aggregator::canonical() const {
  const DefaultFloating floating;
  const std::vector<Index> cells = groups();
  std::vector<Code> codes(by_.size());
  std::vector<bool> named(by_.size(), false);
  for (const Index cell : cells) {
    table_.codes_of(cell, codes);
    for (std::size_t k = 0; k < codes.size(); ++k) named[k] = named[k] || codes[k] != 0;
  }
  stats::Writer out;
  out.text(kFormat);
  out.number(static_cast<std::uint16_t>(by_.size()));
  for (std::size_t k = 0; k < by_.size(); ++k) {
    out.text(by_[k]);
    out.number(static_cast<std::uint8_t>(named[k] ? table_.keys()[k].kind() : KeyKind::kNone));
  }
  out.number(static_cast<std::uint16_t>(values_.size()));
  Index place = 0;
  for (const Index i : sorted_) {
    out.text(values_[at(i)].name);
    write_names(out, described(values_[at(i)], table_.value_kind(place++)));
  }
  out.number(static_cast<std::uint64_t>(cells.size()));

  // Bins lie in one map for all cells: gathered here by cell, ascending.
  std::vector<std::vector<std::vector<std::pair<stats::Bin, Index>>>> bins(values_.size());
  for (Index v = 0; v < static_cast<Index>(values_.size()); ++v) {
    if (!table_.specs()[at(v)].bins) continue;
    bins[at(v)].resize(at(table_.cells()));
    table_.values(v).bins().each([&](const BinCounts::Entry& entry) { bins[at(v)][at(entry.cell)].emplace_back(entry.bin, entry.count); });
  }
  for (const Index cell : cells) {
    table_.codes_of(cell, codes);
    for (std::size_t k = 0; k < codes.size(); ++k) {
      out.number(static_cast<std::uint8_t>(codes[k] != 0));
      if (codes[k] == 0) continue;
      const KeyColumn& key = table_.keys()[k];
      if (held_as_text(key.kind())) {
        out.text(key.text(codes[k]));
      } else {
        out.number(key.integer(codes[k]));
      }
    }
    for (Index v = 0; v < static_cast<Index>(values_.size()); ++v) {
      const CellTable& values = table_.values(v);
      const Layout layout = values.layout();
      out.number(values.count(cell));
      out.number(values.missing(cell));
      if (layout.sum) out.digits(values.sum_digits(cell));
      if (layout.squares) out.digits(values.square_digits(cell));
      if (layout.extrema && values.count(cell) > 0) {
        out.real(values.minimum(cell));
        out.real(values.maximum(cell));
      }
      if (values.has_bins()) {
        auto& own = bins[at(v)][at(cell)];
        std::sort(own.begin(), own.end());
        out.number(static_cast<std::uint32_t>(own.size()));
        for (const auto& [bin, count] : own) {
          out.number(bin);
          out.number(count);
        }
      }
    }
  }
  return std::move(out.bytes());
}

std::string Aggregator::to_bytes() const {
  const std::string canonical_bytes = canonical();
  stats::Writer out;
  write_names(out, by_);
  out.number(static_cast<std::uint16_t>(values_.size()));
  for (const ValueRequest& value : values_) {
    out.text(value.name);
    write_names(out, value.statistics);
  }
  for (Index v = 0; v < static_cast<Index>(values_.size()); ++v) out.number(static_cast<std::uint8_t>(table_.value_kind(v)));
  out.number(static_cast<std::uint64_t>(canonical_bytes.size()));
  out.raw(canonical_bytes);
  return stats::seal(kMagic, out.bytes());
}

Aggregator Aggregator::from_bytes(std::string_view bytes) {
  const DefaultFloating floating;
  stats::Reader in(stats::unseal(kMagic, bytes));
  std::vector<std::string> by = read_names(in);
  std::vector<ValueRequest> requests(in.number<std::uint16_t>());
  for (ValueRequest& request : requests) {
    request.name = in.text();
    request.statistics = read_names(in);
  }
  std::vector<ValueKind> value_kinds(requests.size());
  for (ValueKind& kind : value_kinds) {
    kind = static_cast<ValueKind>(in.number<std::uint8_t>());
    if (kind > ValueKind::kInteger && (!is_decimal(kind) || scale_of(kind) > kMostScale)) stats::Reader::broken();
  }
  Aggregator out = [&] {
    try {
      return Aggregator(std::move(by), std::move(requests));
    } catch (const Error&) {
      stats::Reader::broken();
    }
  }();
  const auto size = in.number<std::uint64_t>();
  const std::string_view canonical_bytes = in.take(size);
  if (!in.done()) stats::Reader::broken();
  in = stats::Reader(canonical_bytes);
  if (in.text() != kFormat) stats::Reader::broken();
  if (in.number<std::uint16_t>() != out.by_.size()) stats::Reader::broken();
  std::vector<KeyKind> kinds;
  for (const std::string& name : out.by_) {
    if (in.text() != name) stats::Reader::broken();
    kinds.push_back(static_cast<KeyKind>(in.number<std::uint8_t>()));
    if (kinds.back() > KeyKind::kDecimal) stats::Reader::broken();
  }
  if (in.number<std::uint16_t>() != out.values_.size()) stats::Reader::broken();
  for (std::size_t v = 0; v < out.sorted_.size(); ++v) {
    const ValueRequest& value = out.values_[at(out.sorted_[v])];
    if (in.text() != value.name || read_names(in) != described(value, value_kinds[v])) stats::Reader::broken();
  }
  out.table_.set_kinds(kinds, value_kinds);
  out.table_.use_hash();
  const auto groups = in.number<std::uint64_t>();
  std::vector<Code> codes(kinds.size());
  for (std::uint64_t g = 0; g < groups; ++g) {
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      const auto present = in.number<std::uint8_t>();
      if (present > 1 || (present == 1 && kinds[k] == KeyKind::kNone)) stats::Reader::broken();
      KeyColumn& key = out.table_.key(static_cast<Index>(k));
      codes[k] = present == 0 ? 0 : held_as_text(kinds[k]) ? key.code_of(in.text()) : key.code_of(in.number<std::int64_t>());
    }
    const Index cell = out.table_.cell_for(codes);
    for (Index v = 0; v < static_cast<Index>(out.values_.size()); ++v) {
      CellTable& values = out.table_.value_table(v);
      const auto count = in.number<std::int64_t>();
      const auto missing = in.number<std::int64_t>();
      if (count < 0 || missing < 0) stats::Reader::broken();
      const stats::Digits sum = values.layout().sum ? read_digits<stats::SumGrid>(in) : stats::Digits{};
      const stats::Digits squares = values.layout().squares ? read_digits<stats::ProductGrid>(in) : stats::Digits{};
      double minimum = 0.0;
      double maximum = 0.0;
      if (values.layout().extrema && count > 0) {
        minimum = in.real();
        maximum = in.real();
        if (!stats::is_finite(minimum) || !stats::is_finite(maximum)) stats::Reader::broken();
      }
      values.restore(cell, count, missing, sum, squares, minimum, maximum);
      if (!values.plausible(cell)) stats::Reader::broken();
      if (!values.has_bins()) continue;
      Index left = count;
      const auto bins = in.number<std::uint32_t>();
      for (std::uint32_t b = 0; b < bins; ++b) {
        const auto bin = in.number<stats::Bin>();
        const auto times = in.number<std::int64_t>();
        if (std::abs(std::int64_t{bin}) > stats::kLastBin || times < 1 || times > left) stats::Reader::broken();
        left -= times;
        values.restore_bin(cell, bin, times);
      }
      if (left != 0) stats::Reader::broken();
    }
  }
  // One state, one form: bytes that name a group twice, in another order or with other digits were not written here.
  if (!in.done() || out.canonical() != canonical_bytes) stats::Reader::broken();
  return out;
}

}  // namespace huishou::ledger
