#include <algorithm>

#include "workloads/import/huggingface/family.h"

namespace tessera {
namespace {

constexpr std::int64_t kMostOfAPatch = 1000;  // in any direction: squares stay inside 64 bits

std::int64_t squared(std::int64_t x) { return x * x; }

// Of square images of image_size; of models that take any size, as many as they have positions.
std::int64_t patches_of(HuggingFaceConfig& vision) {
  constexpr std::int64_t kUsual = 1024;
  if (vision.has("image_size"))
    return squared(
        std::max<std::int64_t>(1, vision.count("image_size") / vision.count("patch_size")));
  return vision.has("num_position_embeddings") ? vision.count("num_position_embeddings") : kUsual;
}

std::string activation_of(HuggingFaceConfig& vision) {
  return vision.text("hidden_act") == "silu" ? "silu" : "gelu";
}

// Fields that all forms share, under the names they have.
VisionShape common(HuggingFaceConfig& vision) {
  VisionShape s;
  s.layers = vision.count_of({"depth", "num_hidden_layers"});
  s.hidden = vision.count_of({"embed_dim", "hidden_size"});
  s.heads = vision.count_of({"num_heads", "num_attention_heads"});
  s.inter = vision.has("intermediate_size") ? vision.count("intermediate_size")
                                            : vision.count_or("mlp_ratio", 4) * s.hidden;
  const std::int64_t channels =
      vision.has("in_channels") || vision.has("in_chans") || vision.has("num_channels")
          ? vision.count_of({"in_channels", "in_chans", "num_channels"})
          : 3;
  const std::int64_t frames =
      vision.has("temporal_patch_size") ? vision.count("temporal_patch_size") : 1;
  const std::int64_t patch = vision.count("patch_size");
  if (std::max({channels, frames, patch}) <= kMostOfAPatch)
    s.patch_values = channels * frames * squared(patch);
  s.patches = patches_of(vision);
  s.function = activation_of(vision);
  for (const char* field : {"patch_size", "in_channels", "in_chans", "num_channels",
                            "temporal_patch_size", "spatial_merge_size"})
    if (vision.has(field) && (vision.count(field) > kMostOfAPatch))
      vision.mistake(field, "is " + std::to_string(vision.count(field)) + ", must be at most " +
                                std::to_string(kMostOfAPatch));
  if (vision.mistakes().empty() && s.hidden % s.heads != 0)
    vision.mistake("hidden_size", "is " + std::to_string(s.hidden) +
                                      ", must be a multiple of the heads (" +
                                      std::to_string(s.heads) + ")");
  return s;
}

VisionShape qwen(HuggingFaceConfig& vision, const std::string& type, std::int64_t text_hidden) {
  VisionShape s = common(vision);
  const std::int64_t merge =
      vision.has("spatial_merge_size") ? vision.count("spatial_merge_size") : 2;
  s.merge = squared(std::min(merge, kMostOfAPatch));
  s.out = vision.has("out_hidden_size") ? vision.count("out_hidden_size") : text_hidden;
  s.patch_bias = type.starts_with("qwen3");
  s.positions = vision.count_or("num_position_embeddings", 0);
  s.mergers = 1 + static_cast<std::int64_t>(vision.counts("deepstack_visual_indexes").size());
  s.norm_merged = true;
  // Of pixels, squares.
  if (vision.has("window_size") && vision.has("fullatt_block_indexes")) {
    s.window = squared(std::clamp<std::int64_t>(
        vision.count("window_size") / vision.count("patch_size"), 1, kMostOfAPatch));
    s.full = vision.counts("fullatt_block_indexes");
  }
  if (type.starts_with("qwen2_5_vl")) {
    s.rms_norm = true;
    s.function = "silu_mul";
  }
  if (type == "qwen2_vl") s.out = vision.has("hidden_size") ? vision.count("hidden_size") : s.out;
  return s;
}

VisionShape siglip_or_clip(HuggingFaceConfig& vision, const std::string& type,
                           std::int64_t text_hidden) {
  VisionShape s = common(vision);
  s.class_tokens = type == "clip_vision_model" ? 1 : 0;
  s.positions = s.patches + s.class_tokens;
  s.norm_behind = true;
  s.patch_bias = type == "siglip_vision_model";
  s.out = text_hidden;
  s.projector = type == "siglip_vision_model" ? VisionShape::Projector::kOneProduct
                                              : VisionShape::Projector::kTwoProducts;
  return s;
}

}  // namespace

std::optional<VisionShape> vision_of(HuggingFaceConfig& config, std::int64_t text_hidden,
                                     std::vector<std::string>& notes) {
  auto vision = config.section("vision_config");
  if (!vision) return std::nullopt;
  std::string type = vision->text("model_type");
  if (type.empty()) type = config.text("model_type");
  std::optional<VisionShape> shape;
  if (type.starts_with("qwen2_vl") || type.starts_with("qwen2_5_vl") ||
      type.starts_with("qwen3_vl"))
    shape = qwen(*vision, type, text_hidden);
  if (type == "siglip_vision_model" || type == "clip_vision_model")
    shape = siglip_or_clip(*vision, type, text_hidden);
  notes.push_back(shape ? "the vision part runs where there are images: --dim images=N, "
                          "--dim patches=N of each; their tokens are part of --seq"
                        : "the vision part, of type \"" + type + "\", is left out");
  return shape;
}

}  // namespace tessera
