#include "isa/dram/standard.h"

#include <fmt/format.h>

#include "isa/dram/read/blocks.h"
#include "isa/library.h"
#include "isa/read/check_provenance.h"
#include "sim/core/text_names.h"

namespace tessera {
namespace {

using namespace dram;

constexpr const char* kMemories = "models/memories";
constexpr Range kChannels{1, 16384, "must be 1 to 16384", 1};

bool is_path(const std::string& name) {
  return name.find('/') != std::string::npos || name.ends_with(".textproto");
}

bool is_also_called(const std::string& standard, const std::string& name) {
  proto::MemoryStandard text;
  TextInput(text).read_file(library_path(library_text(kMemories, standard)), standard);
  for (const std::string& other : text.also_called())
    if (plain_name(other) == plain_name(name)) return true;
  return false;
}

std::string standard_named(const std::string& name) {
  if (const auto known = library_name(kMemories, name)) return *known;
  for (const std::string& standard : library_memories())
    if (is_also_called(standard, name)) return standard;
  throw InputError(ExitCode::kUsage,
                   fmt::format("no memory is called {}; the library has {} (or give the path of a "
                               "memory text)",
                               name, nearest_first(name, library_memories())));
}

void read_texts(const StandardSource& source, TextInput& input) {
  if (is_path(source.name_or_path)) {
    input.read_file(source.name_or_path);
  } else {
    const std::string shown = library_text(kMemories, standard_named(source.name_or_path));
    input.read_file(library_path(shown), shown);
  }
  for (const std::string& fragment : source.fragments) input.read_file(fragment);
  for (const std::string& setting : source.settings) input.set(setting);
  if (source.data_rate_mbps)
    input.set(fmt::format("interface.data_rate_mbps={}", *source.data_rate_mbps));
  if (input.broken()) input.throw_if_mistaken();
}

DramSpec read_channel(const TextBlock& standard, const proto::MemoryStandard& text,
                      const Interface& interface) {
  DramSpec channel;
  channel.name = text.name();
  const TextBlock organisation = standard.block("organisation");
  channel.organisation = read_organisation(organisation, interface);
  channel.refresh_covers_ranks = organisation.flag_or("refresh_covers_ranks", false);
  channel.mapping = read_mapping(standard, text, channel.organisation);
  const Times times(standard, interface.grid, interface.burst);
  channel.policy = read_policy(standard.block("policy"), channel.organisation.pseudo_channels,
                               times.has("tREFIpb"));
  channel.clocks = read_clocks(standard, times, interface, channel.policy);
  channel.constraints = read_constraints(standard, text, times);
  check_pairs(standard, channel);
  return channel;
}

// An SRAM has no pins, no rows and no controller.
void check_on_chip(const TextBlock& standard, const proto::MemoryStandard& text) {
  for (const char* block : {"unit", "interface", "organisation", "policy"}) {
    if (standard.has(block))
      standard.add_mistake(block, fmt::format("{} is given, but on_chip is true", block));
  }
  if (text.parameter_size() > 0)
    standard.add_mistake("parameter", "parameter is given, but on_chip is true");
  if (text.constraint_size() > 0)
    standard.add_mistake("constraint", "constraint is given, but on_chip is true");
}

StandardSpec read_spec(const TextBlock& standard, const proto::MemoryStandard& text) {
  StandardSpec spec;
  spec.name = standard.text("name");
  spec.also_called.assign(text.also_called().begin(), text.also_called().end());
  spec.family = standard.text("family");
  if (standard.flag_or("on_chip", false)) {
    check_on_chip(standard, text);
    spec.energy = read_energy(standard.block("energy"), false, false);
    return spec;
  }
  const TextBlock unit = standard.block("unit");
  spec.unit = unit.text("kind");
  spec.channels = static_cast<int>(unit.integer("channels", kChannels));
  const Interface interface = read_interface(standard.block("interface"));
  spec.data_rate_mbps = interface.data_rate_mbps;
  spec.channel = read_channel(standard, text, interface);
  const bool refreshes_banks = spec.channel->clocks.refresh_bank_interval > 0;
  spec.energy = spec.channel->energy = read_energy(standard.block("energy"), true, refreshes_banks);
  return spec;
}

}  // namespace

Bytes StandardSpec::capacity() const {
  return Bytes(channel ? channel->organisation.bytes() * channels : 0);
}

BytesPerSecond StandardSpec::peak_bandwidth() const {
  return BytesPerSecond(channel ? channel->peak_gb_per_s() * 1e9 * channels : 0);
}

StandardSpec read_standard(const StandardSource& source) {
  proto::MemoryStandard text;
  TextInput input(text);
  read_texts(source, input);
  StandardSpec spec = read_spec(TextBlock(input), text);
  check_provenance(input);
  input.throw_if_mistaken();
  return spec;
}

proto::MemoryStandard read_standard_text(const StandardSource& source) {
  proto::MemoryStandard text;
  TextInput input(text);
  read_texts(source, input);
  input.throw_if_mistaken();
  return text;
}

std::vector<std::string> library_memories() { return library_names(kMemories); }

}  // namespace tessera
