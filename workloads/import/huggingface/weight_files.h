// The safetensors files that lie beside a config.json: what they hold, from their headers.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "workloads/import/huggingface/layer_shape.h"
#include "workloads/import/huggingface/safetensors.h"

namespace tessera {

class WeightFiles {
 public:
  explicit WeightFiles(StoredTensors tensors);

  // What the weights of the first of these modules that is there are stored in: a type's name, ""
  // where it is none of fewer bits; nothing where none of them is there. `layer`: -1 for modules
  // of the whole model.
  std::optional<std::string> type_of(std::int64_t layer,
                                     const std::vector<std::string>& modules) const;

  // Elements of weights, those of packed ones unpacked, without scales. Parts that `model` leaves
  // out (layers of multi-token prediction, vision where it has none) are not counted.
  double parameters(const DecoderShape& model) const;

 private:
  const StoredTensor* find(const std::string& name) const;
  std::optional<std::string> type_of(const std::string& module) const;

  StoredTensors tensors_;
  std::map<std::string, std::string> by_layer_;  // "7.mlp.up_proj.weight" of the language model
};

// Those of a folder: the ones that model.safetensors.index.json names, else all of it. Nothing
// where there are none, or where some that the index names are missing, which a note says. `only`:
// that file, where there is no index. Throws InputError(kBadInput).
std::optional<WeightFiles> weight_files_in(const std::filesystem::path& folder,
                                           const std::filesystem::path& only,
                                           std::vector<std::string>& notes);

}  // namespace tessera
