// SPDX-FileCopyrightText: the huishou developers
// SPDX-License-Identifier: BSD-3-Clause
#include "ledger/arrow_build.hpp"

#include <cstdio>
#include <cstdlib>

namespace arrow_build {

namespace {

// A second release, or one of a structure that is not ours, is a fault that no test may survive.
void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "arrow_build: %s\n", what);
  std::abort();
}

struct SchemaHome {
  Column column;                        // a copy: the texts the schema points to
  std::string struct_format = "+s";
  std::vector<std::unique_ptr<ArrowSchema>> children;
  std::vector<ArrowSchema*> child_pointers;
  std::unique_ptr<ArrowSchema> dictionary;
  Count* count = nullptr;
};

struct ArrayHome {
  Column column;
  std::vector<const void*> pointers;
  std::optional<Bytes> validity;
  std::vector<std::unique_ptr<ArrowArray>> children;
  std::vector<ArrowArray*> child_pointers;
  std::unique_ptr<ArrowArray> dictionary;
  Count* count = nullptr;
};

template <class Structure, class Home>
void release(Structure* structure) {
  require(structure->release != nullptr, "released twice");
  auto* home = static_cast<Home*>(structure->private_data);
  for (auto& child : home->children) {
    if (child->release != nullptr) child->release(child.get());
  }
  if (home->dictionary && home->dictionary->release != nullptr) home->dictionary->release(home->dictionary.get());
  ++home->count->released;
  structure->release = nullptr;
  delete home;
}

void make_schema(const Column& column, ArrowSchema* out, Count& count) {
  auto* home = new SchemaHome;
  home->column = column;
  home->count = &count;
  ++count.made;
  *out = ArrowSchema{};
  out->format = home->column.format.c_str();
  out->name = home->column.name.c_str();
  out->flags = 2;  // nullable
  if (column.dictionary) {
    home->dictionary = std::make_unique<ArrowSchema>();
    make_schema(*column.dictionary, home->dictionary.get(), count);
    out->dictionary = home->dictionary.get();
  }
  out->release = release<ArrowSchema, SchemaHome>;
  out->private_data = home;
}

void make_array(const Column& column, ArrowArray* out, Count& count) {
  auto* home = new ArrayHome;
  home->column = column;
  home->count = &count;
  ++count.made;
  for (const auto& buffer : home->column.buffers) home->pointers.push_back(buffer ? buffer->data() : nullptr);
  *out = ArrowArray{};
  out->length = column.length;
  out->null_count = column.null_count;
  out->offset = column.offset;
  out->n_buffers = static_cast<Index>(home->pointers.size());
  out->buffers = home->pointers.data();
  if (column.dictionary) {
    home->dictionary = std::make_unique<ArrowArray>();
    make_array(*column.dictionary, home->dictionary.get(), count);
    out->dictionary = home->dictionary.get();
  }
  out->release = release<ArrowArray, ArrayHome>;
  out->private_data = home;
}

void make_batch(const Batch& batch, ArrowArray* out, Count& count) {
  auto* home = new ArrayHome;
  home->count = &count;
  ++count.made;
  home->validity = batch.validity;
  home->pointers.push_back(home->validity ? home->validity->data() : nullptr);
  for (const Column& column : batch.columns) {
    home->children.push_back(std::make_unique<ArrowArray>());
    make_array(column, home->children.back().get(), count);
    home->child_pointers.push_back(home->children.back().get());
  }
  *out = ArrowArray{};
  out->length = batch.rows;
  out->null_count = batch.null_count;
  out->offset = batch.offset;
  out->n_buffers = 1;
  out->buffers = home->pointers.data();
  out->n_children = static_cast<Index>(home->children.size());
  out->children = home->child_pointers.data();
  out->release = release<ArrowArray, ArrayHome>;
  out->private_data = home;
}

struct StreamHome {
  std::vector<Batch> batches;
  std::size_t next = 0;
  int fail_at_schema = 0;
  int fail_at_batch = -1;
  const char* words = nullptr;
  Counts* counts = nullptr;
};

StreamHome* home_of(ArrowArrayStream* stream) {
  require(stream->release != nullptr, "a released stream is read");
  return static_cast<StreamHome*>(stream->private_data);
}

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  StreamHome* home = home_of(stream);
  if (home->fail_at_schema != 0) return home->fail_at_schema;
  auto* top = new SchemaHome;
  top->count = &home->counts->schemas;
  ++top->count->made;
  *out = ArrowSchema{};
  for (const Column& column : home->batches.empty() ? std::vector<Column>{} : home->batches.front().columns) {
    top->children.push_back(std::make_unique<ArrowSchema>());
    make_schema(column, top->children.back().get(), home->counts->schemas);
    top->child_pointers.push_back(top->children.back().get());
  }
  out->format = top->struct_format.c_str();
  out->n_children = static_cast<Index>(top->children.size());
  out->children = top->child_pointers.data();
  out->release = release<ArrowSchema, SchemaHome>;
  out->private_data = top;
  return 0;
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  StreamHome* home = home_of(stream);
  if (home->fail_at_batch == static_cast<int>(home->next)) return 5;  // EIO
  *out = ArrowArray{};
  if (home->next < home->batches.size()) make_batch(home->batches[home->next++], out, home->counts->arrays);
  return 0;
}

const char* get_last_error(ArrowArrayStream* stream) { return home_of(stream)->words; }

void release_stream(ArrowArrayStream* stream) {
  StreamHome* home = home_of(stream);
  ++home->counts->streams.released;
  stream->release = nullptr;
  delete home;
}

}  // namespace

ArrowArrayStream Producer::stream(Counts& counts) {
  ++counts.streams.made;
  return {get_schema, get_next, get_last_error, release_stream, new StreamHome{batches_, 0, fail_at_schema, fail_at_batch, words, &counts}};
}

}  // namespace arrow_build
