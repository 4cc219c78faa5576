#include "workloads/kernel_library_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/library.h"
#include "isa/read/check_provenance.h"
#include "sim/core/text_block.h"
#include "sim/core/text_names.h"
#include "workloads/kernel_library.pb.h"

namespace tessera {
namespace {

constexpr const char* kLibraries = "workloads/libraries";
constexpr const char* kAnyType = "any";
constexpr Range kTile{1, 65536, "must be 1 to 65536", 64};
constexpr Range kSplit{1, 4096, "must be 1 to 4096", 1};
constexpr Range kAtLeastOne{1, 1024, "must be 1 to 1024", 1};
constexpr Range kSmallBytes{1, 1 << 20, "must be 1 to 1048576 bytes", 4096};
constexpr Range kNotMany{0, 16, "must be 0 to 16", 1};
constexpr Range kFactor{1, 2, "must be 1 to 2", 1};

std::vector<std::int64_t> ascending(const TextBlock& block, const std::string& field,
                                    const Range& range, std::vector<std::int64_t> absent) {
  std::vector<std::int64_t> values = block.integers(field, range);
  if (values.empty()) return absent;
  if (std::ranges::adjacent_find(values, std::greater_equal<>()) != values.end())
    block.add_mistake(field, block.path(field) + " must ascend");
  return values;
}

GemmMenu read_menu(const TextBlock& block, const GemmMenu& absent) {
  GemmMenu menu;
  menu.tile_rows = ascending(block, "tile_rows", kTile, absent.tile_rows);
  menu.tile_columns = ascending(block, "tile_columns", kTile, absent.tile_columns);
  menu.max_tile_outputs = block.integer_or("max_tile_outputs", kCount, absent.max_tile_outputs);
  menu.splits = ascending(block, "split", kSplit, absent.splits);
  if (menu.splits.front() != 1)
    block.reject("split", std::to_string(menu.splits.front()), "the first must be 1");
  if (menu.tile_rows.front() * menu.tile_columns.front() > menu.max_tile_outputs)
    block.reject("max_tile_outputs", std::to_string(menu.max_tile_outputs),
                 "must hold the smallest tile");
  return menu;
}

// Of each type the entry `field` has for it, "any" first for all; `read(block, before)` fills one.
template <class PerType, class Read>
void read_by_type(const TextBlock& from, const char* field, PerType& values, const Read& read) {
  for (const TextBlock& block : from.entries(field)) {
    const std::string type = block.text("dtype");
    if (type == kAnyType) {
      values.fill(read(block, values.front()));
    } else if (const auto known = data_type_named(type)) {
      auto& value = values[static_cast<std::size_t>(*known)];
      value = read(block, value);
    } else if (!type.empty()) {
      block.reject("dtype", type,
                   "must be any or one of " + nearest_first(type, data_type_names()));
    }
  }
}

GemmKernels read_gemm(const TextBlock& block) {
  GemmKernels kernels;
  read_by_type(block, "menu", kernels.menus, read_menu);
  kernels.k_step_bytes = block.integer_or("k_step_bytes", kSmallBytes, kernels.k_step_bytes);
  kernels.min_stages = block.integer_or("min_stages", kAtLeastOne, kernels.min_stages);
  kernels.usual_stages = block.integer_or("usual_stages", kAtLeastOne, kernels.usual_stages);
  kernels.max_stages = block.integer_or("max_stages", kAtLeastOne, kernels.max_stages);
  if (kernels.max_stages < kernels.min_stages)
    block.reject("max_stages", std::to_string(kernels.max_stages),
                 fmt::format("must be at least {} (min_stages)", kernels.min_stages));
  kernels.max_residents = block.integer_or("max_residents", kAtLeastOne, kernels.max_residents);
  kernels.cluster = block.integer_or("cluster", kAtLeastOne, kernels.cluster);
  kernels.output_stage_bytes =
      block.integer_or("output_stage_bytes", kSmallBytes, kernels.output_stage_bytes);
  kernels.output_operations =
      block.number_or("output_operations", kNotNegative, kernels.output_operations);
  kernels.as_cheap = block.number_or("as_cheap", kFactor, kernels.as_cheap);
  return kernels;
}

AttentionKernels read_attention(const TextBlock& block) {
  AttentionKernels kernels;
  const std::vector<TextBlock> tiles = block.entries("tile");
  if (!tiles.empty()) kernels.tiles.clear();
  for (const TextBlock& tile : tiles) {
    kernels.tiles.push_back({tile.integer("rows", kTile), tile.integer("keys", kTile),
                             tile.integer_or("row_groups", kAtLeastOne, 1)});
    const AttentionKernels::Tile& read = kernels.tiles.back();
    if (read.rows % read.row_groups != 0)
      tile.reject("row_groups", std::to_string(read.row_groups), "must divide rows");
  }
  kernels.stages = block.integer_or("stages", kAtLeastOne, kernels.stages);
  kernels.min_query_rows = block.integer_or("min_query_rows", kTile, kernels.min_query_rows);
  kernels.decode_keys = block.integer_or("decode_keys", kTile, kernels.decode_keys);
  kernels.decode_max_queries =
      block.integer_or("decode_max_queries", kTile, kernels.decode_max_queries);
  kernels.decode_min_chunk = block.integer_or("decode_min_chunk", kTile, kernels.decode_min_chunk);
  kernels.decode_blocks_per_core =
      block.integer_or("decode_blocks_per_core", kAtLeastOne, kernels.decode_blocks_per_core);
  kernels.lookup_bytes = block.integer_or("lookup_bytes", kSmallBytes, kernels.lookup_bytes);
  return kernels;
}

VectorKernels read_vector(const TextBlock& block) {
  VectorKernels kernels;
  kernels.piece_bytes = block.integer_or("piece_bytes", kSmallBytes, kernels.piece_bytes);
  kernels.residents = block.integer_or("residents", kAtLeastOne, kernels.residents);
  kernels.stages = block.integer_or("stages", kAtLeastOne, kernels.stages);
  return kernels;
}

QuantiseKernels read_quantise(const TextBlock& block, const QuantiseKernels& absent) {
  QuantiseKernels kernels;
  kernels.kernels = block.integer_or("kernels", kNotMany, absent.kernels);
  kernels.passes = block.integer_or("passes", kNotMany, std::min(absent.passes, kernels.kernels));
  kernels.operations = block.number_or("operations", kNotNegative, absent.operations);
  if (kernels.passes > kernels.kernels || (kernels.passes == 0 && kernels.kernels > 0))
    block.reject("passes", std::to_string(kernels.passes),
                 fmt::format("must be 1 to {} (kernels)", kernels.kernels));
  return kernels;
}

HostTimes read_host(const TextBlock& block) {
  return {block.number_or("profiled_ns", kNotNegative, 0),
          block.number_or("call_ns", kNotNegative, 0),
          block.number_or("synchronise_ns", kNotNegative, 0)};
}

bool is_path(const std::string& name) {
  return name.find('/') != std::string::npos || name.ends_with(".textproto");
}

bool is_also_called(const std::string& library, const std::string& name) {
  proto::KernelLibrary text;
  TextInput(text).read_file(library_path(library_text(kLibraries, library)), library);
  return std::ranges::any_of(text.also_called(), [&](const std::string& other) {
    return plain_name(other) == plain_name(name);
  });
}

std::string library_named(const std::string& name) {
  if (const auto known = library_name(kLibraries, name)) return *known;
  for (const std::string& library : kernel_libraries())
    if (is_also_called(library, name)) return library;
  throw InputError(ExitCode::kUsage,
                   fmt::format("no library of kernels is called {}; there are {} (or give the path "
                               "of a text)",
                               name, nearest_first(name, kernel_libraries())));
}

}  // namespace

KernelLibrary read_kernel_library(const std::string& name_or_path) {
  proto::KernelLibrary text;
  TextInput input(text);
  if (is_path(name_or_path)) {
    input.read_file(name_or_path);
  } else {
    const std::string shown = library_text(kLibraries, library_named(name_or_path));
    input.read_file(library_path(shown), shown);
  }
  if (input.broken()) input.throw_if_mistaken();
  const TextBlock block(input);
  KernelLibrary library;
  library.name = block.text("name");
  if (const auto gemm = block.optional_block("gemm")) library.gemm = read_gemm(*gemm);
  if (const auto attention = block.optional_block("attention"))
    library.attention = read_attention(*attention);
  if (const auto vector = block.optional_block("vector")) library.vector = read_vector(*vector);
  read_by_type(block, "quantise", library.quantise, read_quantise);
  if (const auto host = block.optional_block("host")) library.host = read_host(*host);
  check_provenance(input);
  input.throw_if_mistaken();
  return library;
}

std::string kernel_library_about(const std::string& name) {
  proto::KernelLibrary text;
  TextInput(text).read_file(library_path(library_text(kLibraries, name)), name);
  return text.about();
}

std::vector<std::string> kernel_libraries() { return library_names(kLibraries); }

}  // namespace tessera
