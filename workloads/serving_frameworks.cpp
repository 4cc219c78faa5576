#include "workloads/serving_frameworks.h"

#include "isa/library.h"
#include "sim/core/text_block.h"
#include "workloads/kernel_library.pb.h"
#include "workloads/kernel_library_reader.h"

namespace tessera {
namespace {

constexpr const char* kGeneric = "generic";

Picoseconds microseconds(const TextBlock& block, const std::string& field) {
  return from_nanoseconds(block.number_or(field, kNotNegative, 0) * 1e3);
}

ServingFramework read_framework(const TextBlock& block) {
  ServingFramework framework;
  framework.name = block.text("name");
  framework.step = microseconds(block, "step_us");
  framework.sequence = microseconds(block, "sequence_us");
  framework.layer = microseconds(block, "layer_us");
  framework.first_token = microseconds(block, "first_token_us");
  framework.step_tokens = block.integer_or("step_tokens", kCount, framework.step_tokens);
  framework.sequences = block.integer_or("sequences", kCount, framework.sequences);
  framework.narrow_cache = block.flag_or("narrow_cache", false);
  return framework;
}

}  // namespace

std::vector<ServingFramework> read_serving_frameworks(const std::string& library) {
  proto::KernelLibrary text;
  TextInput input(text);
  read_kernel_library_text(library, input);
  if (input.broken()) input.throw_if_mistaken();
  std::vector<ServingFramework> frameworks;
  for (const TextBlock& block : TextBlock(input).entries("serving"))
    frameworks.push_back(read_framework(block));
  input.throw_if_mistaken();
  return frameworks.empty() && library != kGeneric ? read_serving_frameworks(kGeneric) : frameworks;
}

}  // namespace tessera
