// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "bindings.hpp"

namespace huishou::bindings {

namespace {

const char* class_name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUnit: return "UnitError";
    case ErrorKind::kMatch: return "MatchError";
    case ErrorKind::kState: return "StateError";
    case ErrorKind::kReconcile: return "ReconcileError";
    case ErrorKind::kInput: break;
  }
  return "InputError";
}

py::object text_or_none(const std::string& text) { return text.empty() ? py::object(py::none()) : py::object(py::str(text)); }

// The Python exception as an object with its fields; the class follows the kind, never the words.
void translate(std::exception_ptr thrown) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const Error& error) {
    const py::object type = py::module_::import("huishou.errors").attr(class_name(error.kind()));
    py::dict fields;
    fields["code"] = error.code();
    fields["column"] = text_or_none(error.column());
    fields["row"] = error.row() < 0 ? py::object(py::none()) : py::object(py::int_(error.row() + 1));
    fields["value"] = text_or_none(error.value());
    fields["hint"] = text_or_none(error.hint());
    const py::object instance = type(error.message(), **fields);
    PyErr_SetObject(type.ptr(), instance.ptr());
  }
}

}  // namespace

Cancel interruptible() {
  return Cancel([] {
    const py::gil_scoped_acquire gil;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  });
}

void register_errors(py::module_&) { py::register_local_exception_translator(translate); }

ledger::ArrowTable arrow_table(const py::object& frame) {
  const py::capsule capsule = frame.attr("__arrow_c_stream__")();
  auto* stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), "arrow_array_stream"));
  if (stream == nullptr) throw py::error_already_set();
  if (stream->release == nullptr) throw Error(ErrorKind::kInput, "used_stream", "The Arrow stream was read before.", "Ask the frame for a new one.");
  return ledger::ArrowTable(stream);
}

}  // namespace huishou::bindings
