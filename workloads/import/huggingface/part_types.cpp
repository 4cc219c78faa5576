#include "workloads/import/huggingface/part_types.h"

#include <fmt/format.h>

#include "workloads/import/huggingface/module_names.h"

namespace tessera {
namespace {

class Types {
 public:
  Types(const Quantisation& config, const WeightFiles* files) : config_(config), files_(files) {}

  WeightType of(const LayerShape& layer, Part part, std::int64_t number) {
    const std::vector<std::string> modules = module_names(layer, part);
    std::vector<std::string> whole;
    for (const std::string& name : layer_names(number))
      for (const std::string& module : modules) whole.push_back(name + module);
    if (modules.empty()) return {};
    return corrected(config_.of(whole, number), number, modules);
  }

  WeightType of_head() {
    const std::vector<std::string> names = {"lm_head", "language_model.lm_head"};
    return corrected(config_.head ? config_.of(names) : WeightType(), -1, names);
  }

  // Parts that the files hold in another way than the config says.
  int differ() const { return differ_; }

 private:
  WeightType corrected(WeightType said, std::int64_t layer,
                       const std::vector<std::string>& modules) {
    const auto held = files_ ? files_->type_of(layer, modules) : std::nullopt;
    if (!held || held->empty() == said.stored.empty()) return said;
    ++differ_;
    return held->empty() ? WeightType() : WeightType{*held, held->starts_with("fp8") ? *held : ""};
  }

  const Quantisation& config_;
  const WeightFiles* files_;
  int differ_ = 0;
};

}  // namespace

void give_types(DecoderShape& model, const Quantisation& config, const WeightFiles* files) {
  if (config.rules.empty() && files == nullptr) return;
  Types types(config, files);
  std::int64_t number = 0;
  for (LayerShape& layer : model.layers) {
    const std::int64_t mixer = number;
    if (model.parts_are_layers && !std::holds_alternative<None>(layer.ffn)) ++number;
    for (std::size_t i = 0; i < kParts; ++i) {
      const auto part = static_cast<Part>(i);
      const bool of_mixer = part == Part::kMixerIn || part == Part::kMixerOut;
      layer.types[i] = types.of(layer, part, of_mixer ? mixer : number);
    }
    ++number;
  }
  if (!model.tied_embedding) model.head = types.of_head();
  if (types.differ() > 0)
    model.notes.push_back(
        fmt::format("weights of {} parts of layers have the type that the files hold, which is "
                    "another than the config says",
                    types.differ()));
}

}  // namespace tessera
