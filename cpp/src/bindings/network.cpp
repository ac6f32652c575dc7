// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include <mutex>

#include "bindings.hpp"
#include "huishou/network/batch.hpp"
#include "huishou/network/nonnegative.hpp"
#include "huishou/network/posterior.hpp"
#include "huishou/network/routes.hpp"
#include "huishou/stats/chi_square.hpp"

namespace huishou::bindings {

namespace {

using network::Solution;
using network::Structure;

// (columns, starts of rows, column of each entry, value)
using MatrixArgument = std::tuple<Index, py::array, py::array, Array<double>>;

template <class Integer>
network::Constraints constraints_of(const MatrixArgument& argument) {
  const auto& [columns, start, column, value] = argument;
  const auto first = py::cast<Array<Integer>>(start);
  const auto second = py::cast<Array<Integer>>(column);
  return network::constraints_from(columns, span_of(first, "start"), span_of(second, "column"), span_of(value, "value"));
}

// Matrices of scipy.sparse bring 32-bit numbers and are read as they are.
network::Constraints constraints_of(const MatrixArgument& argument) {
  const bool narrow = py::isinstance<py::array_t<Code>>(std::get<1>(argument)) && py::isinstance<py::array_t<Code>>(std::get<2>(argument));
  return narrow ? constraints_of<Code>(argument) : constraints_of<Index>(argument);
}

// Balances with the last solution: its structure is used again while the same flows are measured, its factor while their standard
// deviations stay as they are.
class Balances {
 public:
  explicit Balances(const MatrixArgument& argument) : balances_(std::make_shared<const network::Constraints>(constraints_of(argument))) {}

  std::shared_ptr<Solution> solve(const Array<double>& measured, const Array<double>& sd, const Array<double>& right) {
    const auto x = checked(measured, "x", balances_->columns);
    const auto s = checked(sd, "sd", balances_->columns);
    const auto c = checked(right, "c", balances_->rows());
    const py::gil_scoped_release nogil;
    std::vector<network::Role> roles = network::roles_of(x, s);
    std::shared_ptr<const Solution> last;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      last = last_;
    }
    const bool known = last && last->structure->roles == roles;
    auto structure = known ? last->structure : std::make_shared<const Structure>(balances_, std::move(roles));
    auto factor = known && same_errors(*last, s) ? last->factor : nullptr;
    auto out = std::make_shared<Solution>(network::reconcile(std::move(structure), x, s, c, std::move(factor)));
    const std::lock_guard<std::mutex> lock(mutex_);
    last_ = out;
    return out;
  }

 private:
  static std::span<const double> checked(const Array<double>& array, const char* name, Index size) {
    const auto out = span_of(array, name);
    if (static_cast<Index>(out.size()) != size) {
      throw Error(ErrorKind::kInput, "unequal_lengths", std::string(name) + " does not fit the balances.",
                  "Give one value a flow (x, sd) and one a balance (c).").in_column(name).with_value(std::to_string(out.size()));
    }
    return out;
  }

  static bool same_errors(const Solution& solution, std::span<const double> sd) {
    for (std::size_t f = 0; f < sd.size(); ++f) {
      if (solution.sd[f] != sd[f] && solution.structure->roles[f] == network::Role::kMeasured) return false;
    }
    return true;
  }

  std::shared_ptr<const network::Constraints> balances_;
  std::shared_ptr<const Solution> last_;
  std::mutex mutex_;
};

std::shared_ptr<Solution> nonnegative(const Solution& free, const Array<std::uint8_t>& bounded) {
  const auto b = span_of(bounded, "bounded");
  const py::gil_scoped_release nogil;
  return std::make_shared<Solution>(network::nonnegative(free, b));
}

// Numbers of an object as an array that keeps the object alive and may not be written to.
py::array_t<double> view_of(const py::object& owner, const Large<double>& values) {
  py::array_t<double> out(static_cast<py::ssize_t>(values.size()), values.data(), owner);
  py::detail::array_proxy(out.ptr())->flags &= ~py::detail::npy_api::NPY_ARRAY_WRITEABLE_;
  return out;
}

// (variance, d, C) of every flow.
py::tuple posterior(const Solution& solution) {
  network::Posterior found;
  {
    const py::gil_scoped_release nogil;
    found = network::posterior(solution);
  }
  return py::make_tuple(array_of(found.variance), array_of(found.d), array_of(found.c));
}

py::array_t<double> covariance(const Solution& solution, const Array<double>& weights) {
  if (weights.ndim() != 2 || weights.shape(1) != solution.structure->flows()) {
    throw Error(ErrorKind::kInput, "unequal_lengths", "weights must have one column a flow.", "Give one row a sum.").in_column("weights");
  }
  const Index k = weights.shape(0);
  Large<double> found;
  {
    const std::span<const double> rows(weights.data(), static_cast<std::size_t>(weights.size()));
    const py::gil_scoped_release nogil;
    found = network::covariance(solution, rows, k);
  }
  return py::array_t<double>({k, k}, found.data());
}

py::array_t<std::uint8_t> kinds(const Solution& solution) {
  std::vector<std::uint8_t> out;
  for (const network::Kind kind : solution.structure->kinds) out.push_back(static_cast<std::uint8_t>(kind));
  return array_of(out);
}

// (matrix, x, sd) with x and sd of shape (rows, flows); returns x, variance (None unless asked for), statistic and rank of each.
py::list batch(const std::vector<std::tuple<MatrixArgument, Array<double>, Array<double>>>& arguments, bool variances, Index threads) {
  std::vector<network::Block> blocks(arguments.size());
  std::vector<py::array_t<double>> outputs[3];
  for (std::size_t b = 0; b < arguments.size(); ++b) {
    const auto& [matrix, x, sd] = arguments[b];
    network::Block& block = blocks[b];
    block.balances = constraints_of(matrix);
    if (x.ndim() != 2 || sd.ndim() != 2 || x.shape(1) != block.balances.columns || sd.shape(1) != x.shape(1) || sd.shape(0) != x.shape(0)) {
      throw Error(ErrorKind::kInput, "unequal_lengths", "x and sd of a block must have one row a period and one column a flow.",
                  "Give arrays of shape (periods, flows).").in_column("x").with_value(std::to_string(b));
    }
    block.count = x.shape(0);
    const auto size = static_cast<std::size_t>(x.size());
    block.measured = {x.data(), size};
    block.sd = {sd.data(), size};
    outputs[0].push_back(py::array_t<double>({x.shape(0), x.shape(1)}));
    block.x = {outputs[0].back().mutable_data(), size};
    outputs[1].push_back(variances ? py::array_t<double>({x.shape(0), x.shape(1)}) : py::array_t<double>(0));
    if (variances) block.variance = {outputs[1].back().mutable_data(), size};
    outputs[2].push_back(py::array_t<double>(x.shape(0)));
    block.statistic = {outputs[2].back().mutable_data(), static_cast<std::size_t>(x.shape(0))};
  }
  Cancel cancel = interruptible();
  {
    const py::gil_scoped_release nogil;
    network::reconcile_batch(blocks, threads, cancel);
  }
  py::list out;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const py::object variance = variances ? py::object(outputs[1][b]) : py::object(py::none());
    out.append(py::make_tuple(outputs[0][b], variance, outputs[2][b], blocks[b].rank));
  }
  return out;
}

py::tuple shape(Index nodes, const Array<Code>& source, const Array<Code>& target) {
  const network::Shape found = network::shape(nodes, span_of(source, "source"), span_of(target, "target"));
  return py::make_tuple(array_of(found.part), array_of(found.strong), array_of(found.tier));
}

}  // namespace

void register_network(py::module_& module) {
  py::class_<Solution, std::shared_ptr<Solution>>(module, "Solution")
      .def_property_readonly("x", [](const py::object& self) { return view_of(self, self.cast<const Solution&>().x); })
      .def_property_readonly("measured", [](const py::object& self) { return view_of(self, self.cast<const Solution&>().measured); })
      .def_property_readonly("sd", [](const py::object& self) { return view_of(self, self.cast<const Solution&>().sd); })
      .def_property_readonly("multiplier", [](const Solution& s) {
        return array_of(s.structure->elimination.returned(s.multiplier, s.structure->balances().rows()));
      })
      .def_property_readonly("at_zero", [](const Solution& s) { return array_of(s.at_zero); })
      .def_property_readonly("kinds", &kinds)
      .def_property_readonly("equivalent", [](const Solution& s) { return array_of(network::equivalent_flows(*s.structure)); })
      .def_property_readonly("nodal", [](const Solution& s) { return array_of(network::nodal_tests(s)); })
      .def_property_readonly("rows", [](const Solution& s) { return s.structure->pattern->size; })
      .def_readonly("statistic", &Solution::statistic)
      .def_readonly("rank", &Solution::rank)
      .def_readonly("closure", &Solution::closure)
      .def_readonly("dual", &Solution::dual)
      .def_readonly("rounds", &Solution::rounds)
      .def("nonnegative", &nonnegative, py::arg("bounded"))
      .def("posterior", &posterior)
      .def("covariance", &covariance, py::arg("weights"));
  py::class_<Balances>(module, "Balances")
      .def(py::init<const MatrixArgument&>(), py::arg("matrix"))
      .def("solve", &Balances::solve, py::arg("x").noconvert(), py::arg("sd").noconvert(), py::arg("c").noconvert());
  py::class_<network::Routes>(module, "Routes")
      .def(py::init([](Index nodes, const Array<Code>& source, const Array<Code>& target, const Array<double>& share) {
        return network::Routes(nodes, span_of(source, "source"), span_of(target, "target"), span_of(share, "share"));
      }), py::arg("nodes"), py::arg("source"), py::arg("target"), py::arg("share"))
      .def("throughput", [](const network::Routes& r, const Array<double>& e) { return array_of(r.throughput(span_of(e, "entering"))); }, py::arg("entering"))
      .def("reaching", [](const network::Routes& r, const Array<double>& g) { return array_of(r.reaching(span_of(g, "counted"))); }, py::arg("counted"));
  py::list names;
  for (const std::string_view name : network::kKindNames) names.append(py::str(name.data(), name.size()));
  module.attr("flow_kinds") = py::tuple(names);
  module.def("reconcile_batch", &batch, py::arg("blocks"), py::arg("variances"), py::arg("threads"));
  module.def("network_shape", &shape, py::arg("nodes"), py::arg("source"), py::arg("target"));
  module.def("chi_square_tail", py::vectorize(&stats::chi_square_tail), py::arg("x"), py::arg("degrees"));
}

}  // namespace huishou::bindings
