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
constexpr Range kIssueShare{0.01, 2, "must be 0.01 to 2", 1};  // beyond 1: better code than usual
constexpr Range kFactor{1, 2, "must be 1 to 2", 1};
constexpr Range kTrips{1, 8, "must be 1 to 8", 1};
constexpr Range kUpToMany{0, 1024, "must be 0 to 1024", 1};

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
  menu.issue_share = block.number_or("issue_share", kIssueShare, absent.issue_share);
  menu.max_stages = absent.max_stages;
  if (block.has("max_stages")) menu.max_stages = block.integer("max_stages", kAtLeastOne);
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

void read_menus(const TextBlock& gemm, GemmKernels& kernels) {
  read_by_type(gemm, "menu", kernels.menus, read_menu);
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

std::vector<AttentionKernel::Tile> read_tiles(const TextBlock& block,
                                              const std::vector<AttentionKernel::Tile>& absent) {
  std::vector<AttentionKernel::Tile> tiles;
  for (const TextBlock& tile : block.entries("tile")) {
    tiles.push_back({tile.integer("rows", kTile), tile.integer("keys", kTile),
                     tile.integer_or("row_groups", kAtLeastOne, 1)});
    if (tiles.back().rows % tiles.back().row_groups != 0)
      tile.reject("row_groups", std::to_string(tiles.back().row_groups), "must divide rows");
  }
  return tiles.empty() ? absent : tiles;
}

// What the block leaves open stays as it is.
void read_attention(const TextBlock& attention, const std::string& field, AttentionKernel& kernel) {
  const auto block = attention.optional_block(field);
  if (!block) return;
  kernel.tiles = read_tiles(*block, kernel.tiles);
  kernel.min_query_rows = block->integer_or("min_query_rows", kTile, kernel.min_query_rows);
  kernel.stages = block->integer_or("stages", kAtLeastOne, kernel.stages);
  kernel.max_residents = block->integer_or("max_residents", kAtLeastOne, kernel.max_residents);
  kernel.packs_heads = block->flag_or("packs_heads", kernel.packs_heads);
  kernel.pipelined = block->flag_or("pipelined", kernel.pipelined);
  kernel.issue_share = block->number_or("issue_share", kShare, kernel.issue_share);
  kernel.lane_share = block->number_or("lane_share", kShare, kernel.lane_share);
  kernel.trips = block->integer_or("trips", kTrips, kernel.trips);
  kernel.split_blocks_per_core =
      block->integer_or("split_blocks_per_core", kUpToMany, kernel.split_blocks_per_core);
  kernel.split_min_keys = block->integer_or("split_min_keys", kTile, kernel.split_min_keys);
  kernel.absorbs = block->flag_or("absorbs", kernel.absorbs);
  kernel.plan_kernels = block->integer_or("plan_kernels", kNotMany, kernel.plan_kernels);
}

AttentionKernels read_attention(const TextBlock& block) {
  AttentionKernels kernels;
  read_attention(block, "prefill", kernels.prefill);
  read_attention(block, "decode", kernels.decode);
  read_attention(block, "latent_prefill", kernels.latent_prefill);
  read_attention(block, "latent_decode", kernels.latent_decode);
  kernels.decode_max_queries =
      block.integer_or("decode_max_queries", kTile, kernels.decode_max_queries);
  kernels.lookup_bytes = block.integer_or("lookup_bytes", kSmallBytes, kernels.lookup_bytes);
  kernels.tokens_together = block.integer_or("tokens_together", kTile, kernels.tokens_together);
  kernels.page_tokens = block.integer_or("page_tokens", kUpToMany, kernels.page_tokens);
  kernels.page_queries = block.integer_or("page_queries", kTile, kernels.page_queries);
  return kernels;
}

VectorForm read_form(const TextBlock& block, VectorForm form) {
  form.piece_bytes = block.integer_or("piece_bytes", kSmallBytes, form.piece_bytes);
  form.residents = block.integer_or("residents", kAtLeastOne, form.residents);
  form.stages = block.integer_or("stages", kAtLeastOne, form.stages);
  form.row_per_block = block.flag_or("row_per_block", form.row_per_block);
  form.row_cycles = block.integer_or("row_cycles", kNotNegative, form.row_cycles);
  return form;
}

VectorKernels read_vector(const TextBlock& block) {
  VectorKernels kernels;
  for (const TextBlock& entry : block.entries("form")) {
    const std::string function = entry.text("function");
    if (function == kAnyType)
      kernels.any = read_form(entry, kernels.any);
    else
      kernels.forms[function] = read_form(entry, kernels.any);
  }
  kernels.launch_share = block.number_or("launch_share", kShare, kernels.launch_share);
  kernels.profiled_launch_share =
      block.number_or("profiled_launch_share", kShare, kernels.profiled_launch_share);
  kernels.start_cycles = block.integer_or("start_cycles", kNotNegative, kernels.start_cycles);
  return kernels;
}

MoeKernels read_moe(const TextBlock& block) {
  MoeKernels kernels;
  read_menus(block, kernels.gemm);
  kernels.routing_kernels =
      block.integer_or("routing_kernels", kNotNegative, kernels.routing_kernels);
  kernels.copies_tokens = block.flag_or("copies_tokens", kernels.copies_tokens);
  kernels.quantises_apart = block.flag_or("quantises_apart", kernels.quantises_apart);
  kernels.result_bytes = block.integer_or("result_bytes", kAtLeastOne, kernels.result_bytes);
  kernels.scale_kernels = block.integer_or("scale_kernels", kNotNegative, kernels.scale_kernels);
  return kernels;
}

ConvolutionKernels::Rule read_rule(const TextBlock& block, ConvolutionKernels::Rule rule) {
  if (const auto menu = block.optional_block("menu"))
    rule.menu = read_menu(*menu, rule.menu.value_or(GemmMenu{}));
  rule.winograd = block.flag_or("winograd", rule.winograd);
  rule.channel_multiple = block.integer_or("channel_multiple", kAtLeastOne, rule.channel_multiple);
  rule.least_channels = block.integer_or("least_channels", kAtLeastOne, rule.least_channels);
  rule.winograd_share = block.number_or("winograd_share", kIssueShare, rule.winograd_share);
  rule.window_share = block.number_or("window_share", kIssueShare, rule.window_share);
  rule.call_cycles = block.integer_or("call_cycles", kNotNegative, rule.call_cycles);
  return rule;
}

ConvolutionKernels read_convolution(const TextBlock& block) {
  ConvolutionKernels kernels;
  read_by_type(block, "rule", kernels.rules, read_rule);
  kernels.winograd_least_channels =
      block.integer_or("winograd_least_channels", kAtLeastOne, kernels.winograd_least_channels);
  if (const auto step = block.optional_number("k_step_bytes", kSmallBytes))
    kernels.k_step_bytes = static_cast<std::int64_t>(*step);
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
          block.number_or("synchronise_ns", kNotNegative, 0),
          block.number_or("compiled_ns", kNotNegative, 0),
          block.number_or("return_ns", kNotNegative, 0),
          block.number_or("loop_ns", kNotNegative, 0)};
}

Picoseconds from_us(double microseconds) { return from_nanoseconds(microseconds * 1e3); }

CollectiveKernels::Direct read_direct(const TextBlock& block) {
  CollectiveKernels::Direct direct;
  constexpr double kMib = 1 << 20;
  direct.largest = Bytes(static_cast<std::int64_t>(
      kMib * block.number_or("largest_mib", kNotNegative, ratio(direct.largest, Bytes(1 << 20)))));
  direct.step = block.number_or("step", kNotNegative, direct.step);
  direct.second_phase = block.number_or("second_phase", kNotNegative, direct.second_phase);
  direct.one_shot_share = block.number_or("one_shot_share", kShare, direct.one_shot_share);
  direct.two_shot_share = block.number_or("two_shot_share", kShare, direct.two_shot_share);
  return direct;
}

CollectiveKernels read_collective(const TextBlock& block) {
  CollectiveKernels kernels;
  const std::vector<TextBlock> protocols = block.entries("protocol");
  if (!protocols.empty()) kernels.protocols.clear();
  for (const TextBlock& protocol : protocols)
    kernels.protocols.push_back(
        {protocol.text("name"), from_us(protocol.number("setup_us", kNotNegative)),
         protocol.number("step", kNotNegative), protocol.number("share", kShare),
         protocol.flag_or("ring_only", false)});
  kernels.send_share = block.number_or("send_share", kShare, kernels.send_share);
  kernels.send_handshake = block.number_or("send_handshake", kNotNegative, kernels.send_handshake);
  if (const auto direct = block.optional_block("direct")) kernels.direct = read_direct(*direct);
  kernels.cores = block.integer_or("cores", kUpToMany, kernels.cores);
  return kernels;
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

void read_kernel_library_text(const std::string& name_or_path, TextInput& input) {
  if (is_path(name_or_path)) {
    input.read_file(name_or_path);
  } else {
    const std::string shown = library_text(kLibraries, library_named(name_or_path));
    input.read_file(library_path(shown), shown);
  }
}

KernelLibrary read_kernel_library(const std::string& name_or_path) {
  proto::KernelLibrary text;
  TextInput input(text);
  read_kernel_library_text(name_or_path, input);
  if (input.broken()) input.throw_if_mistaken();
  const TextBlock block(input);
  KernelLibrary library;
  library.name = block.text("name");
  library.older = block.text_or("older", "");
  if (const auto gemm = block.optional_block("gemm")) library.gemm = read_gemm(*gemm);
  if (const auto attention = block.optional_block("attention"))
    library.attention = read_attention(*attention);
  if (const auto vector = block.optional_block("vector")) library.vector = read_vector(*vector);
  read_by_type(block, "quantise", library.quantise, read_quantise);
  if (const auto host = block.optional_block("host")) library.host = read_host(*host);
  if (const auto moe = block.optional_block("moe")) library.moe = read_moe(*moe);
  if (const auto convolution = block.optional_block("convolution"))
    library.convolution = read_convolution(*convolution);
  if (const auto collective = block.optional_block("collective"))
    library.collective = read_collective(*collective);
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
