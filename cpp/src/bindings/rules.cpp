// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "bindings.hpp"
#include "huishou/ledger/first_rows.hpp"
#include "huishou/ledger/row_rules.hpp"

namespace huishou::bindings {

namespace {

using ledger::RuleBits;

template <class T>
std::span<T> writable(Array<T>& array, const char* name) {
  const std::span<const T> seen = span_of(array, name);
  return {array.mutable_data(), seen.size()};  // throws where the array is read-only
}

struct Words {
  Array<Code> entry;
  Array<RuleBits> bits;
};
struct Numbers {
  Array<double> values;
  Array<std::uint8_t> states;
  std::array<RuleBits, ledger::kCellStates> bits;
  RuleBits negative;
  std::optional<std::pair<Array<Code>, Array<std::uint8_t>>> either_sign;
};

RuleBits mark_rows(const std::vector<Words>& words, const std::vector<Numbers>& numbers, Array<RuleBits> rows, Index threads) {
  std::vector<ledger::WordRules> by_word;
  for (const Words& w : words) by_word.push_back({span_of(w.entry, "entry"), span_of(w.bits, "bits")});
  std::vector<ledger::NumberRules> by_number;
  for (const Numbers& n : numbers) {
    by_number.push_back({span_of(n.values, "values"), span_of(n.states, "states"), n.bits, n.negative, {}, {}});
    if (n.either_sign) {
      by_number.back().entry = span_of(n.either_sign->first, "entry");
      by_number.back().either_sign = span_of(n.either_sign->second, "either_sign");
    }
  }
  const std::span<RuleBits> out = writable(rows, "rows");
  Cancel cancel = interruptible();
  const py::gil_scoped_release nogil;
  return ledger::mark_rows(by_word, by_number, out, threads, cancel);
}

py::tuple cell_states(const Array<double>& values, Index threads) {
  const std::span<const double> in = span_of(values, "values");
  py::array_t<std::uint8_t> states(static_cast<py::ssize_t>(in.size()));
  const std::span<std::uint8_t> out(states.mutable_data(), in.size());
  Cancel cancel = interruptible();
  Index odd = 0;
  {
    const py::gil_scoped_release nogil;
    odd = ledger::cell_states(in, out, threads, cancel);
  }
  return py::make_tuple(states, odd);
}

std::vector<Index> settle_rows(Array<RuleBits> rows, Array<std::uint8_t> outcome, std::uint8_t rejected, const std::vector<RuleBits>& masks, Index threads) {
  const std::span<RuleBits> bits = writable(rows, "rows");
  const std::span<std::uint8_t> became = writable(outcome, "outcome");
  Cancel cancel = interruptible();
  const py::gil_scoped_release nogil;
  return ledger::settle_rows(bits, became, rejected, masks, threads, cancel);
}

py::array_t<Index> first_rows(const Array<Code>& codes, Index distinct) {
  const std::span<const Code> in = span_of(codes, "codes");
  Cancel cancel = interruptible();
  std::vector<Index> out;
  {
    const py::gil_scoped_release nogil;
    out = ledger::first_rows(in, distinct, cancel);
  }
  return array_of(std::move(out));
}

}  // namespace

void register_rules(py::module_& module) {
  py::class_<Words>(module, "WordRules")
      .def(py::init([](Array<Code> entry, Array<RuleBits> bits) { return Words{std::move(entry), std::move(bits)}; }), py::arg("entry").noconvert(),
           py::arg("bits").noconvert());
  py::class_<Numbers>(module, "NumberRules")
      .def(py::init([](Array<double> values, Array<std::uint8_t> states, std::array<RuleBits, ledger::kCellStates> bits, RuleBits negative) {
             return Numbers{std::move(values), std::move(states), bits, negative, std::nullopt};
           }),
           py::arg("values").noconvert(), py::arg("states").noconvert(), py::arg("bits"), py::arg("negative"))
      .def(
          "either_sign",
          [](Numbers& self, Array<Code> entry, Array<std::uint8_t> allowed) { self.either_sign.emplace(std::move(entry), std::move(allowed)); },
          py::arg("entry").noconvert(), py::arg("allowed").noconvert());
  module.def("mark_rows", &mark_rows, py::arg("words"), py::arg("numbers"), py::arg("rows").noconvert(), py::arg("threads"));
  module.def("cell_states", &cell_states, py::arg("values").noconvert(), py::arg("threads"));
  module.def("settle_rows", &settle_rows, py::arg("rows").noconvert(), py::arg("outcome").noconvert(), py::arg("rejected"), py::arg("masks"), py::arg("threads"));
  module.def("first_rows", &first_rows, py::arg("codes").noconvert(), py::arg("distinct"));
}

}  // namespace huishou::bindings
