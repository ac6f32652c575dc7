// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "huishou/ledger/arrow_abi.hpp"

// A second copy, as another library would bring it: the guards that the specification names keep the two apart.
#ifndef ARROW_C_DATA_INTERFACE
#error "the guard of the data interface has another name"
#endif
#ifndef ARROW_C_STREAM_INTERFACE
#error "the guard of the stream interface has another name"
#endif

#include <doctest/doctest.h>

#include <cstddef>

TEST_CASE("the structures are laid out as the specification lays them out") {
  CHECK(sizeof(ArrowSchema) == 72);
  CHECK(offsetof(ArrowSchema, flags) == 24);
  CHECK(offsetof(ArrowSchema, children) == 40);
  CHECK(offsetof(ArrowSchema, dictionary) == 48);
  CHECK(offsetof(ArrowSchema, release) == 56);
  CHECK(offsetof(ArrowSchema, private_data) == 64);
  CHECK(sizeof(ArrowArray) == 80);
  CHECK(offsetof(ArrowArray, offset) == 16);
  CHECK(offsetof(ArrowArray, buffers) == 40);
  CHECK(offsetof(ArrowArray, children) == 48);
  CHECK(offsetof(ArrowArray, dictionary) == 56);
  CHECK(offsetof(ArrowArray, release) == 64);
  CHECK(sizeof(ArrowArrayStream) == 40);
  CHECK(offsetof(ArrowArrayStream, get_next) == 8);
  CHECK(offsetof(ArrowArrayStream, release) == 24);
}
