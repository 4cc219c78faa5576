#include "isa/chip_reader.h"

#include <fmt/format.h>

#include <filesystem>
#include <functional>
#include <map>

#include "isa/defaults.pb.h"
#include "isa/library.h"
#include "isa/provenance.h"
#include "isa/read/blocks.h"
#include "isa/read/check_provenance.h"
#include "sim/core/text_names.h"

namespace tessera {

namespace fs = std::filesystem;

namespace {

constexpr const char* kChips = "models/chips";
constexpr const char* kEnergy = "models/energy";
constexpr const char* kCost = "models/cost";

constexpr Range kYear{1950, 2100, "must be a year", 2000};

// An energy table or a record of costs.
template <class Defaults>
struct DefaultsText {
  Defaults message;
  TextInput input{message};
};

template <class Defaults>
using DefaultsTexts = std::map<std::string, std::unique_ptr<DefaultsText<Defaults>>>;

// A chip's text with its fragments, before anything is set.
struct BaseText {
  proto::Chip chip;
  TextInput input{chip};
};

bool is_path(const std::string& name) {
  return name.find('/') != std::string::npos || name.ends_with(".textproto");
}

bool is_also_called(const std::string& chip, const std::string& name) {
  proto::Chip text;
  TextInput input(text);
  input.read_file(library_path(library_text(kChips, chip)), chip);
  for (const std::string& other : text.also_called())
    if (plain_name(other) == plain_name(name)) return true;
  return false;
}

std::optional<std::string> known_chip(const std::string& name) {
  if (const auto known = library_name(kChips, name)) return known;
  for (const std::string& chip : library_chips())
    if (is_also_called(chip, name)) return chip;
  return std::nullopt;
}

std::string chip_named(const std::string& name) {
  if (const auto known = known_chip(name)) return *known;
  throw InputError(ExitCode::kUsage,
                   fmt::format("no chip is called {}; the library has {} (or give the path of a "
                               "chip text)",
                               name, nearest_first(name, library_chips())));
}

// The chip that the text says it is a variant of; what is wrong with it is said when it is merged.
std::string variant_of(const std::string& path) {
  proto::Chip text;
  TextInput input(text);
  input.read_file(path);
  return text.variant_of();
}

// Merges a text onto the one it is a variant of, and that onto its own, if any. What is left states
// everything itself. `variants` are those on the way here.
void read_variant(const std::string& path, const std::string& shown,
                  std::vector<std::string> variants, proto::Chip& chip, TextInput& input) {
  const std::string name = variant_of(path);
  const auto base = library_name(kChips, name);
  const bool known = base && std::ranges::find(variants, *base) == variants.end();
  if (known) {
    variants.push_back(*base);
    const std::string text = library_text(kChips, *base);
    read_variant(library_path(text), text, variants, chip, input);
  }
  input.read_file(path, shown);
  chip.clear_variant_of();
  if (name.empty() || known) return;
  const std::string allowed =
      base ? "must not lead back to itself"
           : fmt::format("must be one of {}", nearest_first(name, library_chips()));
  input.add_mistake("variant_of", fmt::format("variant_of is {}, {}", name, allowed));
}

void read_chip_file(const std::string& name_or_path, proto::Chip& chip, TextInput& input) {
  // Some names of the field have a slash in them.
  const bool is_file =
      is_path(name_or_path) && (std::filesystem::exists(name_or_path) || !known_chip(name_or_path));
  if (is_file) return read_variant(name_or_path, name_or_path, {}, chip, input);
  const std::string shown = library_text(kChips, chip_named(name_or_path));
  read_variant(library_path(shown), shown, {}, chip, input);
}

// It says what is read first, so that a later text or setting comes too late.
void reject_late_variant(const proto::Chip& chip, TextInput& input) {
  if (!chip.has_variant_of()) return;
  input.add_mistake("variant_of",
                    "variant_of stands in the text of a chip, not in a fragment or a setting");
}

// Fills `blocks` of the chip from `defaults`.
template <class Defaults>
void fill_from(const DefaultsText<Defaults>& defaults, const std::vector<std::string>& blocks,
               TextInput& input) {
  for (const Mistake& mistake : defaults.input.mistakes()) input.add_mistake(mistake);
  for (const std::string& block : blocks) {
    for (const std::string& filled : input.fill_absent(block, defaults.input))
      copy_provenance(*input.message_at(block), filled, defaults.message);
  }
}

// The text in `folder` that the chip names in `field`; null, with a mistake, where there is none.
template <class Defaults>
const DefaultsText<Defaults>* defaults_named(const char* folder, const std::string& field,
                                             const std::string& name, TextInput& input,
                                             DefaultsTexts<Defaults>& texts) {
  const auto known = library_name(folder, name);
  if (!known) {
    input.add_mistake(field, fmt::format("{} is {}, must be one of {}", field, name,
                                         nearest_first(name, library_names(folder))));
    return nullptr;
  }
  std::unique_ptr<DefaultsText<Defaults>>& text = texts[*known];
  if (!text) {
    text = std::make_unique<DefaultsText<Defaults>>();
    const std::string shown = library_text(folder, *known);
    text->input.read_file(library_path(shown), shown);
  }
  return text.get();
}

void read_base(const ChipSource& source, proto::Chip& chip, TextInput& input) {
  read_chip_file(source.name_or_path, chip, input);
  for (const std::string& fragment : source.fragments) input.read_file(fragment);
}

std::string types_that_run(const CoreSpec& core) {
  std::string names;
  for (const std::string& name : data_type_names()) {
    if (core.matrix_unit && core.matrix_unit->rate(*data_type_named(name)).relative == 0) continue;
    names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

DataType read_default_type(const TextBlock& chip, const CoreSpec& core) {
  const std::string name = chip.text("default_dtype");
  const auto type = data_type_named(name);
  const bool runs = type && (!core.matrix_unit || core.matrix_unit->rate(*type).relative > 0);
  const std::string allowed = types_that_run(core);
  if (!name.empty() && !runs && !allowed.empty())
    chip.reject("default_dtype", name, "must be a type that the matrix unit runs: " + allowed);
  return type.value_or(DataType::kBf16);
}

std::string read_kind(const TextBlock& chip) {
  constexpr std::array kKinds = {"gpnpu", "gpu", "tpu", "npu", "lpu", "cpu"};
  std::string kind = chip.text("kind");
  if (!kind.empty() && std::ranges::find(kKinds, kind) == kKinds.end())
    chip.reject("kind", kind, "must be one of gpnpu, gpu, tpu, npu, lpu, cpu");
  return kind;
}

CostSpec read_cost(const TextBlock& cost) {
  constexpr Range kAtLeastOne{1, 100, "must be at least 1 and at most 100", 1};
  cost.optional_number("years", kPositive);  // absent only where the record is unknown
  cost.optional_number("usd_per_kwh", kNotNegative);
  cost.optional_number("pue", kAtLeastOne);
  cost.optional_number("utilisation", kShare);
  return {cost.optional_number("price_usd", kPositive),
          cost.optional_number("usd_per_hour", kPositive)};
}

double read_area(const TextBlock& area) {
  return area.number("die_mm2", kPositive) *
         static_cast<double>(area.integer_or("dies", kCount, 1));
}

using ReadMemory = std::function<MemorySpec(const TextBlock& chip)>;

ChipSpec read_spec(const TextBlock& chip, const ReadMemory& read_memory) {
  ChipSpec spec;
  spec.name = chip.text("name");
  spec.kind = read_kind(chip);
  spec.vendor = chip.text_or("vendor", "");
  chip.integer_or("year", kYear, 0);
  spec.core = read_core(chip.block("core"));
  spec.default_type = read_default_type(chip, spec.core);
  spec.library = chip.text_or("library", "");
  if (const auto buffer = chip.optional_block("shared_buffer"))
    spec.shared_buffer = read_shared_buffer(*buffer);
  spec.memory = read_memory(chip);
  spec.network = read_network(chip.block("network"), spec.core);
  if (const auto link = chip.optional_block("chip_link")) spec.chip_link = read_chip_link(*link);
  spec.control = read_control(chip.block("control"), spec.core.clock);
  spec.power = read_power(chip.block("power"), spec);
  if (const auto area = chip.optional_block("area")) spec.die_area_mm2 = read_area(*area);
  if (const auto cost = chip.optional_block("cost")) spec.cost = read_cost(*cost);
  return spec;
}

}  // namespace

struct ChipReader::Remembered {
  std::map<std::string, std::unique_ptr<BaseText>> bases;
  DefaultsTexts<proto::EnergyTable> energies;
  DefaultsTexts<proto::CostRecord> costs;
  std::map<std::string, MemorySpec> memories;  // by the block of the text that states them

  const BaseText& base(const ChipSource& source) {
    std::string key = source.name_or_path;
    for (const std::string& fragment : source.fragments) key += "\n" + fragment;
    std::unique_ptr<BaseText>& text = bases[key];
    if (!text) {
      text = std::make_unique<BaseText>();
      read_base(source, text->chip, text->input);
    }
    return *text;
  }

  void fill_defaults(const proto::Chip& chip, TextInput& input) {
    if (chip.power().has_energy_table()) {
      const auto* energy = defaults_named(kEnergy, "power.energy_table",
                                          chip.power().energy_table(), input, energies);
      if (energy) fill_from(*energy, {"power"}, input);
    }
    if (chip.has_cost()) {
      const std::string record =
          chip.cost().has_cost_record() ? chip.cost().cost_record() : "default";
      const auto* cost = defaults_named(kCost, "cost.cost_record", record, input, costs);
      if (cost) fill_from(*cost, {"cost"}, input);
    }
  }

  // What a memory sustains is measured by stepping it.
  MemorySpec memory_of(const TextBlock& chip, const proto::Chip& text, const TextInput& input) {
    const std::string key = text.memory().SerializeAsString();
    if (const auto known = memories.find(key); known != memories.end()) return known->second;
    const std::size_t mistakes = input.mistakes().size();
    MemorySpec spec = read_memory(chip.block("memory"));
    if (input.mistakes().size() == mistakes) memories.emplace(key, spec);
    return spec;
  }
};

ChipReader::ChipReader() : remembered_(std::make_unique<Remembered>()) {}
ChipReader::~ChipReader() = default;

ReadChip ChipReader::read(const ChipSource& source) {
  ReadChip chip;
  TextInput input(chip.text);
  input.copy_from(remembered_->base(source).input);
  for (const std::string& setting : source.settings) input.set(setting);
  reject_late_variant(chip.text, input);
  if (input.broken()) input.throw_if_mistaken();
  remembered_->fill_defaults(chip.text, input);
  chip.spec = read_spec(TextBlock(input), [&](const TextBlock& block) {
    return remembered_->memory_of(block, chip.text, input);
  });
  check_provenance(input);
  input.throw_if_mistaken();
  return chip;
}

ChipReader::Unset ChipReader::before_settings(const ChipSource& source) {
  const BaseText& base = remembered_->base(source);
  if (base.input.broken()) base.input.throw_if_mistaken();
  std::string mistakes;
  for (const Mistake& mistake : base.input.mistakes()) mistakes += mistake.message + "\n";
  return {base.chip, mistakes};
}

proto::Chip read_chip_text(const ChipSource& source) { return ChipReader().read(source).text; }

ChipSpec read_chip(const ChipSource& source) { return ChipReader().read(source).spec; }

std::vector<std::string> library_chips() { return library_names(kChips); }

}  // namespace tessera
