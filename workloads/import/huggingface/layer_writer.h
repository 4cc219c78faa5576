// Writes operators of one layer: declares what they make, names everything after the layer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workloads/graph_builder.h"
#include "workloads/import/huggingface/layer_shape.h"

namespace tessera {

class LayerWriter {
 public:
  using Dims = std::vector<std::string>;

  // `prefix` is put in front of all names: "" where a block holds one layer.
  LayerWriter(GraphBuilder& graph, const DecoderShape& model, std::string prefix,
              PartTypes types = {})
      : graph_(graph), model_(model), prefix_(std::move(prefix)), types_(std::move(types)) {}

  const DecoderShape& model() const { return model_; }
  const WeightType& type_of(Part part) const { return types_[static_cast<std::size_t>(part)]; }

  // Each declares a tensor and returns its name in the graph. Types: of the model if empty.
  std::string weight(const std::string& name, const std::vector<std::int64_t>& dims,
                     const std::string& type = "");
  std::string tensor(const std::string& name, const Dims& dims,
                     proto::Role role = proto::ACTIVATION);
  // [batch, seq, width], and the same of tokens cached before.
  std::string tokens(const std::string& name, std::int64_t width,
                     proto::Role role = proto::ACTIVATION);
  std::string cached(const std::string& name, const std::string& count, std::int64_t width);

  proto::Node& node(const std::string& name, const std::vector<std::string>& inputs,
                    const std::vector<std::string>& outputs);

  // `out` = `in` x weight [rows, columns] (+ bias), as activations [batch, seq, columns].
  struct Product {
    std::string node, in;
    std::string weight;  // its weight is called weight_weight, its bias weight_bias
    std::int64_t rows = 1, columns = 1;
    bool bias = false;
    std::string out;
  };
  std::string product(const Product& product, const WeightType& type = {});
  // One of those that a quantised checkpoint stores in fewer bits.
  std::string projection(Part part, const Product& one) { return product(one, type_of(part)); }

  // Weights of `size` elements: of the whole width, or of each head. 0: none.
  std::string norm(const std::string& name, const std::string& in, const std::string& out,
                   std::int64_t width, std::int64_t size);
  // The same over the whole width, into a tensor that is declared.
  void norm_into(const std::string& name, const std::string& in, const std::string& out,
                 std::int64_t size);
  std::string rms_norm(const std::string& name, const std::string& in, const std::string& out,
                       std::int64_t width, std::int64_t size);
  std::string elementwise(const std::string& name, const std::string& function,
                          const std::vector<std::string>& inputs, const std::string& out,
                          std::int64_t width);
  // Parts of a tensor used in place.
  void views(const std::string& name, const std::string& whole,
             const std::vector<std::string>& parts);

 private:
  GraphBuilder& graph_;
  const DecoderShape& model_;
  std::string prefix_;
  PartTypes types_;
};

// What each part makes of the normed tokens [batch, seq, hidden]: the name of its result, of the
// same shape.
std::string write_mixer(LayerWriter& layer, const GroupedAttention& shape, const std::string& in);
std::string write_mixer(LayerWriter& layer, const LatentAttention& shape, const std::string& in);
std::string write_mixer(LayerWriter& layer, const StateSpace& shape, const std::string& in);
std::string write_mixer(LayerWriter& layer, const LinearAttention& shape, const std::string& in);
std::string write_ffn(LayerWriter& layer, const DenseFfn& shape, const std::string& in);
std::string write_ffn(LayerWriter& layer, const ExpertFfn& shape, const std::string& in);

}  // namespace tessera
